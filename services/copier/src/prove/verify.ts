import type { Failure } from "@s3mirror/core/failure-kind";
import type { Checksum, VerificationMethod, VerificationResult } from "@s3mirror/core/store/files/results";
import type { CopyDeps, FileInWork } from "../file/file-in-work.ts";
import { headSource } from "../file/source.ts";
import { nullIfFailed } from "../file/stop-work.ts";
import type { ObjectHead, WrittenObject } from "../s3/s3-transport.ts";
import { type Comparable, compareObjects, fullObjectChecksum } from "./compare-objects.ts";
import { headDestination } from "./look.ts";

export type Verified = {
  verification: { result: VerificationResult; method: VerificationMethod };
  checksum: Checksum | null;
  sourceChecksum: Checksum | null;
};

/**
 * Proves a copy that S3 has just reported, cheapest first: from its answer alone, then with the source's HEAD. Where
 * nothing can be compared the sizes are, which is called `size_only` and never verified.
 * @param input.source its HEAD where there is one; else what the listing told
 * @returns a failure of kind checksum_mismatch where the copy provably differs
 */
export async function verifyCopy(
  deps: CopyDeps,
  file: FileInWork,
  input: { source: ObjectHead | { etag: string; sizeBytes: number }; written: WrittenObject },
): Promise<{ type: "verified"; verified: Verified } | { type: "failed"; failure: Failure }> {
  const { written } = input;
  const known = "checksums" in input.source ? input.source : null;
  const copy: Comparable = {
    etag: written.etag ?? "",
    sizeBytes: input.source.sizeBytes,
    checksums: written.checksums,
    checksumType: "FULL_OBJECT",
    encryption: written.encryption,
  };
  let source: Comparable = known ?? { ...input.source, checksums: {}, checksumType: null, encryption: "not known" };
  let equality = compareObjects(source, copy);
  if (equality.type !== "equal" && known === null) {
    // The copy is made: a source that went away since is no failure of it.
    source = (await headSource(deps, file, { ifMatch: input.source.etag }).catch(nullIfFailed)) ?? source;
    equality = compareObjects(source, copy);
  }
  if (equality.type === "different") return mismatch(source, copy);
  const checksums = { checksum: fullObjectChecksum(copy), sourceChecksum: fullObjectChecksum(source) };
  if (equality.type === "equal") {
    return {
      type: "verified",
      verified: { verification: { result: "verified", method: equality.method }, ...checksums },
    };
  }
  const there = await headDestination(deps, file).catch(nullIfFailed);
  if (there !== null && there.etag === copy.etag && there.sizeBytes !== source.sizeBytes)
    return mismatch(source, there);
  return { type: "verified", verified: { verification: { result: "size_only", method: "size" }, ...checksums } };
}

function mismatch(source: Comparable, copy: Comparable): { type: "failed"; failure: Failure } {
  const tell = (object: Comparable) =>
    `etag ${object.etag}, ${object.sizeBytes} bytes, ${JSON.stringify(object.checksums)}`;
  return {
    type: "failed",
    failure: {
      kind: "checksum_mismatch",
      code: "CopyDiffers",
      requestId: null,
      action: null,
      side: "destination",
      message: `The source has ${tell(source)}; the copy has ${tell(copy)}.`,
    },
  };
}
