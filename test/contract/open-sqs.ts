import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startSqs } from "@s3mirror/local-aws/sqs/server";
import { onTestFinished } from "vitest";

/** The SQS that is asked, ours or `--sqs URL`, with a queue of the test's own and its dead-letter queue (two receives). */
export async function openSqs(): Promise<{ sqs: SQSClient; queue: string; deadLetters: string }> {
  const other = process.env.S3MIRROR_CONTRACT_SQS;
  const sqs =
    other === undefined
      ? await openOurs()
      : new SQSClient({ endpoint: other, region: process.env.AWS_REGION ?? "us-east-1" });
  onTestFinished(() => sqs.destroy());
  const name = `contract-${randomBytes(8).toString("hex")}`;
  const deadLetters = await createQueue(sqs, `${name}-dead`);
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: deadLetters, AttributeNames: ["QueueArn"] }),
  );
  const queue = await createQueue(sqs, name, {
    VisibilityTimeout: "30",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 2 }),
  });
  return { sqs, queue, deadLetters };
}

async function createQueue(sqs: SQSClient, QueueName: string, Attributes = {}): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return QueueUrl ?? "";
}

async function openOurs(): Promise<SQSClient> {
  const dataDir = await mkdtemp(join(tmpdir(), "s3mirror-contract-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }));
  const { url, close } = await startSqs({
    port: 0,
    host: "127.0.0.1",
    dataDir,
    region: "eu-central-1",
    accountId: "111111111111",
    queues: [],
  });
  onTestFinished(close);
  const credentials = { accessKeyId: "CONTRACT", secretAccessKey: "contract-secret" };
  return new SQSClient({ endpoint: url, region: "eu-central-1", credentials, maxAttempts: 1 });
}
