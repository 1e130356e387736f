import { createHash, randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { crc64nvmeOfNothing, crc64nvmeToBase64, crc64nvmeUpdate } from "@s3mirror/core/crc64nvme";
import { expect, test } from "vitest";
import { company, local, startTestS3 } from "../testing/test-s3.ts";

const mib = 1024 ** 2;
const on = { Bucket: "lake", Key: "big" };

async function create(s3: S3Client, more: object = {}) {
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({ ...on, ChecksumAlgorithm: "CRC64NVME", ...more }),
  );
  return { ...on, UploadId: UploadId ?? "" };
}

async function upload(s3: S3Client, to: Awaited<ReturnType<typeof create>>, PartNumber: number, Body: Buffer) {
  const { ETag } = await s3.send(new UploadPartCommand({ ...to, PartNumber, Body, ChecksumAlgorithm: "CRC64NVME" }));
  return { PartNumber, ETag };
}

const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest();

test("parts become one object with an MD5 of MD5s, a full-object checksum and all that Create gave it", async () => {
  const { s3 } = await startTestS3();
  const bodies = [randomBytes(5 * mib), randomBytes(6 * mib), randomBytes(3)];
  const whole = Buffer.concat(bodies);
  const to = await create(s3, {
    ContentType: "application/gzip",
    Metadata: { sample: "S1" },
    Tagging: "a=b",
    StorageClass: "STANDARD_IA",
    ExpectedBucketOwner: company.accountId,
  });
  const Parts = [];
  for (const [index, body] of bodies.entries()) Parts.push(await upload(s3, to, index + 1, body));
  const crc = crc64nvmeToBase64(crc64nvmeUpdate(crc64nvmeOfNothing, whole));
  const completed = await s3.send(
    new CompleteMultipartUploadCommand({
      ...to,
      MultipartUpload: { Parts },
      MpuObjectSize: whole.length,
      ChecksumCRC64NVME: crc,
      ChecksumType: "FULL_OBJECT",
      IfNoneMatch: "*",
    }),
  );
  const etag = `"${md5(Buffer.concat(bodies.map(md5))).toString("hex")}-3"`;
  expect(completed).toMatchObject({ ETag: etag, ChecksumCRC64NVME: crc, ChecksumType: "FULL_OBJECT" });
  const head = await s3.send(new HeadObjectCommand({ ...on, ChecksumMode: "ENABLED" }));
  expect(head).toMatchObject({
    ETag: etag,
    ContentLength: whole.length,
    ContentType: "application/gzip",
    Metadata: { sample: "S1" },
    StorageClass: "STANDARD_IA",
    ChecksumCRC64NVME: crc,
    TagCount: 1,
  });
  expect((await s3.send(new GetObjectTaggingCommand(on))).TagSet).toEqual([{ Key: "a", Value: "b" }]);
  const got = await s3.send(new GetObjectCommand(on));
  expect(whole.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
  const second = await s3.send(new HeadObjectCommand({ ...on, PartNumber: 2 }));
  expect(second).toMatchObject({ ContentLength: 6 * mib, PartsCount: 3 });
  const attributes = await s3.send(new GetObjectAttributesCommand({ ...on, ObjectAttributes: ["ObjectParts"] }));
  expect(attributes.ObjectParts?.Parts?.map((part) => part.Size)).toEqual([5 * mib, 6 * mib, 3]);
  const again = await s3.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts } }));
  expect(again).toMatchObject({ ETag: etag, ChecksumCRC64NVME: crc });
});

test("Complete refuses wrong parts, orders, sizes, checksums and destinations, and keeps the upload", async () => {
  const { s3 } = await startTestS3();
  const to = await create(s3);
  const [one, two] = [await upload(s3, to, 1, Buffer.alloc(5 * mib)), await upload(s3, to, 2, Buffer.from("tail"))];
  const small = await upload(s3, to, 3, Buffer.from("after the tail"));
  const complete = (Parts: object[], more: object = {}) =>
    s3.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts }, ...more }));
  await expect(complete([two, one])).rejects.toMatchObject({ name: "InvalidPartOrder" });
  await expect(complete([one, { ...two, ETag: '"0"' }])).rejects.toMatchObject({ name: "InvalidPart" });
  await expect(complete([one, { PartNumber: 9, ETag: "x" }])).rejects.toMatchObject({ name: "InvalidPart" });
  await expect(complete([one, two, small])).rejects.toMatchObject({ name: "EntityTooSmall" });
  await expect(complete([one, two], { MpuObjectSize: 7 })).rejects.toMatchObject({ name: "InvalidRequest" });
  await expect(complete([one, two], { ChecksumCRC64NVME: "AAAAAAAAAAA=" })).rejects.toMatchObject({
    name: "BadDigest",
  });
  const { ETag } = await s3.send(new PutObjectCommand({ ...on, Body: "standing" }));
  await expect(complete([one, two], { IfNoneMatch: "*" })).rejects.toMatchObject({
    name: "PreconditionFailed",
    Condition: "If-None-Match",
  });
  await expect(complete([one, two], { IfMatch: '"other"' })).rejects.toMatchObject({ Condition: "If-Match" });
  await expect(complete([one, two], { IfMatch: ETag })).rejects.toMatchObject({ name: "ConditionalRequestConflict" });
  const completed = await complete([one, two]);
  expect(completed.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
});

