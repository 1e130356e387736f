import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  PutObjectTaggingCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect } from "vitest";
import { openS3 } from "./open-s3.ts";
import { recorded } from "./recorded.ts";

const Key = "object";

function put(s3: S3Client, Bucket: string, more: Partial<PutObjectCommandInput> = {}) {
  return s3.send(new PutObjectCommand({ Bucket, Key, Body: "body", ...more }));
}

const version = (s3: S3Client, Bucket: string, Status: "Enabled" | "Suspended") =>
  s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));

recorded("a copy under If-None-Match * over an object is refused, and made where nothing stands", {
  source: "LocalStack test_copy_object_if_none_match",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await put(s3, bucket);
    const copy = (to: string) =>
      s3.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: `${bucket}/${Key}`, IfNoneMatch: "*" }));
    expect((await copy("fresh")).CopyObjectResult?.ETag).toBeDefined();
    await expect(copy("fresh")).rejects.toMatchObject({
      name: "PreconditionFailed",
      $metadata: { httpStatusCode: 412 },
    });
  },
});

recorded("conditions on a write: another ETag is 412, a missing key 404, * is not implemented", {
  source: "LocalStack test_put_object_if_match, test_put_object_if_match_validation",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await expect(put(s3, bucket, { IfMatch: '"none"' })).rejects.toMatchObject({ name: "NoSuchKey" });
    const { ETag } = await put(s3, bucket);
    await expect(put(s3, bucket, { IfMatch: '"none"' })).rejects.toMatchObject({ name: "PreconditionFailed" });
    await expect(put(s3, bucket, { IfMatch: "*" })).rejects.toMatchObject({
      name: "NotImplemented",
      $metadata: { httpStatusCode: 501 },
    });
    expect((await put(s3, bucket, { IfMatch: ETag })).ETag).toBe(ETag);
  },
});

recorded("a modification moment in the future is no condition, on the object and on a copy's source", {
  source: "LocalStack test_s3_get_object_preconditions, test_s3_copy_object_preconditions",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await put(s3, bucket);
    const future = new Date(Date.now() + 3_600_000);
    const head = (IfModifiedSince: Date) => s3.send(new HeadObjectCommand({ Bucket: bucket, Key, IfModifiedSince }));
    expect((await head(future)).ContentLength).toBe(4);
    const copied = await s3.send(
      new CopyObjectCommand({
        Bucket: bucket,
        Key: "copy",
        CopySource: `${bucket}/${Key}`,
        CopySourceIfModifiedSince: future,
      }),
    );
    expect(copied.CopyObjectResult?.ETag).toBeDefined();
  },
});

recorded("an expected owner that is no account number is refused as such", {
  source: "LocalStack test_get_bucket_policy_invalid_account_id",
  promise: async () => {
    const { s3, bucket } = await openS3();
    const list = (ExpectedBucketOwner: string) =>
      s3.send(new ListObjectsV2Command({ Bucket: bucket, ExpectedBucketOwner }));
    for (const owner of ["0000", "0000000000020", "aa000000000$"]) {
      await expect(list(owner)).rejects.toMatchObject({
        name: "InvalidBucketOwnerAWSAccountID",
        $metadata: { httpStatusCode: 400 },
      });
    }
    await expect(list("999999999999")).rejects.toMatchObject({ name: "AccessDenied" });
  },
});

recorded("a part and a range cannot be asked for together", {
  source: "LocalStack test_get_object_part",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await put(s3, bucket);
    const both = new GetObjectCommand({ Bucket: bucket, Key, PartNumber: 1, Range: "bytes=0-1" });
    await expect(s3.send(both)).rejects.toMatchObject({ name: "InvalidRequest" });
  },
});

recorded("a version id that the bucket cannot have given is an invalid argument", {
  source: "LocalStack test_get_object_with_version_unversioned_bucket",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await put(s3, bucket);
    const get = (VersionId: string) => s3.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
    await expect(get("test-id-version")).rejects.toMatchObject({ name: "InvalidArgument" });
    expect((await get("null")).ContentLength).toBe(4);
  },
});

recorded("under suspended versioning a write tells no version id", {
  source: "LocalStack test_put_object_on_suspended_bucket",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await version(s3, bucket, "Enabled");
    expect((await put(s3, bucket)).VersionId).toBeDefined();
    await version(s3, bucket, "Suspended");
    expect((await put(s3, bucket)).VersionId).toBeUndefined();
    expect((await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }))).VersionId).toBe("null");
  },
});

