import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
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
  const head = (VersionId: string) => s3.send(new HeadObjectCommand({ ...on, VersionId }));
  await expect(head("none")).rejects.toMatchObject({ $metadata: { httpStatusCode: 400 } });
  await expect(head("A".repeat(32))).rejects.toMatchObject({ $metadata: { httpStatusCode: 404 } });
});

test("every version and delete marker is listed, newest first, page by page, and can be taken away by its id", async () => {
  const { s3, lab } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a/1", Body: "before versions" }));
  const VersioningConfiguration = { Status: "Enabled" as const };
  await s3.send(new PutBucketVersioningCommand({ Bucket: "lake", VersioningConfiguration }));
  for (const Key of ["a/1", "a/2", "a/2", "b"]) await s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: Key }));
  await s3.send(new DeleteObjectCommand({ Bucket: "lake", Key: "a/2" }));

  const seen: string[] = [];
  const ids: { Key?: string; VersionId?: string }[] = [];
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  for (;;) {
    const page = await s3.send(new ListObjectVersionsCommand({ Bucket: "lake", Prefix: "a/", MaxKeys: 2, ...marker }));
    for (const one of page.Versions ?? []) seen.push(`${one.Key} ${one.IsLatest} ${one.Size}`);
    for (const one of page.DeleteMarkers ?? []) seen.push(`${one.Key} ${one.IsLatest} marker`);
    ids.push(...(page.Versions ?? []), ...(page.DeleteMarkers ?? []));
    if (!page.IsTruncated) break;
    marker = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
  expect(seen.sort()).toEqual(["a/1 false 15", "a/1 true 3", "a/2 false 3", "a/2 false 3", "a/2 true marker"]);
  expect(ids.map(({ VersionId }) => VersionId)).toContain("null");
  for (const { Key, VersionId } of ids) await s3.send(new DeleteObjectCommand({ Bucket: "lake", Key, VersionId }));
  const left = await s3.send(new ListObjectVersionsCommand({ Bucket: "lake" }));
  expect(left.Versions?.map(({ Key }) => Key)).toEqual(["b"]);
  await expect(lab.send(new ListObjectVersionsCommand({ Bucket: "lake" }))).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("s3:ListBucketVersions"),
  });
});
