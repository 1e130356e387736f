import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { onTestFinished } from "vitest";

/** The account that asks. Against another server the usual AWS environment names credentials and region. */
const account = {
  accountId: "111111111111",
  principalArn: "arn:aws:iam::111111111111:role/contract",
  accessKeyId: "CONTRACT",
  secretAccessKey: "contract-secret",
};

/** The S3 that is asked: ours, or the one that `npm run contract -- --s3 URL` names; with a bucket of the test's own. */
export async function openS3(): Promise<{ s3: S3Client; bucket: string }> {
  const other = process.env.S3MIRROR_CONTRACT_S3;
  const bucket = `contract-${randomBytes(8).toString("hex")}`;
  const s3 =
    other === undefined
      ? await openOurs()
      : new S3Client({ endpoint: other, forcePathStyle: true, region: process.env.AWS_REGION ?? "us-east-1" });
  onTestFinished(() => s3.destroy());
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return { s3, bucket };
}

async function openOurs(): Promise<S3Client> {
  const dataDir = await mkdtemp(join(tmpdir(), "s3mirror-contract-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { url, close } = await startS3({
    port: 0,
    dataDir,
    accounts: [account],
    buckets: [],
    requestsPerSecondPerPrefix: { write: 1e6, read: 1e6 },
  });
  onTestFinished(close);
  const { accessKeyId, secretAccessKey } = account;
  return new S3Client({
    endpoint: url,
    forcePathStyle: true,
    region: "eu-central-1",
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}
