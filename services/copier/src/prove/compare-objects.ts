import type { VerificationMethod } from "@s3mirror/core/store/files/results";
import type { ObjectHead } from "../s3/s3-transport.ts";

/** What two HEADs prove about the bytes of two objects. `unknown`: same size, and nothing else that could be compared. */
export type Equality = { type: "equal"; method: VerificationMethod } | { type: "different" } | { type: "unknown" };

export type Comparable = Pick<ObjectHead, "etag" | "sizeBytes" | "checksums" | "checksumType" | "encryption">;

/**
 * Compares by what S3 computed, strongest first: a full-object checksum on both sides, composite checksums, ETags.
 * Equal ETags prove equality; different ones prove difference only where both are MD5s of the bytes (single part, and
 * neither KMS nor SSE-C). Size and age never prove equality, except that there is only one object of 0 bytes.
 */
export function compareObjects(source: Comparable, destination: Comparable): Equality {
  if (source.sizeBytes !== destination.sizeBytes) return { type: "different" };
  if (source.sizeBytes === 0) return { type: "equal", method: "etag" };
  for (const [algorithm, value] of Object.entries(source.checksums)) {
    const other = destination.checksums[algorithm];
    if (other === undefined) continue;
    if (isFullObject(source, value) && isFullObject(destination, other)) {
      return value === other ? { type: "equal", method: "full_object_checksum" } : { type: "different" };
    }
    if (!isFullObject(source, value) && value === other) return { type: "equal", method: "part_checksums" };
  }
  if (source.etag === destination.etag) return { type: "equal", method: "etag" };
  return isMd5(source) && isMd5(destination) ? { type: "different" } : { type: "unknown" };
}

/** The checksum that both sides have, for the record: of the whole object where there is one. */
export function fullObjectChecksum(object: Comparable): { algorithm: string; value: string } | null {
  for (const [algorithm, value] of Object.entries(object.checksums)) {
    if (isFullObject(object, value)) return { algorithm, value };
  }
  return null;
}

// A composite checksum ends in the number of its parts; S3 leaves the type out on older objects and in some answers.
function isFullObject(object: Comparable, value: string): boolean {
  return object.checksumType !== "COMPOSITE" && !/-\d+$/.test(value);
}

function isMd5(object: Comparable): boolean {
  return (object.encryption === null || object.encryption === "AES256") && /^[0-9a-f]{32}$/i.test(object.etag);
}
