import { authorize, requestedBucket, requestedKey } from "../access.ts";
import { encryptionHeaders, readBelongings, withDefaultEncryption } from "../belongings.ts";
import type { Answer, Call } from "../call.ts";
import { readAlgorithm } from "../checksum.ts";
import { makeUploadId } from "../identity.ts";
import { header, type S3Request } from "../request.ts";
import { S3Error } from "../s3-error.ts";
import type { UploadRecord } from "../state.ts";
import { requestedUpload } from "../uploads.ts";
import { element, xmlDocument } from "../xml.ts";
import { authorizeWrite } from "./put-object.ts";

export function createMultipartUpload(call: Call): Answer {
  const { request, account, world } = call;
  const bucket = requestedBucket(call);
  const key = requestedKey(call);
  authorizeWrite(call, bucket, key);
  const checksum = readUploadChecksum(request);
  const upload: UploadRecord = {
    uploadId: makeUploadId(),
    key,
    at: Date.now(),
    initiator: account.principalArn,
    ...(checksum && { checksum }),
    ...withDefaultEncryption(bucket, readBelongings(request)),
  };
  world.journal.commit({ op: "create-upload", bucket: bucket.name, upload });
  const headers: Record<string, string> = encryptionHeaders({ headers: upload.headers, extents: [] });
  if (checksum) {
    headers["x-amz-checksum-algorithm"] = checksum.algorithm;
    headers["x-amz-checksum-type"] = checksum.type;
  }
  const inner = element("Bucket", bucket.name) + element("Key", key) + element("UploadId", upload.uploadId);
  return { status: 200, headers, body: xmlDocument("InitiateMultipartUploadResult", inner) };
}

export function abortMultipartUpload(call: Call): Answer {
  const bucket = requestedBucket(call);
  authorize(call, "s3:AbortMultipartUpload", { bucket, key: requestedKey(call) });
  const { uploadId } = requestedUpload(call, bucket);
  call.world.journal.commit({ op: "remove-upload", bucket: bucket.name, uploadId });
  return { status: 204 };
}

/** CRC64NVME is FULL_OBJECT only, SHA-1 and SHA-256 COMPOSITE only; CRC32 and CRC32C are COMPOSITE unless asked otherwise. */
function readUploadChecksum(request: S3Request): UploadRecord["checksum"] {
  const algorithm = readAlgorithm(header(request, "x-amz-checksum-algorithm"));
  const asked = header(request, "x-amz-checksum-type");
  if (!algorithm) {
    if (asked === undefined) return undefined;
    throw new S3Error(
      "InvalidRequest",
      "The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.",
    );
  }
  const type = asked ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE");
  if (type !== "FULL_OBJECT" && type !== "COMPOSITE")
    throw new S3Error("InvalidRequest", `Value for x-amz-checksum-type header is invalid.`);
  const full = type === "FULL_OBJECT";
  if ((algorithm === "CRC64NVME" && !full) || (algorithm.startsWith("SHA") && full)) {
    throw new S3Error(
      "InvalidRequest",
      `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  }
  return { algorithm, type };
}
