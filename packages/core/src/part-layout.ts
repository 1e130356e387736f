/** How an object is cut for a multipart upload: all parts are `partSizeBytes` long, the last `lastPartSizeBytes`. */
export type PartLayout = { partSizeBytes: number; partCount: number; lastPartSizeBytes: number };

/** Why an object of this size cannot be copied. */
export type SizeProblem = { code: "size_not_an_integer" | "size_too_large"; message: string; remedy: string };

export const MIB = 1024 * 1024;
export const GIB = 1024 * MIB;
/** S3 user guide, "Amazon S3 multipart upload limits"; the last part alone may be smaller. */
export const MIN_PART_BYTES = 5 * MIB;
export const MAX_PART_BYTES = 5 * GIB;
export const MAX_PARTS = 10_000;
/** 10,000 parts of 5 GiB: 53,687,091,200,000 bytes. */
export const MAX_OBJECT_BYTES = MAX_PARTS * MAX_PART_BYTES;
/** Up to here one CopyObject is used; above, parts in parallel are faster. */
export const COPY_OBJECT_UP_TO_BYTES = 256 * MIB;
/** S3 requests that one copier usually keeps in flight: what a batch's parts are cut for. */
export const USUAL_GATE = 256;

const smallestUsualPart = 64 * MIB;
const largestUsualPart = 512 * MIB;

/** Why S3 cannot hold an object of this many bytes, or null. */
export function findSizeProblem(sizeBytes: number): SizeProblem | null {
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    return {
      code: "size_not_an_integer",
      message: `${sizeBytes} is not a number of bytes.`,
      remedy: "Give the size as a whole number of bytes, 0 or more.",
    };
  }
  if (sizeBytes <= MAX_OBJECT_BYTES) return null;
  return {
    code: "size_too_large",
    message: `The object is ${sizeBytes.toLocaleString("en")} bytes; S3 holds at most ${MAX_OBJECT_BYTES.toLocaleString("en")} in one.`,
    remedy: "Split the object at the source.",
  };
}

/** How an object is copied by default. 0 bytes have no parts, so they are always one CopyObject. */
export function copyMethod(sizeBytes: number): "copy_object" | "multipart" {
  refuseBadSize(sizeBytes);
  return sizeBytes <= COPY_OBJECT_UP_TO_BYTES ? "copy_object" : "multipart";
}

/**
 * The part size for an object, a whole number of MiB. The batch spread over eight rounds of the gate, within 64-512 MiB;
 * more only where 10,000 parts would not reach (so above 1 GiB only for objects above 10,000 GiB, and never above 5 GiB).
 * @param input.batchBytes bytes of the whole transfer, as far as known
 * @param input.gate S3 requests a copier keeps in flight, at least 1
 * @throws RangeError for a size that S3 cannot hold or a gate below 1
 */
export function choosePartSize(input: { sizeBytes: number; batchBytes: number; gate: number }): number {
  refuseBadSize(input.sizeBytes);
  if (!(input.gate >= 1)) throw new RangeError(`The gate must be at least 1, not ${input.gate}.`);
  const wanted = wholeMib(input.batchBytes / (8 * input.gate));
  const usual = Math.min(largestUsualPart, Math.max(smallestUsualPart, wanted));
  return Math.max(usual, wholeMib(input.sizeBytes / MAX_PARTS));
}

/**
 * Cuts an object into parts of one size.
 * @throws RangeError for 0 bytes, and where S3 would refuse: parts outside 5 MiB-5 GiB, more than 10,000 of them.
 */
export function planParts(sizeBytes: number, partSizeBytes: number): PartLayout {
  refuseBadSize(sizeBytes);
  if (sizeBytes === 0) throw new RangeError("An object of 0 bytes has no parts: copy it by CopyObject.");
  if (!Number.isSafeInteger(partSizeBytes) || partSizeBytes < MIN_PART_BYTES || partSizeBytes > MAX_PART_BYTES) {
    throw new RangeError(`A part must be 5 MiB to 5 GiB, not ${partSizeBytes} bytes.`);
  }
  const partCount = Math.ceil(sizeBytes / partSizeBytes);
  if (partCount > MAX_PARTS) throw new RangeError(`${partCount} parts are more than S3's 10,000.`);
  return { partSizeBytes, partCount, lastPartSizeBytes: sizeBytes - (partCount - 1) * partSizeBytes };
}

/**
 * The bytes of one part: `start` and `end` are offsets, both inclusive, as in `CopySourceRange: bytes=start-end`.
 * @param partNumber 1 to `layout.partCount`
 * @throws RangeError outside that
 */
export function partRange(layout: PartLayout, partNumber: number): { start: number; end: number; sizeBytes: number } {
  if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > layout.partCount) {
    throw new RangeError(`There is no part ${partNumber} of ${layout.partCount}.`);
  }
  const start = (partNumber - 1) * layout.partSizeBytes;
  const sizeBytes = partNumber === layout.partCount ? layout.lastPartSizeBytes : layout.partSizeBytes;
  return { start, end: start + sizeBytes - 1, sizeBytes };
}

function refuseBadSize(sizeBytes: number): void {
  const problem = findSizeProblem(sizeBytes);
  if (problem) throw new RangeError(problem.message);
}

function wholeMib(bytes: number): number {
  return Math.ceil(bytes / MIB) * MIB;
}
