import { requestedBucket, requestedKey } from "./access.ts";
import type { Call } from "./call.ts";
import { wholeNumber } from "./request.ts";
import { S3Error } from "./s3-error.ts";
import type { Bucket, Upload } from "./state.ts";

/** The upload that a request names by bucket, key and id. @throws NoSuchUpload */
export function requestedUpload(call: Call, bucket: Bucket = requestedBucket(call)): Upload {
  const uploadId = call.request.query.get("uploadId") ?? "";
  const upload = bucket.uploads.get(uploadId);
  if (upload?.key !== requestedKey(call)) throw new S3Error("NoSuchUpload", undefined, { UploadId: uploadId });
  return upload;
}

/** @throws InvalidArgument outside 1 to 10,000 */
export function requestedPartNumber(call: Call): number {
  const partNumber = wholeNumber(call.request.query.get("partNumber"), "partNumber", 1, 10_000);
  if (partNumber === undefined)
    throw new S3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive");
  return partNumber;
}