test("ListParts pages through what is there, so that an upload is resumed", async () => {
  const { s3 } = await startTestS3();
  const to = await create(s3);
  const bodies = new Map([3, 1, 7, 5].map((number) => [number, randomBytes(5 * mib)]));
  for (const [number, body] of bodies) await upload(s3, to, number, body);
  const listed = [];
  let marker: string | undefined;
  do {
    const page = await s3.send(new ListPartsCommand({ ...to, MaxParts: 3, PartNumberMarker: marker }));
    expect(page).toMatchObject({ ChecksumAlgorithm: "CRC64NVME", ChecksumType: "FULL_OBJECT" });
    expect(page.Initiator?.ID).toBe(company.principalArn);
    listed.push(...(page.Parts ?? []));
    marker = page.IsTruncated ? page.NextPartNumberMarker : undefined;
  } while (marker !== undefined);
  expect(listed.map((part) => [part.PartNumber, part.Size, part.ETag])).toEqual(
    [1, 3, 5, 7].map((number) => {
      const body = bodies.get(number) ?? Buffer.alloc(0);
      return [number, body.length, `"${md5(body).toString("hex")}"`];
    }),
  );
  await s3.send(new AbortMultipartUploadCommand(to));
  await expect(s3.send(new ListPartsCommand(to))).rejects.toMatchObject({ name: "NoSuchUpload" });
});

test("open uploads are listed by key, page by page", async () => {
  const { s3 } = await startTestS3();
  const made: string[] = [];
  for (const Key of ["a/2", "a/1", "b", "a/1"]) {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key }));
    made.push(`${Key} ${UploadId}`);
  }
  const listed: string[] = [];
  let marker: object = {};
  for (;;) {
    const page = await s3.send(
      new ListMultipartUploadsCommand({ Bucket: "lake", Prefix: "a/", MaxUploads: 2, ...marker }),
    );
    for (const { Key, UploadId, Initiator } of page.Uploads ?? []) {
      expect(Initiator?.ID).toBe(company.principalArn);
      listed.push(`${Key} ${UploadId}`);
    }
    if (!page.IsTruncated) break;
    marker = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
  expect(listed.map((line) => line.slice(0, 3))).toEqual(["a/1", "a/1", "a/2"]);
  expect(new Set(listed)).toEqual(new Set(made.filter((line) => line.startsWith("a/"))));
});

test("parts copied from ranges of a real object make the same object again", async () => {
  const { s3 } = await startTestS3();
  const whole = randomBytes(13 * mib + 5);
  const { ETag } = await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "source", Body: whole }));
  const to = await create(s3);
  const Parts = [];
  for (let start = 0, PartNumber = 1; start < whole.length; start += 5 * mib, PartNumber++) {
    const end = Math.min(start + 5 * mib, whole.length);
    const { CopyPartResult } = await s3.send(
      new UploadPartCopyCommand({
        ...to,
        PartNumber,
        CopySource: "lake/source",
        CopySourceIfMatch: ETag,
        CopySourceRange: `bytes=${start}-${end - 1}`,
      }),
    );
    expect(CopyPartResult?.ETag).toBe(`"${md5(whole.subarray(start, end)).toString("hex")}"`);
    expect(CopyPartResult?.ChecksumCRC64NVME).toBe(
      crc64nvmeToBase64(crc64nvmeUpdate(crc64nvmeOfNothing, whole.subarray(start, end))),
    );
    Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
  }
  await s3.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts } }));
  const got = await s3.send(new GetObjectCommand(on));
  expect(whole.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
});

test("a part copy is pinned to its source and its range must lie within", async () => {
  const { s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "source", Body: "0123456789" }));
  const to = await create(s3);
  const copy = (more: object) =>
    s3.send(new UploadPartCopyCommand({ ...to, PartNumber: 1, CopySource: "lake/source", ...more }));
  await expect(copy({ CopySourceIfMatch: '"old"' })).rejects.toMatchObject({
    name: "PreconditionFailed",
    Condition: "x-amz-copy-source-If-Match",
  });
  await expect(copy({ CopySourceRange: "bytes=2-4" })).rejects.toMatchObject({ name: "InvalidRequest" });
  await expect(copy({ UploadId: "none" })).rejects.toMatchObject({ name: "NoSuchUpload" });
  expect((await copy({})).CopyPartResult?.ETag).toBe(`"${md5(Buffer.from("0123456789")).toString("hex")}"`);
  const large = randomBytes(5 * mib + 1);
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "source", Body: large }));
  const end = large.length;
  await expect(copy({ CopySourceRange: `bytes=5-${end}` })).rejects.toMatchObject({ name: "InvalidArgument" });
  expect((await copy({ CopySourceRange: "bytes=2-4" })).CopyPartResult?.ETag).toBe(
    `"${md5(large.subarray(2, 5)).toString("hex")}"`,
  );
});

