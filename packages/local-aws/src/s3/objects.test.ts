import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  DeleteObjectTaggingCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { company, startTestS3 } from "../testing/test-s3.ts";

const encodeSource = (bucket: string, key: string) => `${bucket}/${key.split("/").map(encodeURIComponent).join("/")}`;

test("an object comes back byte for byte with everything it carries", async () => {
  const { s3 } = await startTestS3();
  const body = randomBytes(300_000);
  const put = await s3.send(
    new PutObjectCommand({
      Bucket: "lake",
      Key: "run/reads.fastq.gz",
      Body: body,
      ContentType: "application/gzip",
      ContentEncoding: "gzip",
      CacheControl: "no-cache",
      ContentDisposition: "attachment",
      ContentLanguage: "de",
      Metadata: { sample: "S1", lane: "L001" },
      Tagging: "project=alpha&who=a+b%2Fc",
      StorageClass: "STANDARD_IA",
    }),
  );
  expect(put.ChecksumCRC32).toBeDefined();
  const head = await s3.send(
    new HeadObjectCommand({ Bucket: "lake", Key: "run/reads.fastq.gz", ChecksumMode: "ENABLED" }),
  );
  expect(head).toMatchObject({
    ContentLength: 300_000,
    ContentType: "application/gzip",
    ContentEncoding: "gzip",
    CacheControl: "no-cache",
    ContentDisposition: "attachment",
    ContentLanguage: "de",
    Metadata: { sample: "S1", lane: "L001" },
    StorageClass: "STANDARD_IA",
    ServerSideEncryption: "AES256",
    TagCount: 2,
    ETag: put.ETag,
    ChecksumCRC32: put.ChecksumCRC32,
    ChecksumType: "FULL_OBJECT",
  });
  const got = await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "run/reads.fastq.gz" }));
  expect(body.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
  const tags = await s3.send(new GetObjectTaggingCommand({ Bucket: "lake", Key: "run/reads.fastq.gz" }));
  expect(tags.TagSet).toEqual([
    { Key: "project", Value: "alpha" },
    { Key: "who", Value: "a b/c" },
  ]);
});

test("streams of unknown payload arrive through the trailer framing, and wrong checksums are refused", async () => {
  const { s3 } = await startTestS3();
  const pieces = [randomBytes(70_000), randomBytes(1), randomBytes(130_000)];
  await s3.send(
    new PutObjectCommand({ Bucket: "lake", Key: "s", Body: Readable.from(pieces), ContentLength: 200_001 }),
  );
  const got = await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "s" }));
  expect(Buffer.concat(pieces).equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
  const wrong = new PutObjectCommand({ Bucket: "lake", Key: "t", Body: "hello", ChecksumCRC32: "AAAAAA==" });
  await expect(s3.send(wrong)).rejects.toMatchObject({ name: "BadDigest" });
  await expect(s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "t" }))).rejects.toMatchObject({
    name: "NotFound",
    $metadata: { httpStatusCode: 404 },
  });
});

test("ranges, parts and conditions on reads answer as S3 does", async () => {
  const { s3 } = await startTestS3();
  const on = { Bucket: "lake", Key: "k" };
  const { ETag } = await s3.send(new PutObjectCommand({ ...on, Body: "0123456789" }));
  const text = async (range: string) =>
    (await s3.send(new GetObjectCommand({ ...on, Range: range }))).Body?.transformToString();
  expect(await text("bytes=2-4")).toBe("234");
  expect(await text("bytes=7-")).toBe("789");
  expect(await text("bytes=-2")).toBe("89");
  await expect(text("bytes=10-")).rejects.toMatchObject({ name: "InvalidRange" });
  const part = await s3.send(new HeadObjectCommand({ ...on, PartNumber: 1 }));
  expect(part.ContentLength).toBe(10);
  expect(part.PartsCount).toBeUndefined();
  expect((await s3.send(new GetObjectCommand({ ...on, IfMatch: ETag }))).ContentLength).toBe(10);
  await expect(s3.send(new GetObjectCommand({ ...on, IfMatch: '"other"' }))).rejects.toMatchObject({
    name: "PreconditionFailed",
    Condition: "If-Match",
  });
});

