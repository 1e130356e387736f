import { authorize, missingKey } from "./access.ts";
import type { Call } from "./call.ts";
import { S3Error } from "./s3-error.ts";
import type { Bucket, ObjectVersion } from "./state.ts";

/** What stands at a key now; a delete marker stands for nothing. */
export function currentVersion(bucket: Bucket, key: string): ObjectVersion | undefined {
  const version = bucket.objects.get(key)?.[0];
  return version?.deleteMarker ? undefined : version;
}

/** A version by the id that requests use, where "null" is the one without. */
export function findVersion(bucket: Bucket, key: string, versionId: string): ObjectVersion | undefined {
  const wanted = versionId === "null" ? null : versionId;
  return bucket.objects.get(key)?.find((version) => version.versionId === wanted);
}

/**
 * The object that a read names, once the caller may read it.
 * @param action such as `s3:GetObject`; its twin for versions is asked for where a version id is given
 * @throws AccessDenied, NoSuchKey, InvalidArgument (no version id), NoSuchVersion, MethodNotAllowed (a delete marker)
 */
export function locate(
  call: Call,
  on: { bucket: Bucket; key: string; versionId: string | undefined },
  action: "s3:GetObject" | "s3:GetObjectTagging" | "s3:PutObjectTagging" | "s3:DeleteObjectTagging",
): ObjectVersion {
  const { bucket, key, versionId } = on;
  authorize(call, versionId === undefined ? action : action.replace("Object", "ObjectVersion"), { bucket, key });
  if (versionId === undefined) {
    const version = currentVersion(bucket, key);
    if (version) return version;
    const marker = bucket.objects.get(key)?.[0];
    // Recorded on AWS: LocalStack's test_object_tagging_versioned.
    if (marker && action !== "s3:GetObject") throw isDeleteMarker(call, bucket, marker);
    throw missingKey(
      call,
      bucket,
      key,
      marker ? { "x-amz-delete-marker": "true", ...versionHeader(bucket, marker) } : {},
    );
  }
  const version = findVersion(bucket, key, versionId);
  if (!version && !isVersionId(bucket, versionId)) {
    const fields = { ArgumentName: "versionId", ArgumentValue: versionId };
    throw new S3Error("InvalidArgument", "Invalid version id specified", fields);
  }
  if (!version) throw new S3Error("NoSuchVersion", undefined, { Key: key, VersionId: versionId });
  if (version.deleteMarker) throw isDeleteMarker(call, bucket, version);
  return version;
}

function isDeleteMarker(call: Call, bucket: Bucket, marker: ObjectVersion): S3Error {
  const headers = { "x-amz-delete-marker": "true", ...versionHeader(bucket, marker), allow: "DELETE" };
  const fields = { Method: call.request.method, ResourceType: "DeleteMarker" };
  return new S3Error("MethodNotAllowed", undefined, fields, headers);
}

/** Ids that such a bucket could have given (recorded on AWS: LocalStack's test_get_object_with_version_unversioned_bucket). */
function isVersionId({ versioning }: Bucket, text: string): boolean {
  return text === "null" || (versioning !== null && /^[A-Za-z0-9_-]{32}$/.test(text));
}

/** `x-amz-version-id`, where the bucket has ever been versioned. */
export function versionHeader(bucket: Bucket, version: ObjectVersion): Record<string, string> {
  return bucket.versioning === null ? {} : { "x-amz-version-id": version.versionId ?? "null" };
}

/** @throws InvalidObjectState for what lies in Glacier and would have to be restored first */
export function refuseArchived(version: ObjectVersion): void {
  if (version.storageClass === "GLACIER" || version.storageClass === "DEEP_ARCHIVE") {
    throw new S3Error("InvalidObjectState", undefined, { StorageClass: version.storageClass });
  }
}