test("a virtual 100 GB object is copied in parts at once and its checksum agrees with the source's", async () => {
  const { s3, url } = await startTestS3();
  const size = 100e9 + 12_345;
  await local(url, "POST", "virtual-objects", {
    bucket: "lake",
    objects: [
      { key: "source", size, seed: 7 },
      { key: "other", size, seed: 8 },
    ],
  });
  const source = await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "source", ChecksumMode: "ENABLED" }));
  expect(source).toMatchObject({ ContentLength: size, ChecksumType: "FULL_OBJECT", ServerSideEncryption: "aws:kms" });
  const other = await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "other", ChecksumMode: "ENABLED" }));
  expect(other.ChecksumCRC64NVME).not.toBe(source.ChecksumCRC64NVME);

  const partSize = 512 * mib;
  const copyParts = async (order: (number: number) => number) => {
    const to = await create(s3);
    const count = Math.ceil(size / partSize);
    const Parts = await Promise.all(
      Array.from({ length: count }, async (_, index) => {
        const start = order(index) * partSize;
        const range = `bytes=${start}-${Math.min(start + partSize, size) - 1}`;
        const { CopyPartResult } = await s3.send(
          new UploadPartCopyCommand({
            ...to,
            PartNumber: index + 1,
            CopySource: "lake/source",
            CopySourceIfMatch: source.ETag,
            CopySourceRange: range,
          }),
        );
        return { PartNumber: index + 1, ETag: CopyPartResult?.ETag };
      }),
    );
    return new CompleteMultipartUploadCommand({
      ...to,
      MultipartUpload: { Parts },
      MpuObjectSize: size,
      ChecksumCRC64NVME: source.ChecksumCRC64NVME,
    });
  };
  const swapped = await copyParts((index) => (index < 2 ? 1 - index : index));
  await expect(s3.send(swapped)).rejects.toMatchObject({ name: "BadDigest" });
  const completed = await s3.send(await copyParts((index) => index));
  expect(completed.ChecksumCRC64NVME).toBe(source.ChecksumCRC64NVME);

  const range = { Range: "bytes=70000000000-70003000000" };
  const read = async (Key: string) => {
    const got = await s3.send(new GetObjectCommand({ Bucket: "lake", Key, ...range }));
    return Buffer.from((await got.Body?.transformToByteArray()) ?? []);
  };
  expect((await read("big")).equals(await read("source"))).toBe(true);
  expect((await read("big")).equals(await read("other"))).toBe(false);
});

test("the checksum of virtual bytes is that of the bytes that are read", async () => {
  const { s3 } = await startTestS3();
  const put = new PutObjectCommand({ Bucket: "lake", Key: "v", Metadata: { a: "b" } });
  put.middlewareStack.add(
    (next) => (args) => {
      Object.assign((args.request as { headers: object }).headers, {
        "x-local-virtual-size": "3000000",
        "x-local-virtual-seed": "42",
      });
      return next(args);
    },
    { step: "build" },
  );
  const { ChecksumCRC64NVME } = await s3.send(put);
  const got = await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "v" }));
  const bytes = (await got.Body?.transformToByteArray()) ?? new Uint8Array();
  expect(bytes.length).toBe(3_000_000);
  expect(crc64nvmeToBase64(crc64nvmeUpdate(crc64nvmeOfNothing, bytes))).toBe(ChecksumCRC64NVME);
  expect(got.Metadata).toEqual({ a: "b" });
});

test("composite checksums are those of the parts' checksums", async () => {
  const { s3 } = await startTestS3();
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...on, ChecksumAlgorithm: "SHA256" }));
  const to = { ...on, UploadId };
  const bodies = [randomBytes(5 * mib), randomBytes(10)];
  const Parts = [];
  for (const [index, Body] of bodies.entries()) {
    const part = await s3.send(
      new UploadPartCommand({ ...to, PartNumber: index + 1, Body, ChecksumAlgorithm: "SHA256" }),
    );
    Parts.push({ PartNumber: index + 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 });
  }
  const crc32 = new UploadPartCommand({ ...to, PartNumber: 3, Body: "x", ChecksumAlgorithm: "CRC32" });
  await expect(s3.send(crc32)).rejects.toMatchObject({ name: "InvalidRequest" });
  const completed = await s3.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts } }));
  const digests = bodies.map((body) => createHash("sha256").update(body).digest());
  expect(completed).toMatchObject({
    ChecksumSHA256: `${createHash("sha256").update(Buffer.concat(digests)).digest("base64")}-2`,
    ChecksumType: "COMPOSITE",
  });
});