test("conditional writes tell why they were refused", async () => {
  const { s3 } = await startTestS3();
  const on = { Bucket: "lake", Key: "k" };
  await expect(s3.send(new PutObjectCommand({ ...on, Body: "a", IfMatch: '"x"' }))).rejects.toMatchObject({
    name: "NoSuchKey",
  });
  const { ETag } = await s3.send(new PutObjectCommand({ ...on, Body: "a", IfNoneMatch: "*" }));
  await expect(s3.send(new PutObjectCommand({ ...on, Body: "b", IfNoneMatch: "*" }))).rejects.toMatchObject({
    name: "PreconditionFailed",
    Condition: "If-None-Match",
    $metadata: { httpStatusCode: 412 },
  });
  await s3.send(new PutObjectCommand({ ...on, Body: "c", IfMatch: ETag }));
  await expect(s3.send(new PutObjectCommand({ ...on, Body: "d", IfMatch: ETag }))).rejects.toMatchObject({
    Condition: "If-Match",
  });
});

test("a copy carries bytes, headers, metadata, tags and checksum, or what replaces them", async () => {
  const { s3 } = await startTestS3();
  const put = await s3.send(
    new PutObjectCommand({
      Bucket: "lake",
      Key: "a",
      Body: "hello",
      ContentType: "text/x",
      Metadata: { m: "1" },
      Tagging: "t=1",
      ChecksumAlgorithm: "SHA256",
    }),
  );
  const copy = await s3.send(new CopyObjectCommand({ Bucket: "lake", Key: "b", CopySource: "lake/a" }));
  expect(copy.CopyObjectResult).toMatchObject({ ETag: put.ETag, ChecksumSHA256: put.ChecksumSHA256 });
  const kept = await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "b" }));
  expect(kept).toMatchObject({ ContentType: "text/x", Metadata: { m: "1" }, TagCount: 1, ContentLength: 5 });
  const replaced = await s3.send(
    new CopyObjectCommand({
      Bucket: "lake",
      Key: "c",
      CopySource: "/lake/a",
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
      ContentType: "text/y",
      Metadata: { n: "2" },
      ChecksumAlgorithm: "CRC64NVME",
      AnnotationDirective: "EXCLUDE",
    }),
  );
  expect(replaced.CopyObjectResult?.ChecksumCRC64NVME).toBeDefined();
  const head = await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "c" }));
  expect(head).toMatchObject({ ContentType: "text/y", Metadata: { n: "2" } });
  expect(head.TagCount).toBeUndefined();
  const self = new CopyObjectCommand({ Bucket: "lake", Key: "a", CopySource: "lake/a" });
  await expect(s3.send(self)).rejects.toMatchObject({ name: "InvalidRequest" });
});

