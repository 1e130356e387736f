import { createHash } from "node:crypto";
import { crc64nvmeFromBase64, crc64nvmeOfParts, crc64nvmeToBase64 } from "@s3mirror/core/crc64nvme";
import type { Failure } from "@s3mirror/core/failure-kind";
import { expectedMultipartEtag } from "@s3mirror/core/multipart-etag";
import { partRange, planParts } from "@s3mirror/core/part-layout";
import { type Intent, recordIntent, type Upload } from "@s3mirror/core/store/files/uploads";
import { writeFenced } from "../file/ask-ledger.ts";
import { startPatience, tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork, holdOf } from "../file/file-in-work.ts";
import { fullObjectChecksum } from "../prove/compare-objects.ts";
import { type Found, lookAtDestination, type Standing } from "../prove/look.ts";
import type { CopiedPart, ObjectHead, WrittenObject } from "../s3/s3-transport.ts";
import { abortUpload } from "./abort-upload.ts";
import { listCopiedParts, type OpenUpload } from "./open-upload.ts";

/**
 * `written`: this Complete was answered. `found`: the object is there, or was before us. `refused`: the upload is open
 * still and must not be completed. `parts_missing`, `upload_gone`: copy what is missing, or all, and come back.
 */
export type Completed =
  | { type: "written"; written: WrittenObject }
  | { type: "found"; look: Found; uploadOpen: boolean }
  | { type: "refused"; failure: Failure }
  | { type: "parts_missing"; done: Map<number, CopiedPart> }
  | { type: "upload_gone" }
  | { type: "failed"; failure: Failure };

const MOST_INVALID_PARTS = 3;
const MOST_CHANGES = 10;

/**
 * Puts the parts together under a condition on the destination. Before each Complete the intent is written: what we are
 * about to make and what stands there now. Complete is sent once; whatever is not a plain answer is looked at.
 */
export async function completeUpload(
  deps: CopyDeps,
  file: FileInWork,
  open: OpenUpload,
  input: { source: ObjectHead; standing: Standing | null },
): Promise<Completed> {
  const { source } = input;
  const { upload, algorithm } = open;
  const destination = destinationOf(file.work);
  const known = fullObjectChecksum(source);
  // S3 takes a whole object's checksum only in the upload's own algorithm.
  const checksum = known?.algorithm === algorithm ? known : null;
  const patience = startPatience(deps, file);
  let { standing } = input;
  let parts = inOrder(open.done);
  let mayBeOurs = file.work.intent !== null;
  let invalidParts = 0;
  let conflicts = 0;
  for (let changes = 0; changes < MOST_CHANGES; ) {
    const crc64nvme = algorithm === "CRC64NVME" ? combine(parts, upload) : null;
    if (crc64nvme !== null && checksum !== null && crc64nvme !== checksum.value) {
      return { type: "failed", failure: partsDiffer(crc64nvme, checksum.value) };
    }
    const expectedEtag = expectedMultipartEtag(
      parts.map((part) => part.etag),
      md5,
    );
    await writeIntent(deps, file, {
      uploadId: upload.uploadId,
      expectedEtag,
      crc64nvme,
      partCount: parts.length,
      standing,
    });
    const answer = await tryS3(deps, file, { operation: "CompleteMultipartUpload", side: "destination" }, () =>
      deps.s3.completeUpload({
        destination,
        uploadId: upload.uploadId,
        parts,
        sizeBytes: upload.sizeBytes,
        condition: standing === null ? { type: "absent" } : { type: "is", etag: standing.etag },
        checksum,
      }),
    );
    if (answer.type === "ok") {
      file.finishing = true;
      return { type: "written", written: answer.value };
    }
    const { failure } = answer;

    const badParts = failure.code === "InvalidPart" || failure.code === "InvalidPartOrder";
    const lost = failure.kind === "unknown_outcome" || failure.kind === "transient";
    if (!badParts && !lost && failure.kind !== "destination_exists") return { type: "failed", failure };
    if (!lost) file.log.info({ failure }, "Complete was refused");
    if (badParts) invalidParts += 1;
    if (invalidParts > MOST_INVALID_PARTS) return { type: "failed", failure };
    if (failure.kind === "destination_exists") changes += 1;
    if (lost) {
      mayBeOurs = true;
      await patience.wait(failure);
    }

    // In this order: an upload that is gone was completed or aborted, and the look afterwards tells which.
    const listed = await listCopiedParts(deps, file, upload);
    if (!badParts) {
      const look = await lookAtDestination(deps, file, { pin: upload.sourceEtag, mayBeOurs });
      if (look.type === "there") return { type: "found", look, uploadOpen: listed !== null };
      if (look.type === "refused") return look;
      standing = look.standing;
    }
    if (listed === null) return { type: "upload_gone" };
    if (failure.code === "ConditionalRequestConflict") conflicts += 1;
    // S3 asks for a new upload after such a conflict; a second try has often shown to be enough.
    if (conflicts > 1) {
      await abortUpload(deps, file, upload.uploadId);
      return { type: "upload_gone" };
    }
    if (listed.done.size < upload.partCount) return { type: "parts_missing", done: listed.done };
    parts = inOrder(listed.done);
  }
  return { type: "refused", failure: restless() };
}

async function writeIntent(deps: CopyDeps, file: FileInWork, intent: Intent): Promise<void> {
  await writeFenced(deps, file, () => recordIntent(deps.ledger, { hold: holdOf(file), intent }));
  file.work.intent = intent;
}

function inOrder(parts: Map<number, CopiedPart>): CopiedPart[] {
  return [...parts.values()].sort((a, b) => a.partNumber - b.partNumber);
}

/** The whole's CRC-64/NVME from its parts', or null where S3 did not tell one of them. */
function combine(parts: CopiedPart[], upload: Upload): string | null {
  const layout = planParts(upload.sizeBytes, upload.partSizeBytes);
  const crcs = [];
  for (const part of parts) {
    const crc = part.checksum === null ? null : crc64nvmeFromBase64(part.checksum);
    if (crc === null) return null;
    crcs.push({ crc, sizeBytes: partRange(layout, part.partNumber).sizeBytes });
  }
  return crc64nvmeToBase64(crc64nvmeOfParts(crcs));
}

function md5(bytes: Uint8Array): Uint8Array {
  return createHash("md5").update(bytes).digest();
}

function partsDiffer(ours: string, theirs: string): Failure {
  return {
    kind: "integrity",
    code: "PartsDiffer",
    requestId: null,
    action: null,
    side: "destination",
    message: `The parts' checksums combine to ${ours}; the source has ${theirs}.`,
  };
}

function restless(): Failure {
  return {
    kind: "destination_exists",
    code: "KeepsChanging",
    requestId: null,
    action: null,
    side: "destination",
    message: `The destination changed each of ${MOST_CHANGES} times before the upload could be completed.`,
  };
}
