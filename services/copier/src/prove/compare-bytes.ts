import { createHash } from "node:crypto";
import { MIB } from "@s3mirror/core/part-layout";
import type { Checksum } from "@s3mirror/core/store/files/results";
import { askS3 } from "../file/ask-s3.ts";
import { type CopyDeps, destinationOf, type FileInWork } from "../file/file-in-work.ts";
import { readSourceRange } from "../file/source.ts";
import type { ObjectHead } from "../s3/s3-transport.ts";

/** Up to here two objects that S3's checksums cannot compare are read and hashed. */
export const HASH_UP_TO_BYTES = 256 * MIB;

const STEP_BYTES = 8 * MIB;

/** SHA-256 of both objects, each read under the ETag of its HEAD. @throws StopWork failed, when one of them changed */
export async function hashBothSides(
  deps: CopyDeps,
  file: FileInWork,
  input: { source: ObjectHead; destination: ObjectHead },
): Promise<{ source: Checksum; destination: Checksum }> {
  const hashes = { source: createHash("sha256"), destination: createHash("sha256") };
  const object = { ...destinationOf(file.work), versionId: input.destination.versionId };
  for (let start = 0; start < input.source.sizeBytes; start += STEP_BYTES) {
    const end = Math.min(start + STEP_BYTES, input.source.sizeBytes) - 1;
    hashes.source.update(await readSourceRange(deps, file, input.source.etag, start, end));
    hashes.destination.update(
      await askS3(deps, file, { operation: "GetObject", side: "destination" }, () =>
        deps.s3.getRange({ object, start, end, ifMatch: input.destination.etag }),
      ),
    );
  }
  const { source, destination } = hashes;
  return {
    source: { algorithm: "SHA256", value: source.digest("base64") },
    destination: { algorithm: "SHA256", value: destination.digest("base64") },
  };
}