test("a copy is pinned to its source and guarded at its destination", async () => {
  const { s3 } = await startTestS3();
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "one" }));
  const copy = { Bucket: "lake", Key: "b", CopySource: "lake/a", CopySourceIfMatch: ETag, IfNoneMatch: "*" };
  await s3.send(new CopyObjectCommand(copy));
  await expect(s3.send(new CopyObjectCommand(copy))).rejects.toMatchObject({
    name: "PreconditionFailed",
    Condition: "If-None-Match",
  });
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "two" }));
  await expect(s3.send(new CopyObjectCommand({ ...copy, Key: "c" }))).rejects.toMatchObject({
    name: "PreconditionFailed",
    Condition: "x-amz-copy-source-If-Match",
  });
  const missing = new CopyObjectCommand({ Bucket: "lake", Key: "d", CopySource: "lake/none" });
  await expect(s3.send(missing)).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("tags are set, read and removed", async () => {
  const { s3 } = await startTestS3();
  const on = { Bucket: "lake", Key: "k" };
  await s3.send(new PutObjectCommand({ ...on, Body: "x" }));
  const TagSet = [{ Key: "a=b", Value: "c + @/:" }];
  await s3.send(new PutObjectTaggingCommand({ ...on, Tagging: { TagSet } }));
  expect((await s3.send(new GetObjectTaggingCommand(on))).TagSet).toEqual(TagSet);
  const eleven = Array.from({ length: 11 }, (_, i) => ({ Key: `k${i}`, Value: "" }));
  await expect(s3.send(new PutObjectTaggingCommand({ ...on, Tagging: { TagSet: eleven } }))).rejects.toMatchObject({
    name: "BadRequest",
  });
  await s3.send(new DeleteObjectTaggingCommand(on));
  expect((await s3.send(new GetObjectTaggingCommand(on))).TagSet).toEqual([]);
});

const longKey = `${"ä".repeat(500)}${"x".repeat(24)}`;
test.each([
  "a+b c",
  "k?versionId=x",
  "größe/ö",
  "emoji/🧬.txt",
  `quotes"'&`,
  "<script>alert(1)</script>",
  "a//b/../c/./d",
  "%2F%percent",
  "!*'()~;:@=$,",
  "control\u0001\ttab\r\n",
  longKey,
])("the key %j is written, listed, copied and deleted as it is", async (key) => {
  const { s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: key, Body: key }));
  const got = await s3.send(new GetObjectCommand({ Bucket: "lake", Key: key }));
  expect(await got.Body?.transformToString()).toBe(key);
  const listed = await s3.send(new ListObjectsV2Command({ Bucket: "lake", EncodingType: "url" }));
  expect(listed.Contents?.map((each) => decodeURIComponent((each.Key ?? "").replaceAll("+", " ")))).toEqual([key]);
  await s3.send(new CopyObjectCommand({ Bucket: "lake", Key: "copy", CopySource: encodeSource("lake", key) }));
  const copied = await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "copy" }));
  expect(await copied.Body?.transformToString()).toBe(key);
  await s3.send(new DeleteObjectsCommand({ Bucket: "lake", Delete: { Objects: [{ Key: "copy" }] } }));
  await s3.send(new DeleteObjectCommand({ Bucket: "lake", Key: key }));
  expect((await s3.send(new ListObjectsV2Command({ Bucket: "lake" }))).KeyCount).toBe(0);
});

test("many keys, however odd, are deleted at once, each answered by itself", async () => {
  const { s3, lab } = await startTestS3();
  const keys = ["plain", " lead", "a\u0001b", "x&amp;y", "<k>", "line\r\nend", "ö🧬"];
  for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: "" }));
  const Delete = { Objects: keys.map((Key) => ({ Key })) };
  const refused = await lab.send(new DeleteObjectsCommand({ Bucket: "lake", Delete: { Objects: [{ Key: "plain" }] } }));
  expect(refused.Errors).toMatchObject([{ Key: "plain", Code: "AccessDenied" }]);
  const { Deleted } = await s3.send(new DeleteObjectsCommand({ Bucket: "lake", Delete }));
  expect(Deleted).toHaveLength(keys.length);
  expect((await s3.send(new ListObjectsV2Command({ Bucket: "lake" }))).KeyCount).toBe(0);
});

test("a key above 1,024 bytes is refused, a raw + in a copy source is a space", async () => {
  const { s3 } = await startTestS3();
  await expect(s3.send(new PutObjectCommand({ Bucket: "lake", Key: "ä".repeat(513), Body: "" }))).rejects.toMatchObject(
    { name: "KeyTooLongError" },
  );
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a b", Body: "space" }));
  const { CopyObjectResult } = await s3.send(
    new CopyObjectCommand({ Bucket: "lake", Key: "c", CopySource: "lake/a+b" }),
  );
  expect(CopyObjectResult?.ETag).toBeDefined();
});

