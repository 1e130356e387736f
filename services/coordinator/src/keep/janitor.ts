import { AbortMultipartUploadCommand, ListMultipartUploadsCommand, ListPartsCommand } from "@aws-sdk/client-s3";
import { findAbandonedUploads, listDestinationBuckets } from "@s3mirror/core/store/files/sweeping";
import type { Deps } from "../deps.ts";

type Found = { key: string; uploadId: string };

/**
 * Aborts uploads that nobody will finish: begun by this environment's role, under a destination key of this ledger, old
 * enough, and registered by no file that is open or that failed within the last 7 days.
 */
export async function tidyUploads(deps: Deps): Promise<boolean> {
  for (const place of await listDestinationBuckets(deps.ledger)) {
    // A bucket that is gone or denied says nothing of the others.
    await tidyPlace(deps, place).catch((error: unknown) => {
      deps.log.error({ err: error, ...place }, "abandoned uploads could not be aborted");
    });
  }
  return false;
}

async function tidyPlace(deps: Deps, { bucket, prefix }: { bucket: string; prefix: string }): Promise<void> {
  let aborted = 0;
  for await (const uploads of oldUploads(deps, bucket, prefix)) {
    for (const upload of await findAbandonedUploads(deps.ledger, { bucket, uploads })) {
      await abortUntilEmpty(deps, bucket, upload);
      aborted += 1;
    }
  }
  if (aborted > 0) deps.log.info({ bucket, uploads: aborted }, "abandoned uploads were aborted");
}

async function* oldUploads(deps: Deps, bucket: string, prefix: string): AsyncGenerator<Found[]> {
  const before = deps.now().getTime() - deps.config.S3MIRROR_JANITOR_AGE_SECONDS * 1_000;
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const page = await deps.s3.send(
      // Long keys of more of them would be more than the ledger answers at once.
      new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix, MaxUploads: 500, ...marker }),
    );
    yield (page.Uploads ?? []).flatMap((upload) => {
      const ours = roleOf(upload.Initiator?.ID ?? "") === deps.config.S3MIRROR_TRANSFER_PRINCIPAL_ARN;
      const old = upload.Initiated !== undefined && upload.Initiated.getTime() <= before;
      return ours && old && upload.Key && upload.UploadId ? [{ key: upload.Key, uploadId: upload.UploadId }] : [];
    });
    if (page.IsTruncated !== true) return;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** S3 names the session that began an upload; whoever assumed the role, the upload is the role's. */
function roleOf(initiatorArn: string): string {
  return initiatorArn.replace(/^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, "arn:$1:iam::$2:role/$3");
}

/** An abort while parts are in flight may leave parts behind (S3 API, AbortMultipartUpload): until ListParts is empty. */
async function abortUntilEmpty(deps: Deps, bucket: string, upload: Found): Promise<void> {
  const target = { Bucket: bucket, Key: upload.key, UploadId: upload.uploadId };
  for (;;) {
    try {
      await deps.s3.send(new AbortMultipartUploadCommand(target));
      const { Parts } = await deps.s3.send(new ListPartsCommand({ ...target, MaxParts: 1 }));
      if ((Parts ?? []).length === 0) return;
    } catch (error) {
      if (error instanceof Error && error.name === "NoSuchUpload") return;
      throw error;
    }
    await deps.sleep(200);
  }
}
