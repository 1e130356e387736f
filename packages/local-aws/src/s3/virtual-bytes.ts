import {
  type Crc64Nvme,
  crc64nvmeCombine,
  crc64nvmeOfNothing,
  crc64nvmeOfParts,
  crc64nvmeUpdate,
  crc64nvmeWithoutPrefix,
} from "@s3mirror/core/crc64nvme";
import type { Extent } from "./extents.ts";

/**
 * Virtual bytes cost nothing to keep: one pseudo-random block, repeated for ever, entered at a place that the seed
 * decides. The block's length is a prime, so equal parts of one object differ, and a copy with a part missing, doubled
 * or misplaced shows in its checksum. Seeds that differ modulo 1,048,573 give different bytes.
 */
const period = 1_048_573;
const checkpointEvery = 256;

type Block = { bytes: Buffer; checkpoints: Crc64Nvme[]; doubled: { crc: Crc64Nvme; length: number }[] };
let block: Block | undefined;

/** The bytes from `offset` on, a portion at a time; the buffers are shared and must not be written to. */
export function* virtualBytes(seed: number, offset: number, length: number): Generator<Buffer> {
  const { bytes } = theBlock();
  let at = (entry(seed) + offset) % period;
  let left = length;
  while (left > 0) {
    const portion = bytes.subarray(at, Math.min(period, at + left));
    yield portion;
    left -= portion.length;
    at = 0;
  }
}

/** The CRC-64/NVME of a range of virtual bytes, in a few microseconds whatever its length. */
function virtualCrc(seed: number, offset: number, length: number): Crc64Nvme {
  const start = entry(seed) + (offset % period);
  return crc64nvmeWithoutPrefix(crcUpTo(start), crcUpTo(start + length), length);
}

/** The CRC-64/NVME of extents that are all virtual. */
export function crcOfVirtual(extents: readonly Extent[]): Crc64Nvme {
  return crc64nvmeOfParts(
    extents.map((extent) => {
      if (!("seed" in extent)) throw new TypeError("real bytes have no virtual CRC");
      return { crc: virtualCrc(extent.seed, extent.offset, extent.length), sizeBytes: extent.length };
    }),
  );
}

function entry(seed: number): number {
  return ((seed % period) * 524_287) % period;
}

function crcUpTo(length: number): Crc64Nvme {
  const { bytes, checkpoints, doubled } = theBlock();
  const rest = length % period;
  let repeats = (length - rest) / period;
  let crc = crc64nvmeOfNothing;
  for (let k = 0; repeats > 0; k++) {
    const repeated = doubled[k] ?? extend(doubled, k);
    if (repeats % 2 === 1) crc = crc64nvmeCombine(crc, repeated.crc, repeated.length);
    repeats = Math.floor(repeats / 2);
  }
  const checkpoint = Math.floor(rest / checkpointEvery);
  const known = checkpoints[checkpoint] ?? crc64nvmeOfNothing;
  const tail = crc64nvmeUpdate(known, bytes.subarray(checkpoint * checkpointEvery, rest));
  return crc64nvmeCombine(crc, tail, rest);
}

function extend(doubled: Block["doubled"], k: number): Block["doubled"][number] {
  const half = doubled[k - 1] ?? extend(doubled, k - 1);
  const made = { crc: crc64nvmeCombine(half.crc, half.crc, half.length), length: half.length * 2 };
  doubled[k] = made;
  return made;
}

function theBlock(): Block {
  if (block) return block;
  const bytes = Buffer.alloc(period);
  const checkpoints: Crc64Nvme[] = [];
  let state = 0x9e3779b9;
  for (let at = 0; at < period; at++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[at] = state >>> 11;
  }
  let crc = crc64nvmeOfNothing;
  for (let at = 0; at < period; at += checkpointEvery) {
    checkpoints.push(crc);
    crc = crc64nvmeUpdate(crc, bytes.subarray(at, at + checkpointEvery));
  }
  block = { bytes, checkpoints, doubled: [{ crc, length: period }] };
  return block;
}
