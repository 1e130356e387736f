import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  type ChecksumAlgorithm,
  type ChecksumType,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { openS3 } from "./open-s3.ts";
import { recorded } from "./recorded.ts";

const mib = 1024 ** 2;
const Key = "object";

type Upload = { Bucket: string; Key: string; UploadId: string };

async function begin(
  s3: S3Client,
  bucket: string,
  more: { ChecksumAlgorithm?: ChecksumAlgorithm; ChecksumType?: ChecksumType } = {},
): Promise<Upload> {
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key, ...more }));
  return { Bucket: bucket, Key, UploadId: UploadId ?? "" };
}

async function uploadPart(s3: S3Client, upload: Upload, PartNumber: number, Body: Uint8Array, more: object = {}) {
  const { ETag, ...answer } = await s3.send(new UploadPartCommand({ ...upload, PartNumber, Body, ...more }));
  return { PartNumber, ETag, ...answer };
}

function complete(
  s3: S3Client,
  upload: Upload,
  Parts: { PartNumber: number; ETag: string | undefined }[],
  more: Partial<CompleteMultipartUploadCommandInput> = {},
) {
  const bare = Parts.map(({ PartNumber, ETag }) => ({ PartNumber, ETag }));
  return s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: bare }, ...more }));
}

const put = async (s3: S3Client, bucket: string, Body: string | Uint8Array, key = Key) =>
  (await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body }))).ETag;

const conflict = { name: "ConditionalRequestConflict", $metadata: { httpStatusCode: 409 } };

recorded("a key written since the upload began makes a conditional Complete a conflict", {
  source: "LocalStack test_multipart_if_match_with_put, test_multipart_if_match_with_put_identical",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const before = await put(s3, bucket, "before");
    const upload = await begin(s3, bucket);
    const part = await uploadPart(s3, upload, 1, Buffer.from("part"));
    const identical = await put(s3, bucket, "before");
    expect(identical).toBe(before);
    await expect(complete(s3, upload, [part], { IfMatch: before })).rejects.toMatchObject(conflict);
    const other = await put(s3, bucket, "other");
    await expect(complete(s3, upload, [part], { IfMatch: other })).rejects.toMatchObject(conflict);
    await expect(complete(s3, upload, [part], { IfMatch: before })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
  },
});

recorded("a key deleted since the upload began makes a conditional Complete a conflict or a missing key", {
  source: "LocalStack test_multipart_if_none_match_with_delete, test_multipart_if_match_with_delete",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const before = await put(s3, bucket, "before");
    const upload = await begin(s3, bucket);
    const part = await uploadPart(s3, upload, 1, Buffer.from("part"));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    await expect(complete(s3, upload, [part], { IfNoneMatch: "*" })).rejects.toMatchObject(conflict);
    await expect(complete(s3, upload, [part], { IfMatch: before })).rejects.toMatchObject({ name: "NoSuchKey" });
    const made = await complete(s3, upload, [part]);
    expect(made.ETag).toMatch(/-1"$/);
  },
});

recorded("a key deleted and written again in a versioned bucket is a conflict, too", {
  source:
    "LocalStack test_multipart_if_none_match_with_delete; AWS, Conditional writes: a delete marker counts as absent",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const VersioningConfiguration = { Status: "Enabled" as const };
    await s3.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
    await put(s3, bucket, "before");
    const upload = await begin(s3, bucket);
    const part = await uploadPart(s3, upload, 1, Buffer.from("part"));
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    await expect(complete(s3, upload, [part], { IfNoneMatch: "*" })).rejects.toMatchObject(conflict);
  },
});