test("metadata beyond ASCII comes back as an RFC 2047 word and survives being sent back", async () => {
  const { s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "", Metadata: { name: "Müller" } }));
  const { Metadata } = await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "a" }));
  expect(Metadata?.name).toBe("=?UTF-8?Q?M=C3=BCller?=");
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "b", Body: "", Metadata }));
  expect((await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "b" }))).Metadata).toEqual(Metadata);
});

test("attributes tell checksum and size", async () => {
  const { s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "123456789", ChecksumAlgorithm: "CRC64NVME" }));
  const wanted = ["ETag", "Checksum", "ObjectSize", "StorageClass", "ObjectParts"] as const;
  const attributes = await s3.send(
    new GetObjectAttributesCommand({ Bucket: "lake", Key: "a", ObjectAttributes: [...wanted] }),
  );
  expect(attributes).toMatchObject({
    ETag: "25f9e794323b453885f5181f1b624d0b",
    Checksum: { ChecksumCRC64NVME: "rosUhgp5mIg=", ChecksumType: "FULL_OBJECT" },
    ObjectSize: 9,
    StorageClass: "STANDARD",
  });
});

test("what is archived is seen but not read", async () => {
  const { s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "x", StorageClass: "DEEP_ARCHIVE" }));
  expect((await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "a" }))).StorageClass).toBe("DEEP_ARCHIVE");
  const copy = new CopyObjectCommand({ Bucket: "lake", Key: "b", CopySource: "lake/a" });
  await expect(s3.send(copy)).rejects.toMatchObject({ name: "InvalidObjectState" });
});

test("a wrong secret, an unknown key and a wrong region are refused as by S3", async () => {
  const { url } = await startTestS3();
  const refusal = async (credentials: typeof company, region: string) => {
    const client = new S3Client({ endpoint: url, region, credentials: { ...credentials }, maxAttempts: 1 });
    try {
      return await client.send(new ListObjectsV2Command({ Bucket: "lake" })).catch((error: Error) => error.name);
    } finally {
      client.destroy();
    }
  };
  expect(await refusal({ ...company, secretAccessKey: "no" }, "eu-central-1")).toBe("SignatureDoesNotMatch");
  expect(await refusal({ ...company, accessKeyId: "NOBODY" }, "eu-central-1")).toBe("InvalidAccessKeyId");
  expect(await refusal(company, "us-west-2")).toBe("AuthorizationHeaderMalformed");
  expect((await fetch(`${url}/lake/a`)).status).toBe(403);
});

test("what is not implemented says so by name", async () => {
  const { s3 } = await startTestS3();
  const on = { Bucket: "lake", Key: "a" };
  await s3.send(new PutObjectCommand({ ...on, Body: "x" }));
  const refusal = (name: string) => ({
    name: "NotImplemented",
    message: expect.stringContaining(name),
    $metadata: { httpStatusCode: 501 },
  });
  const granting = new PutObjectCommand({ ...on, Body: "x", GrantRead: "id=1" });
  await expect(s3.send(granting)).rejects.toMatchObject(refusal("x-amz-grant-read of PutObject"));
  await expect(s3.send(new ListObjectsCommand({ Bucket: "lake" }))).rejects.toMatchObject(refusal("ListObjects"));
  const grouped = new ListObjectVersionsCommand({ Bucket: "lake", Delimiter: "/" });
  await expect(s3.send(grouped)).rejects.toMatchObject(refusal("delimiter of ListObjectVersions"));
  await expect(s3.send(new GetObjectAclCommand(on))).rejects.toMatchObject(refusal("GetObjectAcl"));
  await expect(s3.send(new GetObjectCommand({ ...on, ResponseContentType: "a/b" }))).rejects.toMatchObject(
    refusal("response-content-type of GetObject"),
  );
});
