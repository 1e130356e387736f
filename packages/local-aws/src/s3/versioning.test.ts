import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { startTestS3 } from "../testing/test-s3.ts";

test("a versioned bucket keeps what is overwritten and deleted, and copies by version", async () => {
  const { s3 } = await startTestS3();
  const on = { Bucket: "lake", Key: "k" };
  const before = await s3.send(new PutObjectCommand({ ...on, Body: "zero" }));
  expect(before.VersionId).toBeUndefined();
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: "lake", VersioningConfiguration }));
  expect((await s3.send(new GetBucketVersioningCommand({ Bucket: "lake" }))).Status).toBe("Enabled");
  const one = await s3.send(new PutObjectCommand({ ...on, Body: "one" }));
  await s3.send(new PutObjectCommand({ ...on, Body: "two" }));
  const text = async (VersionId?: string) =>
    (await s3.send(new GetObjectCommand({ ...on, VersionId }))).Body?.transformToString();
  expect([await text(), await text(one.VersionId), await text("null")]).toEqual(["two", "one", "zero"]);

  const copy = await s3.send(
    new CopyObjectCommand({ Bucket: "lake", Key: "c", CopySource: `lake/k?versionId=${one.VersionId}` }),
  );
  expect(copy.CopySourceVersionId).toBe(one.VersionId);
  expect(copy.CopyObjectResult?.ETag).toBe(one.ETag);

  const gone = await s3.send(new DeleteObjectCommand(on));
  expect(gone.DeleteMarker).toBe(true);
  await expect(s3.send(new GetObjectCommand(on))).rejects.toMatchObject({ name: "NoSuchKey" });
  expect((await s3.send(new ListObjectsV2Command({ Bucket: "lake" }))).Contents?.map(({ Key }) => Key)).toEqual(["c"]);
  await s3.send(new DeleteObjectCommand({ ...on, VersionId: gone.VersionId }));
  expect(await text()).toBe("two");
  await expect(s3.send(new HeadObjectCommand({ ...on, VersionId: "none" }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  });
});
