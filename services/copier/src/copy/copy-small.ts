import type { Failure } from "@s3mirror/core/failure-kind";
import type { S3Failure } from "@s3mirror/core/s3-failure";
import { recordIntent } from "@s3mirror/core/store/files/uploads";
import { writeFenced } from "../file/ask-ledger.ts";
import { startPatience, tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork, holdOf, sourceOf } from "../file/file-in-work.ts";
import { findSide, headSource } from "../file/source.ts";
import { fullObjectChecksum } from "../prove/compare-objects.ts";
import { lookAtDestination, type Standing } from "../prove/look.ts";
import { verifyCopy } from "../prove/verify.ts";
import type { ObjectHead } from "../s3/s3-transport.ts";
import { type CopyOutcome, copied, found } from "./outcome.ts";
import { noteTagsLost } from "./tags.ts";

/** `use_parts`: this bucket takes no conditions on CopyObject, so the copy must be made another way. */
export type SmallOutcome = CopyOutcome | { type: "use_parts" };

/** So often the destination may change under us before it is left to a person. */
const MOST_CHANGES = 10;

/**
 * Copies one object by CopyObject, headers, metadata and tags included. The write is pinned to the source's ETag and
 * conditional on the destination: first "nothing is there", then "still exactly what the look saw". An answer that did
 * not arrive is looked at before anything is sent again.
 */
export async function copySmall(deps: CopyDeps, file: FileInWork, pin: Pin): Promise<SmallOutcome> {
  const { work } = file;
  // An earlier attempt of this file may have made the object without our hearing of it.
  // Overwriting always, what an earlier attempt replaced has an intent; without one, writing again is the surer way.
  let mayBeOurs = work.intent !== null || (work.attempt > 1 && work.overwrite !== "always");
  let standing: Standing | null = work.intent?.standing ?? null;
  let tags: "carry" | "none" = work.tags === "skip" ? "none" : "carry";
  const patience = startPatience(deps, file);
  for (let changes = 0; changes < MOST_CHANGES; ) {
    if (standing !== null) await writeIntent(deps, file, pin, standing);
    const answer = await sendCopy(deps, file, { pin, standing, tags });
    if (answer.type === "ok") {
      file.finishing = true;
      file.progress.attemptBytes += pin.sizeBytes;
      file.progress.bytesCopied = pin.sizeBytes;
      const check = await verifyCopy(deps, file, { source: pin.head ?? pin, written: answer.value });
      if (check.type === "failed") return check;
      return copied(file, pin, { written: answer.value, verified: check.verified, replaced: standing });
    }
    const { failure } = answer;
    if (failure.code === "NotImplemented") return { type: "use_parts" };
    if (tags === "carry") {
      const denied = await findTagDenial(deps, file, failure);
      if (denied !== null && work.tags === "required") return { type: "failed", failure: denied };
      if (denied !== null) {
        await noteTagsLost(deps, file, denied.side);
        tags = "none";
        continue;
      }
    }
    const lost = failure.kind === "unknown_outcome" || failure.kind === "transient";
    if (lost) {
      mayBeOurs = true;
      file.mayBeMade = true;
      await patience.wait(failure);
    } else changes += 1;
    // With IfMatch a 404 may also mean that what stood at the destination is gone; the look asks both sides.
    const vanished = failure.kind === "source_missing" && standing !== null;
    if (!lost && !vanished && failure.kind !== "destination_exists") {
      return { type: "failed", failure: await findSide(deps, file, failure) };
    }
    if (vanished) await headSource(deps, file, { ifMatch: pin.etag });
    const look = await lookAtDestination(deps, file, { pin: pin.etag, mayBeOurs });
    if (look.type === "there") return found(file, pin, look);
    if (look.type === "refused") return { type: "failed", failure: look.failure };
    standing = look.standing;
  }
  return { type: "failed", failure: restless(file) };
}

/** The source as this copy reads it: `head` where it was asked for, else what the listing told. */
export type Pin = { etag: string; versionId: string | null; sizeBytes: number; head: ObjectHead | null };

function sendCopy(
  deps: CopyDeps,
  file: FileInWork,
  input: { pin: Pin; standing: Standing | null; tags: "carry" | "none" },
) {
  const { pin, standing, tags } = input;
  return tryS3(deps, file, { operation: "CopyObject", side: "both" }, () => {
    file.progress.copyCalls += 1;
    return deps.s3.copyObject({
      source: sourceOf(file.work),
      sourceEtag: pin.etag,
      destination: destinationOf(file.work),
      condition: standing === null ? { type: "absent" } : { type: "is", etag: standing.etag },
      tags,
      algorithm: (pin.head === null ? null : fullObjectChecksum(pin.head)?.algorithm) ?? "CRC64NVME",
    });
  });
}

// Only a write that replaces something needs its intent written: what it replaces must never be taken for its result.
async function writeIntent(deps: CopyDeps, file: FileInWork, pin: Pin, standing: Standing): Promise<void> {
  const crc64nvme = pin.head?.checksumType === "FULL_OBJECT" ? (pin.head.checksums.CRC64NVME ?? null) : null;
  const intent = { uploadId: null, expectedEtag: null, crc64nvme, partCount: null, standing };
  await writeFenced(deps, file, () => recordIntent(deps.ledger, { hold: holdOf(file), intent }));
  file.work.intent = intent;
}

/** The denial, if it is the tags that were denied: told by the right's name, else found out by asking for them alone. */
async function findTagDenial(deps: CopyDeps, file: FileInWork, failure: S3Failure): Promise<S3Failure | null> {
  if (failure.kind !== "source_permission" && failure.kind !== "destination_permission") return null;
  if (failure.action !== null) return /^s3:(Get|Put)Object(Version)?Tagging$/.test(failure.action) ? failure : null;
  const object = sourceOf(file.work);
  const answer = await tryS3(deps, file, { operation: "GetObjectTagging", side: "source" }, () =>
    deps.s3.getTags({ object }),
  );
  return answer.type === "failed" && answer.failure.kind === "source_permission" ? answer.failure : null;
}

function restless(file: FileInWork): Failure {
  return {
    kind: "destination_exists",
    code: "KeepsChanging",
    requestId: null,
    action: null,
    side: "destination",
    message: `The destination of file ${file.work.file} changed each of ${MOST_CHANGES} times before it could be written.`,
  };
}
