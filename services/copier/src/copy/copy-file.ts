import { decideNext } from "@s3mirror/core/failure";
import type { Failure } from "@s3mirror/core/failure-kind";
import { findInvalidKey } from "@s3mirror/core/invalid-key";
import { copyMethod } from "@s3mirror/core/part-layout";
import { noteEvent, restartFile } from "@s3mirror/core/store/files/uploads";
import { askLedger } from "../file/ask-ledger.ts";
import { startPatience } from "../file/ask-s3.ts";
import { type CopyDeps, type FileInWork, holdOf } from "../file/file-in-work.ts";
import { blameRightly } from "../file/own-failures.ts";
import { headSource } from "../file/source.ts";
import { StopWork } from "../file/stop-work.ts";
import { fullObjectChecksum } from "../prove/compare-objects.ts";
import { abortRegisteredUpload } from "./abort-upload.ts";
import { copyEmpty } from "./copy-empty.ts";
import { copyMultipart, findCompleted } from "./copy-multipart.ts";
import { copySmall } from "./copy-small.ts";
import { type CopyOutcome, cancelled } from "./outcome.ts";

/**
 * Works on one claimed file until something is to be recorded of it, or somebody else is to go on. The failure's kind
 * alone decides: again in place, from the start with a new pin, or to the dead letters.
 */
export async function copyFile(deps: CopyDeps, file: FileInWork): Promise<CopyOutcome> {
  const patience = startPatience(deps, file);
  // The ledger counts all restarts of a generation, which bounds those for a changed source.
  let restartsForIntegrity = 0;
  for (;;) {
    const outcome = await caught(deps, file, () => copyOnce(deps, file));
    if (outcome.type !== "failed") return outcome;
    const failure = blameRightly(file, outcome.failure);
    const isIntegrity = failure.kind === "integrity";
    switch (decideNext(failure.kind, isIntegrity ? restartsForIntegrity : file.work.restarts)) {
      case "dead_letter":
        return { type: "failed", failure };
      case "retry_in_place": {
        const halted = await caught(deps, file, async () => {
          const { kind, code } = failure;
          await askLedger(deps, file, () =>
            noteEvent(deps.ledger, { hold: holdOf(file), type: "retry", detail: { kind, code } }),
          );
          await patience.wait(failure);
          return null;
        });
        if (halted !== null) return halted;
        break;
      }
      case "restart": {
        const ended = await caught(deps, file, () => restart(deps, file, failure));
        if (ended !== null) return ended;
        if (isIntegrity) restartsForIntegrity += 1;
      }
    }
  }
}

async function copyOnce(deps: CopyDeps, file: FileInWork): Promise<CopyOutcome> {
  const { work } = file;
  file.finishing = false;
  // The planner dead-letters such keys; here is the last chance to keep one from the destination.
  const invalid = findInvalidKey({ prefix: work.sourcePrefix }, { prefix: work.destinationPrefix }, work.sourceKey);
  if (invalid !== null) return { type: "failed", failure: invalid };
  const listed = work.etag;
  const isLarge = work.sizeBytes !== null && copyMethod(work.sizeBytes) === "multipart";
  if (work.upload !== null || isLarge) return await copyMultipart(deps, file, listed);
  const ofParts = listed !== null && isOfParts(listed);
  const head =
    listed === null || work.sizeBytes === null || ofParts ? await headSource(deps, file, { ifMatch: listed }) : null;
  const etag = head?.etag ?? listed ?? "";
  const sizeBytes = head?.sizeBytes ?? work.sizeBytes ?? 0;
  if (copyMethod(sizeBytes) === "multipart") return await copyMultipart(deps, file, etag);
  // CopyObject gives an object of parts another ETag: without a checksum only parts of the same size prove the copy.
  const proof = head === null || !isOfParts(etag) ? null : fullObjectChecksum(head);
  if (isOfParts(etag) && proof === null && sizeBytes > 0) return await copyMultipart(deps, file, etag);
  const outcome = await copySmall(deps, file, { etag, versionId: work.versionId, sizeBytes, head });
  if (outcome.type !== "use_parts") return outcome;
  return sizeBytes === 0 ? await copyEmpty(deps, file, etag) : await copyMultipart(deps, file, etag);
}

function isOfParts(etag: string): boolean {
  return /-\d+$/.test(etag);
}

/** Starts the file over with the source as it is now. The old upload is aborted before a new one can be registered. */
async function restart(deps: CopyDeps, file: FileInWork, failure: Failure): Promise<CopyOutcome | null> {
  const { work } = file;
  file.log.warn({ failure, restarts: work.restarts }, "the file is started over");
  await abortRegisteredUpload(deps, file);
  // A pin by version stays one: under it the source cannot change, so a changed one has a new version.
  file.work = { ...work, versionId: null };
  const head = await headSource(deps, file, { ifMatch: null });
  const pin = {
    etag: head.etag,
    versionId: work.versionId === null ? null : head.versionId,
    sizeBytes: head.sizeBytes,
  };
  const answer = await askLedger(deps, file, () =>
    restartFile(deps.ledger, {
      hold: holdOf(file),
      kind: failure.kind === "integrity" ? "integrity" : "source_changed",
      restartsBefore: work.restarts,
      ...pin,
    }),
  );
  if (answer.type === "stale") return { type: "stale" };
  file.work = { ...work, ...pin, restarts: answer.restarts, upload: null, intent: null };
  Object.assign(file.progress, { bytesCopied: 0, requestsReady: 1 });
  return null;
}

/** A cancelled file: copied if it was faster, by this attempt or an earlier one; else nothing of it stays. */
async function cancel(deps: CopyDeps, file: FileInWork): Promise<CopyOutcome> {
  file.finishing = true;
  try {
    const mayBeThere = file.work.intent !== null || file.mayBeMade;
    const completed = mayBeThere ? await lookForCopy(deps, file) : null;
    if (completed !== null) return completed;
    await abortRegisteredUpload(deps, file);
  } catch (error) {
    if (!(error instanceof StopWork)) throw error;
    if (error.why.type === "stale") return error.why;
    file.log.warn({ err: error }, "what a cancelled file leaves behind is left to the janitor");
  }
  return cancelled(file);
}

/** What a cancelled file's copy became, or null. Where nobody may look, the file's history says so. */
async function lookForCopy(deps: CopyDeps, file: FileInWork): Promise<CopyOutcome | null> {
  try {
    return await findCompleted(deps, file);
  } catch (error) {
    if (!(error instanceof StopWork) || error.why.type !== "failed") throw error;
    const { kind, code } = error.why.failure;
    const detail = { what: "look", kind, code };
    await askLedger(deps, file, () => noteEvent(deps.ledger, { hold: holdOf(file), type: "downgrade", detail }));
    return null;
  }
}

async function caught<T>(deps: CopyDeps, file: FileInWork, act: () => Promise<T>): Promise<T | CopyOutcome> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof StopWork)) throw error;
    const { why } = error;
    if (why.type !== "halted") return why;
    if (why.reason === "lost") return { type: "stale" };
    return why.reason === "cancelled" ? await cancel(deps, file) : { type: "let_go", reason: why.reason };
  }
}
