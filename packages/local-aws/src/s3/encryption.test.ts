import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketEncryptionCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { startTestS3 } from "../testing/test-s3.ts";

const key = "arn:aws:kms:eu-central-1:111111111111:key/1";

test("what asks for no encryption gets the bucket's own, however it is made, and keeps what it asked for", async () => {
  const { s3, lab } = await startTestS3();
  const Bucket = "lake";
  const ownRule = async () =>
    (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules?.[0];
  expect(await ownRule()).toMatchObject({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } });
  await s3.send(new PutObjectCommand({ Bucket, Key: "before", Body: "x" }));
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: key },
    BucketKeyEnabled: true,
  };
  const put = new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules: [rule] } });
  await expect(lab.send(put)).rejects.toMatchObject({ name: "AccessDenied" });
  await s3.send(put);
  expect(await ownRule()).toEqual(rule);

  await s3.send(new PutObjectCommand({ Bucket, Key: "put", Body: "x" }));
  await s3.send(new CopyObjectCommand({ Bucket, Key: "copied", CopySource: `${Bucket}/before` }));
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "parts" }));
  const part = { Bucket, Key: "parts", UploadId, PartNumber: 1 };
  const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body: "x" }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: "parts", UploadId, MultipartUpload }));
  await s3.send(new PutObjectCommand({ Bucket, Key: "asked", Body: "x", ServerSideEncryption: "AES256" }));
  const seen = async (Key: string) => {
    const { ServerSideEncryption, SSEKMSKeyId } = await s3.send(new HeadObjectCommand({ Bucket, Key }));
    return [ServerSideEncryption, SSEKMSKeyId];
  };
  for (const Key of ["put", "copied", "parts"]) expect(await seen(Key), Key).toEqual(["aws:kms", key]);
  for (const Key of ["before", "asked"]) expect(await seen(Key), Key).toEqual(["AES256", undefined]);
});
