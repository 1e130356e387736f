import { randomBytes } from "node:crypto";
import { appendFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, onTestFinished, test } from "vitest";
import { startStandInChild } from "../testing/stand-in-child.ts";
import { clientOf, company, local, readPolicy, startTestS3, temporaryFolder, testConfig } from "../testing/test-s3.ts";
import type { S3Config } from "./config.ts";
import { startS3 } from "./server.ts";

async function spawnS3(config: S3Config) {
  const started = await startStandInChild("s3/main.ts", config);
  onTestFinished(() => void started.child.kill("SIGKILL"));
  return started;
}

test("everything that was answered is there again after SIGKILL", async () => {
  const config = await testConfig();
  const { child, url, exited } = await spawnS3(config);
  const s3 = clientOf(company, url);
  const body = randomBytes(100_000);
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: body, Metadata: { m: "1" } }));
  await s3.send(
    new PutObjectTaggingCommand({ Bucket: "lake", Key: "a", Tagging: { TagSet: [{ Key: "t", Value: "1" }] } }),
  );
  await s3.send(new CopyObjectCommand({ Bucket: "lake", Key: "b", CopySource: "lake/a" }));
  await s3.send(new CopyObjectCommand({ Bucket: "lake", Key: "c", CopySource: "lake/a" }));
  await s3.send(new DeleteObjectCommand({ Bucket: "lake", Key: "c" }));
  await s3.send(new PutBucketPolicyCommand({ Bucket: "lake", Policy: readPolicy("lake") }));
  await local(url, "POST", "virtual-objects", { bucket: "lake", objects: [{ key: "v", size: 5e9, seed: 3 }] });
  const virtual = await s3.send(new HeadObjectCommand({ Bucket: "lake", Key: "v", ChecksumMode: "ENABLED" }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key: "up" }));
  const part = { Bucket: "lake", Key: "up", UploadId, PartNumber: 1 };
  const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: "part" }));
  const flood = Promise.allSettled(
    Array.from({ length: 200 }, async (_, n) => {
      await s3.send(new CopyObjectCommand({ Bucket: "lake", Key: `flood/${n}`, CopySource: "lake/a" }));
      if (n === 100) child.kill("SIGKILL");
      return `flood/${n}`;
    }),
  );
  await exited;
  const answered = (await flood).flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  expect(answered.length).toBeGreaterThan(0);

  const again = clientOf(company, (await spawnS3(config)).url);
  const got = await again.send(new GetObjectCommand({ Bucket: "lake", Key: "b" }));
  expect(body.equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(true);
  expect(got).toMatchObject({ Metadata: { m: "1" }, TagCount: 1 });
  const listed = await again.send(new ListObjectsV2Command({ Bucket: "lake" }));
  const keys = listed.Contents?.map(({ Key }) => Key) ?? [];
  expect(keys).toEqual(expect.arrayContaining(["a", "b", "v", ...answered]));
  expect(keys).not.toContain("c");
  const head = await again.send(new HeadObjectCommand({ Bucket: "lake", Key: "v", ChecksumMode: "ENABLED" }));
  expect([head.ETag, head.ChecksumCRC64NVME]).toEqual([virtual.ETag, virtual.ChecksumCRC64NVME]);
  expect((await again.send(new GetBucketPolicyCommand({ Bucket: "lake" }))).Policy).toBe(readPolicy("lake"));
  const { PartNumber, ...to } = part;
  expect((await again.send(new ListPartsCommand(to))).Parts?.[0]?.ETag).toBe(ETag);
  await again.send(new CompleteMultipartUploadCommand({ ...to, MultipartUpload: { Parts: [{ PartNumber, ETag }] } }));
});

test("the process ends with 0 on SIGTERM and when its supervisor is gone", async () => {
  const config = await testConfig();
  const first = await spawnS3(config);
  first.child.kill("SIGTERM");
  expect(await first.exited).toBe(0);
  const second = await spawnS3(config);
  second.child.stdin?.end();
  expect(await second.exited).toBe(0);
});

test("a line torn by a crash is dropped, outlived lines and bytes are swept at the next start", async () => {
  const dataDir = await temporaryFolder();
  const { url, close } = await startS3(await testConfig({ dataDir }));
  const s3 = clientOf(company, url);
  for (let n = 0; n < 1_100; n++) {
    await s3.send(new PutObjectCommand({ Bucket: "lake", Key: `k${n % 5}`, Body: `${n}` }));
  }
  await close();
  await appendFile(join(dataDir, "journal.ndjson"), '{"op":"put-version","bucket":"la');
  const second = await startTestS3({ dataDir });
  const got = await second.s3.send(new GetObjectCommand({ Bucket: "lake", Key: "k4" }));
  expect(await got.Body?.transformToString()).toBe("1099");
  expect(await readdir(join(dataDir, "content"))).toHaveLength(5);
});