recorded("the tags of a key whose newest version is a delete marker are not allowed; its bytes are not there", {
  source: "LocalStack test_object_tagging_versioned",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await version(s3, bucket, "Enabled");
    await put(s3, bucket);
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key }));
    const refused = { name: "MethodNotAllowed", $metadata: { httpStatusCode: 405 } };
    await expect(s3.send(new GetObjectTaggingCommand({ Bucket: bucket, Key }))).rejects.toMatchObject(refused);
    const Tagging = { TagSet: [{ Key: "a", Value: "b" }] };
    await expect(s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key, Tagging }))).rejects.toMatchObject(refused);
    await expect(s3.send(new GetObjectCommand({ Bucket: bucket, Key }))).rejects.toMatchObject({ name: "NoSuchKey" });
  },
});

recorded("tags: what may not stand in them, one key twice, eleven", {
  source:
    "LocalStack test_object_tagging_validation, test_object_tagging_exc; moto test_put_object_tagging_with_too_many",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await put(s3, bucket);
    const tag = (...TagSet: { Key: string; Value: string }[]) =>
      s3.send(new PutObjectTaggingCommand({ Bucket: bucket, Key, Tagging: { TagSet } }));
    await expect(tag({ Key: "a,b", Value: "c" })).rejects.toMatchObject({ name: "InvalidTag" });
    await expect(tag({ Key: "a", Value: "b,c" })).rejects.toMatchObject({ name: "InvalidTag" });
    await expect(tag({ Key: "a", Value: "1" }, { Key: "a", Value: "2" })).rejects.toMatchObject({ name: "InvalidTag" });
    const eleven = Array.from({ length: 11 }, (_, index) => ({ Key: `key-${index}`, Value: "v" }));
    await expect(tag(...eleven)).rejects.toMatchObject({ name: "BadRequest" });
    await expect(put(s3, bucket, { Tagging: "a=1&a=2" })).rejects.toMatchObject({ name: "InvalidArgument" });
    await expect(put(s3, bucket, { Tagging: "a=b,c" })).rejects.toMatchObject({ name: "InvalidArgument" });
  },
});

recorded(
  "metadata: a word of ASCII comes back decoded, what is not ASCII Q-encoded, and the same again when sent back",
  {
    source: "LocalStack test_user_metadata_rfc2047_encoded",
    promise: async () => {
      const { s3, bucket } = await openS3();
      const seen = async () => (await s3.send(new HeadObjectCommand({ Bucket: bucket, Key }))).Metadata;
      await put(s3, bucket, { Metadata: { plain: "=?UTF-8?Q?sample_1?=", other: "=?UTF-8?B?TcO8bGxlcg==?=" } });
      const first = await seen();
      expect(first).toMatchObject({
        plain: "sample 1",
        other: expect.stringMatching(/^=\?UTF-8\?Q\?M=C3=BCller\?=$/i),
      });
      await put(s3, bucket, { Metadata: { name: "Müller" } });
      const told = await seen();
      expect(told?.name).toMatch(/^=\?UTF-8\?Q\?M=C3=BCller\?=$/i);
      await put(s3, bucket, { Metadata: told });
      expect(await seen()).toEqual(told);
    },
  },
);

recorded("a Content-MD5 that is none is told apart from one that differs", {
  source: "LocalStack test_s3_invalid_content_md5",
  promise: async () => {
    const { s3, bucket } = await openS3();
    for (const ContentMD5 of ["__invalid__", "000", "not base64 checksum"]) {
      await expect(put(s3, bucket, { ContentMD5 })).rejects.toMatchObject({ name: "InvalidDigest" });
    }
    const other = Buffer.alloc(16).toString("base64");
    await expect(put(s3, bucket, { ContentMD5: other })).rejects.toMatchObject({ name: "BadDigest" });
  },
});

recorded("a listing tells storage class, checksum algorithm and type of every key", {
  source: "AWS API, ListObjectsV2 (Object: StorageClass, ChecksumAlgorithm, ChecksumType)",
  promise: async () => {
    const { s3, bucket } = await openS3();
    await put(s3, bucket, { ChecksumAlgorithm: "CRC32" });
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(Contents).toMatchObject([
      { Key, Size: 4, StorageClass: "STANDARD", ChecksumAlgorithm: ["CRC32"], ChecksumType: "FULL_OBJECT" },
    ]);
  },
});
