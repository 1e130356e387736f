import type { Failure } from "@s3mirror/core/failure-kind";
import type { Checksum, VerificationMethod } from "@s3mirror/core/store/files/results";
import { markVerifying } from "@s3mirror/core/store/files/uploads";
import { writeFenced } from "../file/ask-ledger.ts";
import { tryS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork, holdOf } from "../file/file-in-work.ts";
import { headSource } from "../file/source.ts";
import { StopWork } from "../file/stop-work.ts";
import type { ObjectHead } from "../s3/s3-transport.ts";
import { HASH_UP_TO_BYTES, hashBothSides } from "./compare-bytes.ts";
import { compareObjects, fullObjectChecksum } from "./compare-objects.ts";

/** What proves that an object is a copy of our source. */
export type Proof = {
  method: VerificationMethod;
  checksum: Checksum | null;
  sourceChecksum: Checksum | null;
};

export type Standing = { etag: string; versionId: string | null };

/**
 * What a look at the destination decided: `there`, an object proven equal stands there, made by us or (not `ours`) before
 * us; `write`, go on, on the condition that still exactly `standing` (null = nothing) is there; `refused`, another object
 * stands there and must not be overwritten.
 */
export type Look =
  | { type: "there"; ours: boolean; head: ObjectHead; proof: Proof }
  | { type: "write"; standing: Standing | null }
  | { type: "refused"; failure: Failure };

/**
 * HEADs the destination with checksums and decides. Done only if a checksum or the expected ETag agrees and the object
 * is not the one that stood there before; size and age never prove. What S3's checksums cannot compare is hashed up to
 * 256 MiB; above, it is written again where the policy allows it, or left to a person.
 * @param input.pin the source ETag that the copy is made from
 * @param input.source its HEAD, where it was asked for just now
 * @param input.mayBeOurs whether a request of ours, by this or an earlier attempt, may have made what stands there
 */
export async function lookAtDestination(
  deps: CopyDeps,
  file: FileInWork,
  input: { pin: string | null; source?: ObjectHead; mayBeOurs: boolean },
): Promise<Look> {
  const { work } = file;
  const head = await headDestination(deps, file);
  if (head === null) return { type: "write", standing: null };
  const standing = { etag: head.etag, versionId: head.versionId };
  const before = work.intent?.standing ?? null;
  const stoodBefore = before !== null && before.etag === head.etag && before.versionId === head.versionId;
  const mayBeOurs = input.mayBeOurs && !stoodBefore;

  if (mayBeOurs) {
    const proof = proveByIntent(file, head);
    if (proof !== null) return { type: "there", ours: true, head, proof };
  }
  if (work.overwrite === "always" && !mayBeOurs) return { type: "write", standing };

  const source = input.source ?? (await headSource(deps, file, { ifMatch: input.pin }));
  let equality = compareObjects(source, head);
  let proof: Proof | null = null;
  if (equality.type === "equal") {
    proof = { method: equality.method, checksum: fullObjectChecksum(head), sourceChecksum: fullObjectChecksum(source) };
  } else if (equality.type === "unknown" && source.sizeBytes <= HASH_UP_TO_BYTES) {
    await writeFenced(deps, file, () => markVerifying(deps.ledger, { hold: holdOf(file) }));
    const hashes = await hashBothSides(deps, file, { source, destination: head });
    if (hashes.source.value === hashes.destination.value) {
      proof = { method: "full_object_checksum", checksum: hashes.destination, sourceChecksum: hashes.source };
    } else equality = { type: "different" };
  }
  file.log.info({ equality: proof ? "equal" : equality.type, mayBeOurs }, "looked at the destination");
  if (proof !== null && mayBeOurs) return { type: "there", ours: true, head, proof };
  if (proof !== null && work.overwrite !== "always") return { type: "there", ours: false, head, proof };
  if (work.overwrite !== "never") return { type: "write", standing };
  return {
    type: "refused",
    failure: standsInTheWay(head, source, { unproven: equality.type === "unknown", mayBeOurs }),
  };
}

export type Found = Extract<Look, { type: "there" }>;

/** Null where nothing is. */
export async function headDestination(deps: CopyDeps, file: FileInWork): Promise<ObjectHead | null> {
  const object = destinationOf(file.work);
  const answer = await tryS3(deps, file, { operation: "HeadObject", side: "destination" }, () =>
    deps.s3.head({ object, ifMatch: null }),
  );
  if (answer.type === "ok") return answer.value;
  // A missing key is no failure here; a missing bucket has a name of its own and cannot be told apart by HEAD.
  if (answer.failure.kind === "unknown_outcome") return null;
  throw new StopWork(answer);
}

// What we said we would make: the combined checksum of the parts, or the ETag that they give.
function proveByIntent(file: FileInWork, head: ObjectHead): Proof | null {
  const { intent, upload } = file.work;
  if (intent === null || (upload !== null && upload.sizeBytes !== head.sizeBytes)) return null;
  const checksum = fullObjectChecksum(head);
  if (intent.crc64nvme !== null && head.checksums.CRC64NVME === intent.crc64nvme) {
    return { method: "full_object_checksum", checksum, sourceChecksum: null };
  }
  if (intent.expectedEtag !== null && head.etag === intent.expectedEtag) {
    return { method: "etag", checksum, sourceChecksum: null };
  }
  return null;
}

function standsInTheWay(
  head: ObjectHead,
  source: ObjectHead,
  told: { unproven: boolean; mayBeOurs: boolean },
): Failure {
  const what = told.unproven ? (told.mayBeOurs ? "unproven, may be ours" : "unproven") : "different";
  const evidence = [
    `destination etag ${head.etag}, ${head.sizeBytes} bytes, ${JSON.stringify(head.checksums)}`,
    `source etag ${source.etag}, ${source.sizeBytes} bytes, ${JSON.stringify(source.checksums)}`,
  ];
  return {
    kind: "destination_exists",
    code: told.unproven ? "Unproven" : "Different",
    requestId: null,
    action: null,
    side: "destination",
    message: `What stands at the destination is ${what}: ${evidence.join("; ")}.`,
  };
}
