import { whoMustAct } from "@s3mirror/core/failure";
import { isFolderMarker } from "@s3mirror/core/folder-prefix";
import { makeId } from "@s3mirror/core/ids";
import { findInvalidKey } from "@s3mirror/core/invalid-key";
import { choosePartSize, USUAL_GATE } from "@s3mirror/core/part-layout";
import {
  dropPlanTask,
  failPlanning,
  insertPlannedPage,
  type PlanFailure,
  type PlannedFile,
  type PlanTask,
  postponePlanning,
  postponeStuckPlanning,
  takePlanTask,
} from "@s3mirror/core/store/transfers/planning";
import type { Deps } from "../deps.ts";
import { readPage } from "./read-page.ts";

const TURN_MS = 5_000;

/**
 * Plans one transfer, page by page, from where its cursor stands, for about `turnMs`; then others have their turn. Each page is inserted, its cursor saved and its files
 * handed to the relay in one statement; whoever dies between two pages leaves everything for the next planner.
 * @returns whether there was a transfer to plan.
 */
export async function planOne(deps: Deps, input: { onPage: () => void; turnMs?: number }): Promise<boolean> {
  const { onPage, turnMs = TURN_MS } = input;
  const startedMs = deps.now().getTime();
  let task = await takePlanTask(deps.ledger, { leaseSeconds: 30 });
  if (task === null) return false;
  for (;;) {
    const answer = await readPage(deps, task);
    if (answer.type === "later") {
      await postponePlanning(deps.ledger, { task, seconds: 10 });
      return true;
    }
    const empty = answer.type === "page" && answer.last && task.plannedFiles === 0 && isNothing(task, answer.files);
    if (answer.type === "cannot" || empty) {
      const failure = answer.type === "cannot" ? answer.failure : nothingThere(task, answer.files.length > 0);
      deps.log.warn({ transfer: task.transferId, code: failure.code }, "the transfer could not start");
      if (task.plannedFiles > 0) await postponeStuckPlanning(deps.ledger, { task, seconds: 60 });
      else await failPlanning(deps.ledger, { task, failure });
      return true;
    }
    const { cursor, last } = answer;
    const files: PlannedFile[] = answer.files.filter(hasPlace(task)).map(judgeKeyIn(task));
    const invalid = files.filter((file) => file.invalid).length;
    const inserted: "inserted" | "superseded" = await insertPlannedPage(deps.ledger, {
      task,
      files,
      cursor,
      last,
      partSizeBytes: partSize(task, files),
      newCauseIds: Array.from({ length: invalid }, () => makeId("ca", deps.randomBytes(26))),
    });
    if (inserted === "superseded") {
      await dropPlanTask(deps.ledger, { task });
      return true;
    }
    if (invalid > 0) {
      deps.log.warn(
        { transfer: task.transferId, files: invalid },
        "files whose keys cannot be used were dead-lettered",
      );
    }
    onPage();
    if (last) {
      deps.log.info({ transfer: task.transferId, files: task.plannedFiles + files.length }, "planned");
      return true;
    }
    task = { ...task, cursor, plannedFiles: task.plannedFiles + files.length };
    if (deps.now().getTime() - startedMs >= turnMs) {
      await postponePlanning(deps.ledger, { task, seconds: 0 });
      return true;
    }
  }
}

/** A delivery of folder markers alone brings nothing. Keys that somebody named are what they named. */
function isNothing({ sourceKind }: PlanTask, files: PlannedFile[]): boolean {
  return files.length === 0 || (sourceKind === "prefix" && files.every(isFolderMarker));
}

/** All but the marker of the source folder where that becomes the bucket itself: nothing is there to be made. */
function hasPlace({ sourcePrefix, destinationPrefix }: PlanTask): (file: PlannedFile) => boolean {
  return (file) => !(destinationPrefix === "" && file.key === sourcePrefix && isFolderMarker(file));
}

/** What can never be copied is recorded so and never sent. */
function judgeKeyIn({ sourcePrefix, destinationPrefix }: PlanTask): (file: PlannedFile) => PlannedFile {
  return (file) => {
    const failure = findInvalidKey({ prefix: sourcePrefix }, { prefix: destinationPrefix }, file.key);
    if (failure === null) return file;
    // Postgres holds no NUL in text: it is shown as an escape.
    const key = file.key.replaceAll("\0", "\\u0000");
    return { ...file, key, invalid: { failure, actionBy: whoMustAct(failure.kind, failure.side) } };
  };
}

/** Decided once for the batch, from its first page, so that all files of a transfer are cut alike. */
function partSize(task: PlanTask, files: PlannedFile[]): number | null {
  if (task.partSizeBytes !== null) return task.partSizeBytes;
  const sizes = files.map((file) => file.sizeBytes ?? 0);
  const batchBytes = sizes.reduce((sum, size) => sum + size, 0);
  return batchBytes === 0 ? null : choosePartSize({ sizeBytes: 1, batchBytes, gate: USUAL_GATE });
}

function nothingThere(task: PlanTask, isMarked: boolean): PlanFailure {
  return {
    code: "source_empty",
    message: `There is nothing under s3://${task.sourceBucket}/${task.sourcePrefix}${isMarked ? " but empty folders" : ""}.`,
    remedy: "Check the prefix with the laboratory; when the files are there, create the transfer again.",
    actionBy: "vendor",
  };
}
