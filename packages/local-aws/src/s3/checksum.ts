import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { Crc32c } from "@aws-sdk/checksums/crc";
import { crc64nvmeOfNothing, crc64nvmeToBase64, crc64nvmeUpdate } from "@s3mirror/core/crc64nvme";
import { isVirtual, lengthOf } from "./extents.ts";
import { header, type S3Request } from "./request.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { Checksum, ChecksumAlgorithm, ObjectVersion } from "./state.ts";
import { crcOfVirtual } from "./virtual-bytes.ts";

export const checksumAlgorithms: readonly ChecksumAlgorithm[] = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"];

export type Hasher = { update(bytes: Uint8Array): void; digest(): Promise<string> };

/** A running checksum; its digest is base64, as in S3's headers. */
export function createHasher(algorithm: ChecksumAlgorithm): Hasher {
  switch (algorithm) {
    case "CRC32": {
      let value = 0;
      return {
        update: (bytes) => {
          value = crc32(bytes, value);
        },
        digest: async () => {
          const bytes = Buffer.alloc(4);
          bytes.writeUInt32BE(value);
          return bytes.toString("base64");
        },
      };
    }
    case "CRC64NVME": {
      let value = crc64nvmeOfNothing;
      return {
        update: (bytes) => {
          value = crc64nvmeUpdate(value, bytes);
        },
        digest: async () => crc64nvmeToBase64(value),
      };
    }
    case "CRC32C": {
      const hash = new Crc32c();
      return {
        update: (bytes) => hash.update(bytes),
        digest: async () => Buffer.from(await hash.digest()).toString("base64"),
      };
    }
    case "SHA1":
    case "SHA256": {
      const hash = createHash(algorithm.toLowerCase());
      return { update: (bytes) => void hash.update(bytes), digest: async () => hash.digest("base64") };
    }
  }
}

/** The checksum of the parts' checksums, with their number: what S3 calls COMPOSITE. */
export async function compositeOf(algorithm: ChecksumAlgorithm, parts: readonly string[]): Promise<string> {
  const hasher = createHasher(algorithm);
  for (const part of parts) hasher.update(Buffer.from(part, "base64"));
  return `${await hasher.digest()}-${parts.length}`;
}

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The checksum that comes with a request, in a header or announced for the trailer (`value` null). */
export function announcedChecksum(request: S3Request): { algorithm: ChecksumAlgorithm; value: string | null } | null {
  const trailer = header(request, "x-amz-trailer")?.trim().toLowerCase();
  for (const algorithm of checksumAlgorithms) {
    const name = checksumHeader(algorithm);
    const value = header(request, name);
    if (value !== undefined) return { algorithm, value };
    if (trailer === name) return { algorithm, value: null };
  }
  if (trailer !== undefined) throw notImplemented(`the trailer ${trailer}`);
  return null;
}

/** @throws NotImplemented for an algorithm that is not known here */
export function readAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
  const algorithm = checksumAlgorithms.find((known) => known === name);
  if (name !== undefined && !algorithm) throw notImplemented(`the checksum algorithm ${name}`);
  return algorithm;
}

/** The full-object CRC64NVME of any object, in base64. */
export function crc64Of(of: Pick<ObjectVersion, "extents" | "crc64">): string {
  return of.crc64 ?? crc64nvmeToBase64(crcOfVirtual(of.extents));
}

/** The checksum that S3 would show for this object. */
export function checksumOf(version: ObjectVersion): Checksum {
  return version.checksum ?? { algorithm: "CRC64NVME", type: "FULL_OBJECT", value: crc64Of(version) };
}

const mostVirtualBytes = 64 * 1024 * 1024;

/** @throws NotImplemented where a checksum would need more virtual bytes to be made than a laptop should make */
export function refuseHugeVirtual(algorithm: ChecksumAlgorithm, extents: Parameters<typeof isVirtual>[0]): void {
  if (algorithm !== "CRC64NVME" && isVirtual(extents) && lengthOf(extents) > mostVirtualBytes) {
    throw notImplemented(`${algorithm} over more than ${mostVirtualBytes} virtual bytes`);
  }
}

export function badDigest(algorithm: string): S3Error {
  return new S3Error("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}
