import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { errorOf } from "./aws-error.ts";
import type { Place, SmokeContext } from "./probe.ts";

/** To be told before anything is made at a place of the run's own. */
export function sweepLater({ clients, onCleanup }: SmokeContext, place: Place): void {
  onCleanup(`what stands below s3://${place.bucket}/${place.prefix}`, () => sweep(clients.s3, place));
}

/**
 * Takes away what stands below a prefix of the run's own: open uploads, and every version and delete marker, so that a
 * versioned bucket keeps nothing. What cannot be removed does not keep the rest.
 * @throws Error naming what is left, each with AWS's reason
 */
async function sweep(s3: S3Client, place: Place): Promise<void> {
  const left: string[] = [];
  const remove = async (what: string, call: Promise<unknown>): Promise<void> => {
    const error = await errorOf(call);
    if (error !== null && error.name !== "NoSuchUpload") left.push(`${what}: ${error.text}`);
  };
  for (const { Key, UploadId } of await listUploads(s3, place)) {
    await remove(
      `upload ${UploadId}`,
      s3.send(new AbortMultipartUploadCommand({ Bucket: place.bucket, Key, UploadId })),
    );
  }
  for (const { Key, VersionId } of await listVersions(s3, place)) {
    await remove(
      `${Key} version ${VersionId}`,
      s3.send(new DeleteObjectCommand({ Bucket: place.bucket, Key, VersionId })),
    );
  }
  if (left.length > 0) throw new Error(left.join("; "));
}

export async function listUploads(s3: S3Client, { bucket: Bucket, prefix: Prefix }: Place) {
  const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket, Prefix }));
  return Uploads;
}

async function listVersions(s3: S3Client, { bucket: Bucket, prefix: Prefix }: Place) {
  const all: { Key: string | undefined; VersionId: string | undefined }[] = [];
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix, ...marker }));
    for (const { Key, VersionId } of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])])
      all.push({ Key, VersionId });
    if (!page.IsTruncated) return all;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}
