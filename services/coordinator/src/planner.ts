import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { choosePartSize, USUAL_GATE } from "@s3mirror/core/part-layout";
import {
  dropPlanTask,
  failPlanning,
  insertPlannedPage,
  type PlanFailure,
  type PlannedFile,
  type PlanTask,
  postponePlanning,
  readTransferKeys,
  takePlanTask,
} from "@s3mirror/core/store/planning";
import type { Deps } from "./deps.ts";

type Page = { type: "page"; files: PlannedFile[]; cursor: string; last: boolean };
type PageAnswer = Page | { type: "cannot"; failure: PlanFailure } | { type: "later" };

const LISTING_PAGE = 1_000;
const KEYS_PAGE = 200;

/**
 * Plans one transfer, page by page, from where its cursor stands. Each page is inserted, its cursor saved and its files
 * handed to the relay in one statement; whoever dies between two pages leaves everything for the next planner.
 * @returns whether there was a transfer to plan.
 */
export async function planOne(deps: Deps, onPage: () => void): Promise<boolean> {
  let task = await takePlanTask(deps.ledger, { leaseSeconds: 30 });
  if (task === null) return false;
  for (;;) {
    const answer = await readPage(deps, task);
    if (answer.type === "later") {
      await postponePlanning(deps.ledger, { task, seconds: 10 });
      return true;
    }
    const empty = answer.type === "page" && answer.last && task.plannedFiles + answer.files.length === 0;
    if (answer.type === "cannot" || empty) {
      const failure = answer.type === "cannot" ? answer.failure : nothingThere(task);
      deps.log.warn({ transfer: task.transferId, code: failure.code }, "the transfer could not start");
      if (task.plannedFiles > 0) await postponePlanning(deps.ledger, { task, seconds: 60 });
      else await failPlanning(deps.ledger, { task, failure });
      return true;
    }
    const inserted = await insertPlannedPage(deps.ledger, {
      task,
      ...answer,
      partSizeBytes: partSize(task, answer.files),
    });
    if (inserted === "superseded") {
      await dropPlanTask(deps.ledger, { task });
      return true;
    }
    onPage();
    if (answer.last) {
      deps.log.info({ transfer: task.transferId, files: task.plannedFiles + answer.files.length }, "planned");
      return true;
    }
    task = { ...task, cursor: answer.cursor, plannedFiles: task.plannedFiles + answer.files.length };
  }
}

/** Decided once for the batch, from its first page, so that all files of a transfer are cut alike. */
function partSize(task: PlanTask, files: PlannedFile[]): number | null {
  if (task.partSizeBytes !== null) return task.partSizeBytes;
  const sizes = files.map((file) => file.sizeBytes ?? 0);
  const batchBytes = sizes.reduce((sum, size) => sum + size, 0);
  return batchBytes === 0 ? null : choosePartSize({ sizeBytes: 1, batchBytes, gate: USUAL_GATE });
}

async function readPage(deps: Deps, task: PlanTask): Promise<PageAnswer> {
  return task.sourceKind === "prefix" ? await listPage(deps, task) : await keysPage(deps, task);
}

async function listPage(deps: Deps, task: PlanTask): Promise<PageAnswer> {
  try {
    const listing = await deps.s3.send(
      new ListObjectsV2Command({
        Bucket: task.sourceBucket,
        Prefix: task.sourcePrefix,
        StartAfter: task.cursor ?? undefined,
        MaxKeys: LISTING_PAGE,
        // Keys may hold characters that XML cannot.
        EncodingType: "url",
        ExpectedBucketOwner: task.sourceOwnerAccountId ?? undefined,
      }),
    );
    const files = (listing.Contents ?? []).map((object) => ({
      key: decodeURIComponent((object.Key ?? "").replaceAll("+", " ")),
      sizeBytes: object.Size ?? null,
      etag: object.ETag ?? null,
      versionId: null,
    }));
    return {
      type: "page",
      files,
      cursor: files.at(-1)?.key ?? task.cursor ?? "",
      last: listing.IsTruncated !== true,
    };
  } catch (error) {
    return judgeListing(task, error);
  }
}

async function keysPage(deps: Deps, task: PlanTask): Promise<PageAnswer> {
  const keys = await readTransferKeys(deps.ledger, {
    transfer: task.transfer,
    after: Number(task.cursor ?? "0"),
    limit: KEYS_PAGE + 1,
  });
  const page = keys.slice(0, KEYS_PAGE);
  return {
    type: "page",
    files: await Promise.all(page.map(({ key }) => describeKey(deps, task, key))),
    cursor: String(page.at(-1)?.number ?? task.cursor ?? 0),
    last: keys.length <= KEYS_PAGE,
  };
}

/** What HEAD cannot tell stays open: the copier asks again and finds the failure's kind. */
async function describeKey(deps: Deps, task: PlanTask, key: string): Promise<PlannedFile> {
  try {
    const head = await deps.s3.send(
      new HeadObjectCommand({
        Bucket: task.sourceBucket,
        Key: key,
        ExpectedBucketOwner: task.sourceOwnerAccountId ?? undefined,
      }),
    );
    const versionId = head.VersionId === "null" ? null : (head.VersionId ?? null);
    return { key, sizeBytes: head.ContentLength ?? null, etag: head.ETag ?? null, versionId };
  } catch {
    return { key, sizeBytes: null, etag: null, versionId: null };
  }
}

function judgeListing(task: PlanTask, error: unknown): PageAnswer {
  const name = error instanceof Error ? error.name : "";
  const where = `s3://${task.sourceBucket}/${task.sourcePrefix}`;
  if (name === "AccessDenied") {
    return {
      type: "cannot",
      failure: {
        code: "source_permission",
        message: `We are not allowed to list ${where}.`,
        remedy: `The owner of ${task.sourceBucket} allows s3:ListBucket for our transfer role; then create the transfer again.`,
        actionBy: "vendor",
      },
    };
  }
  if (name === "NoSuchBucket" || name === "PermanentRedirect") {
    return {
      type: "cannot",
      failure: {
        code: "configuration",
        message: `The bucket ${task.sourceBucket} does not exist in this region.`,
        remedy: "Correct the bucket's name or the route, then create the transfer again.",
        actionBy: "cloud_team",
      },
    };
  }
  return { type: "later" };
}

function nothingThere(task: PlanTask): PlanFailure {
  return {
    code: "source_empty",
    message: `There is nothing under s3://${task.sourceBucket}/${task.sourcePrefix}.`,
    remedy: "Check the prefix with the laboratory; when the files are there, create the transfer again.",
    actionBy: "vendor",
  };
}
