import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetObjectCommand, GetObjectTaggingCommand, HeadObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Endpoints } from "../connection.ts";
import { type BatchObject, batchPlace, describeBatch, overwritten } from "./batch.ts";
import { addStatement, deliver, putObject } from "./laboratory.ts";
import { s3Control } from "./s3-control.ts";
import { s3Of } from "./stage.ts";

const account = (accountId: string, name: string) => ({
  accountId,
  principalArn: `arn:aws:iam::${accountId}:role/${name}`,
  accessKeyId: `AKIA${accountId}`,
  secretAccessKey: `secret-of-${name}`,
});
const accounts = { company: account("111122223333", "transfer"), vendor: account("444455556666", "laboratory") };

let batch: BatchObject[];
let endpoints: Endpoints;
let close: () => Promise<void>;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), "s3mirror-laboratory-"));
  const region = "eu-central-1";
  const server = await startS3({ port: 0, dataDir, region, accounts: Object.values(accounts) });
  endpoints = { api: "", sqs: "", adminApiKey: "", processes: [], s3: server.url, region, accounts };
  batch = await describeBatch(undefined);
  await deliver(s3Of(endpoints, "vendor"), batch, accounts.company.principalArn);
  close = async () => {
    await server.close();
    await rm(dataDir, { recursive: true });
  };
});
afterAll(async () => await close());

const Bucket = batchPlace.vendorBucket;

test("our role lists the whole delivery and reads all of it but the late folder", async () => {
  const company = s3Of(endpoints, "company");
  const { Contents = [] } = await company.send(new ListObjectsV2Command({ Bucket, Prefix: batchPlace.prefix }));
  expect(Contents.map(({ Key }) => Key)).toEqual(batch.map(({ key }) => key).sort());
  const denied: string[] = [];
  for (const { key } of batch) {
    await company
      .send(new GetObjectCommand({ Bucket, Key: key, Range: "bytes=0-0" }))
      .then(({ Body }) => Body?.transformToByteArray())
      .catch(() => denied.push(key));
  }
  expect(denied).toEqual(batch.map(({ key }) => key).filter((key) => key.startsWith(batchPlace.lateFolder)));
  expect(denied).toHaveLength(3);
});

test("an added statement opens what it names and keeps what was allowed", async () => {
  const [key = ""] = batch.map((object) => object.key).filter((one) => one.startsWith(batchPlace.lateFolder));
  const statement = {
    Effect: "Allow",
    Principal: { AWS: accounts.company.principalArn },
    Action: ["s3:GetObject"],
    Resource: [`arn:aws:s3:::${Bucket}/${key}`],
  };
  await addStatement(s3Of(endpoints, "vendor"), Bucket, statement);
  const company = s3Of(endpoints, "company");
  for (const Key of [key, batch[0]?.key]) {
    const { Body } = await company.send(new GetObjectCommand({ Bucket, Key, Range: "bytes=0-1" }));
    expect([...((await Body?.transformToByteArray()) ?? [])]).toEqual([0x1f, 0x8b]);
  }
});

test("virtual files have the size, type, metadata and tags of the batch, and a checksum that an overwriting changes", async () => {
  const vendor = s3Of(endpoints, "vendor");
  const object = batch.find(({ content }) => content.type === "virtual");
  if (object === undefined) throw new Error("the batch has no virtual file");
  const head = () => vendor.send(new HeadObjectCommand({ Bucket, Key: object.key, ChecksumMode: "ENABLED" }));
  const before = await head();
  expect(before).toMatchObject({
    ContentLength: 100_000_000_000,
    ContentType: "application/vnd.bam",
    Metadata: object.metadata,
    ChecksumCRC64NVME: expect.stringMatching(/./),
  });
  const { TagSet = [] } = await vendor.send(new GetObjectTaggingCommand({ Bucket, Key: object.key }));
  expect(Object.fromEntries(TagSet.map(({ Key, Value }) => [Key, Value]))).toEqual(object.tags);
  await putObject(vendor, overwritten(object));
  const after = await head();
  expect(after.ContentLength).toBe(overwritten(object).sizeBytes);
  expect(after.ETag).not.toBe(before.ETag);
  expect(after.ChecksumCRC64NVME).not.toBe(before.ChecksumCRC64NVME);
});

test("the S3 stand-in's own door takes trouble and tells what it was asked", async () => {
  const control = s3Control(endpoints.s3, new AbortController().signal);
  const since = await control.lastRequest();
  await control.addFault({
    id: "storm",
    match: { bucket: Bucket },
    do: { error: { status: 503, code: "SlowDown" } },
    untilMs: Date.now() + 1,
  });
  await control.setCopySpeed(1_000_000);
  await control.setCopySpeed(null);
  await s3Of(endpoints, "vendor").send(new ListObjectsV2Command({ Bucket, MaxKeys: 1 }));
  const seen = await control.requests(since);
  expect(seen.at(-1)).toMatchObject({ op: "ListObjectsV2", bucket: Bucket, status: 200 });
});