recorded("an upload that began after the last write is completed under its conditions", {
  source: "LocalStack test_multipart_if_match_with_put, test_multipart_if_none_match",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const before = await put(s3, bucket, "before");
    const upload = await begin(s3, bucket);
    const part = await uploadPart(s3, upload, 1, Buffer.from("part"));
    await expect(complete(s3, upload, [part], { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    expect((await complete(s3, upload, [part], { IfMatch: before })).ETag).toMatch(/-1"$/);
  },
});

recorded("another upload's Complete counts as a write", {
  source: "AWS, Conditional writes: concurrent multipart uploads of one key",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const [first, second] = [await begin(s3, bucket), await begin(s3, bucket)];
    const [one, two] = [
      await uploadPart(s3, first, 1, Buffer.from("one")),
      await uploadPart(s3, second, 1, Buffer.from("two")),
    ];
    await complete(s3, first, [one], { IfNoneMatch: "*" });
    await expect(complete(s3, second, [two], { IfNoneMatch: "*" })).rejects.toMatchObject({
      name: "PreconditionFailed",
    });
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    await expect(complete(s3, second, [two], { IfNoneMatch: "*" })).rejects.toMatchObject(conflict);
  },
});

recorded("Complete of a completed upload answers the same again, whatever its conditions", {
  source: "moto test_idempotent_multipart_upload (aws_verified)",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const upload = await begin(s3, bucket);
    const part = await uploadPart(s3, upload, 1, Buffer.from("part"));
    const { ETag } = await complete(s3, upload, [part], { IfNoneMatch: "*" });
    expect((await complete(s3, upload, [part])).ETag).toBe(ETag);
    expect((await complete(s3, upload, [part], { IfNoneMatch: "*" })).ETag).toBe(ETag);
  },
});

for (const algorithm of ["CRC32", "CRC32C", "CRC64NVME"] as const) {
  recorded(`a whole object's ${algorithm} is made of its parts', uploaded and copied`, {
    source: "LocalStack test_complete_multipart_parts_checksum_full_object",
    promise: async () => {
      const { s3, bucket } = await openS3();
      const body = randomBytes(11 * mib + 7);
      await put(s3, bucket, body, "source");
      const whole = await s3.send(
        new PutObjectCommand({ Bucket: bucket, Key: "whole", Body: body, ChecksumAlgorithm: algorithm }),
      );
      const field = `Checksum${algorithm}` as const;
      if (algorithm === "CRC32") {
        const bytes = Buffer.alloc(4);
        bytes.writeUInt32BE(crc32(body));
        expect(whole.ChecksumCRC32).toBe(bytes.toString("base64"));
      }
      const upload = await begin(s3, bucket, { ChecksumAlgorithm: algorithm, ChecksumType: "FULL_OBJECT" });
      const first = await uploadPart(s3, upload, 1, body.subarray(0, 6 * mib), { ChecksumAlgorithm: algorithm });
      const { CopyPartResult } = await s3.send(
        new UploadPartCopyCommand({
          ...upload,
          PartNumber: 2,
          CopySource: `${bucket}/source`,
          CopySourceRange: `bytes=${6 * mib}-${body.length - 1}`,
        }),
      );
      expect(CopyPartResult?.[field]).toBeDefined();
      const parts = [first, { PartNumber: 2, ETag: CopyPartResult?.ETag }];
      const wrong = complete(s3, upload, parts, { ChecksumType: "FULL_OBJECT", [field]: first[field] });
      await expect(wrong).rejects.toMatchObject({ name: "BadDigest" });
      const right = { ChecksumType: "FULL_OBJECT" as const, [field]: whole[field] };
      expect(await complete(s3, upload, parts, right)).toMatchObject(right);
      const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key, ChecksumMode: "ENABLED" }));
      expect(head).toMatchObject(right);
    },
  });
}

recorded("an upload without a checksum takes neither a type nor a part's checksum with Complete", {
  source: "LocalStack test_complete_multipart_parts_checksum_default",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const upload = await begin(s3, bucket);
    const part = await uploadPart(s3, upload, 1, Buffer.from("part"), { ChecksumAlgorithm: "CRC32" });
    await expect(complete(s3, upload, [part], { ChecksumType: "COMPOSITE" })).rejects.toMatchObject({
      name: "InvalidRequest",
    });
    const { PartNumber, ETag, ChecksumCRC32 } = part;
    const MultipartUpload = { Parts: [{ PartNumber, ETag, ChecksumCRC32 }] };
    await expect(s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }))).rejects.toMatchObject({
      name: "InvalidPart",
    });
  },
});

recorded("a composite upload is completed only with every part's checksum", {
  source: "LocalStack test_complete_multipart_parts_checksum_composite",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const upload = await begin(s3, bucket, { ChecksumAlgorithm: "SHA256" });
    const part = await uploadPart(s3, upload, 1, Buffer.from("part"), { ChecksumAlgorithm: "SHA256" });
    await expect(complete(s3, upload, [part])).rejects.toMatchObject({ name: "InvalidRequest" });
    const { PartNumber, ETag, ChecksumSHA256 } = part;
    const MultipartUpload = { Parts: [{ PartNumber, ETag, ChecksumSHA256 }] };
    const made = await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    expect(made).toMatchObject({ ChecksumType: "COMPOSITE" });
    expect(made.ChecksumSHA256).toMatch(/-1$/);
  },
});

recorded("a Complete without parts is refused", {
  source: "LocalStack test_multipart_complete_multipart_too_small; AWS API, CompleteMultipartUpload",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const upload = await begin(s3, bucket);
    await expect(complete(s3, upload, [])).rejects.toMatchObject({
      name: "InvalidRequest",
      $metadata: { httpStatusCode: 400 },
    });
  },
});

recorded("a copied range must lie within its source", {
  source: "LocalStack test_upload_part_copy_range",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const size = 6 * mib;
    await put(s3, bucket, randomBytes(size), "source");
    const upload = await begin(s3, bucket);
    const copy = (CopySourceRange: string) =>
      s3.send(new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource: `${bucket}/source`, CopySourceRange }));
    await expect(copy(`bytes=${size}-${size + 5}`)).rejects.toMatchObject({ name: "InvalidRequest" });
    await expect(copy(`bytes=0-${size}`)).rejects.toMatchObject({ name: "InvalidArgument" });
    for (const range of ["0-8", "bytes=1-0", "bytes=-1", "bytes=1-", "bytes=0-1,3-4"]) {
      await expect(copy(range)).rejects.toMatchObject({ name: "InvalidArgument" });
    }
    expect((await copy("bytes=2-4")).CopyPartResult?.ETag).toBeDefined();
  },
});
