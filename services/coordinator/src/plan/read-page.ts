import { HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { decodeListedKey } from "@s3mirror/core/object-key";
import {
  type PlanFailure,
  type PlannedFile,
  type PlanTask,
  readTransferKeys,
} from "@s3mirror/core/store/transfers/planning";
import type { Deps } from "../deps.ts";

type Page = { type: "page"; files: PlannedFile[]; cursor: string; last: boolean };
type PageAnswer = Page | { type: "cannot"; failure: PlanFailure } | { type: "later" };

const LISTING_PAGE = 1_000;
const KEYS_PAGE = 200;

/** The next page of a transfer's files, as its source tells them now. */
export async function readPage(deps: Deps, task: PlanTask): Promise<PageAnswer> {
  return task.sourceKind === "prefix" ? await listPage(deps, task) : await keysPage(deps, task);
}

async function listPage(deps: Deps, task: PlanTask): Promise<PageAnswer> {
  try {
    const listing = await deps.s3.send(
      new ListObjectsV2Command({
        Bucket: task.sourceBucket,
        Prefix: task.sourcePrefix,
        StartAfter: task.cursor === null ? undefined : readCursor(task.cursor),
        MaxKeys: LISTING_PAGE,
        // Keys may hold characters that XML cannot.
        EncodingType: "url",
        ExpectedBucketOwner: task.sourceOwnerAccountId ?? undefined,
      }),
    );
    const files = (listing.Contents ?? []).map((object) => ({
      key: decodeListedKey(object.Key ?? ""),
      sizeBytes: object.Size ?? null,
      etag: object.ETag ?? null,
      versionId: null,
    }));
    const lastKey = files.at(-1)?.key;
    return {
      type: "page",
      files,
      cursor: lastKey === undefined ? (task.cursor ?? "") : writeCursor(lastKey),
      last: listing.IsTruncated !== true,
    };
  } catch (error) {
    return judgeListing(task, error);
  }
}

const ENCODED = "\u0001encoded:";

/** The cursor is the last key. One with a NUL, which Postgres cannot hold in text, is kept percent-encoded. */
function writeCursor(lastKey: string): string {
  return lastKey.includes("\0") ? `${ENCODED}${encodeURIComponent(lastKey)}` : lastKey;
}

function readCursor(cursor: string): string {
  return cursor.startsWith(ENCODED) ? decodeURIComponent(cursor.slice(ENCODED.length)) : cursor;
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
