import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { destinationKey } from "@s3mirror/core/object-key";
import type { ProbeTarget } from "@s3mirror/core/store/causes/probe-targets";
import type { Deps } from "../deps.ts";

/**
 * Asks S3, as the transfer role, whether a file could be copied now: one byte of the source, its tags where they are
 * required, and an upload at the destination that is begun and aborted at once. It leaves nothing behind.
 */
export async function probeFile(deps: Pick<Deps, "s3" | "log">, target: ProbeTarget): Promise<boolean> {
  const source = {
    Bucket: target.sourceBucket,
    Key: target.key,
    VersionId: target.versionId ?? undefined,
    ExpectedBucketOwner: target.sourceOwnerAccountId ?? undefined,
  };
  const destination = {
    Bucket: target.destinationBucket,
    Key: destinationKey({ prefix: target.sourcePrefix }, { prefix: target.destinationPrefix }, target.key),
    ExpectedBucketOwner: target.destinationOwnerAccountId ?? undefined,
  };
  try {
    const answer = await deps.s3
      .send(new GetObjectCommand({ ...source, Range: "bytes=0-0" }))
      .catch((error: unknown) => {
        // An empty object has no first byte; that it says so proves that it may be read.
        if (error instanceof Error && error.name === "InvalidRange") return null;
        throw error;
      });
    await answer?.Body?.transformToByteArray();
    // Where tags are best effort their denial does not stop a copy, so it must not stop a probe.
    if (target.tags === "required") await deps.s3.send(new GetObjectTaggingCommand(source));
    const { UploadId } = await deps.s3.send(new CreateMultipartUploadCommand(destination));
    await deps.s3.send(new AbortMultipartUploadCommand({ ...destination, UploadId }));
    return true;
  } catch (error) {
    deps.log.debug({ err: error, file: target.number }, "a probe was refused");
    return false;
  }
}
