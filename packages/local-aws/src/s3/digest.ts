import { createHash } from "node:crypto";
import {
  type Crc64Nvme,
  crc64nvmeCombine,
  crc64nvmeOfNothing,
  crc64nvmeToBase64,
  crc64nvmeUpdate,
} from "@s3mirror/core/crc64nvme";
import { createHasher, refuseHugeVirtual } from "./checksum.ts";
import { type Content, readExtents } from "./content.ts";
import { type Extent, isVirtual } from "./extents.ts";
import type { ChecksumAlgorithm } from "./state.ts";
import { crcOfVirtual } from "./virtual-bytes.ts";

/** What is told of bytes. `md5` is hex, and null where some are virtual; `checksum` where an algorithm was asked for. */
export type Digest = { crc64: string; md5: string | null; checksum: string | null };

/** Reads the real bytes of these extents (virtual ones only for an algorithm other than CRC64NVME) and digests them. */
export async function digestExtents(
  content: Content,
  extents: readonly Extent[],
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Digest> {
  if (algorithm) refuseHugeVirtual(algorithm, extents);
  const md5 = isVirtual(extents) ? null : createHash("md5");
  const hasher = algorithm && algorithm !== "CRC64NVME" ? createHasher(algorithm) : null;
  let whole: Crc64Nvme = crc64nvmeOfNothing;
  for (const extent of extents) {
    const virtual = "seed" in extent;
    let crc = virtual ? crcOfVirtual([extent]) : crc64nvmeOfNothing;
    if (!virtual || hasher) {
      for await (const bytes of readExtents(content, [extent])) {
        if (!virtual) crc = crc64nvmeUpdate(crc, bytes);
        md5?.update(bytes);
        hasher?.update(bytes);
      }
    }
    whole = crc64nvmeCombine(whole, crc, extent.length);
  }
  const crc64 = crc64nvmeToBase64(whole);
  const checksum = hasher ? await hasher.digest() : algorithm === "CRC64NVME" ? crc64 : null;
  return { crc64, md5: md5?.digest("hex") ?? null, checksum };
}
