import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ECSClient } from "@aws-sdk/client-ecs";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { readConfig } from "@s3mirror/coordinator/config";
import type { Deps } from "@s3mirror/coordinator/deps";
import { makeMeter } from "@s3mirror/core/metrics";
import { startSqs } from "@s3mirror/local-aws/sqs/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import pino from "pino";
import { openTestLedger } from "../ledger/open-test-ledger.ts";

export type TestCoordinator = {
  deps: Deps;
  sqsUrl: string;
  rdsDataUrl: string;
  copierSecretArn: string;
  close(): Promise<void>;
};

/** A coordinator's deps on a real ledger and the SQS stand-in. Nothing listens where SNS and ECS, and unless given S3, would be. */
export async function openTestCoordinator(
  s3?: S3Client,
  settings: Record<string, string> = {},
): Promise<TestCoordinator> {
  const ledger = await openTestLedger();
  const folder = await makeTemporaryFolder();
  const redrive = { deadLetterQueue: "copy-dlq", maxReceiveCount: 50 };
  const sqs = await startSqs({
    port: 0,
    host: "127.0.0.1",
    dataDir: folder.path,
    region: "eu-central-1",
    accountId: "111111111111",
    queues: [{ name: "copy", redrive }, { name: "copy-dlq" }, { name: "needs-action" }],
  });
  const queue = (name: string) => `${sqs.url}/111111111111/${name}`;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const nowhere = { region: "eu-central-1", credentials, endpoint: "http://127.0.0.1:1", maxAttempts: 1 };
  const client = new SQSClient({ region: "eu-central-1", credentials, endpoint: sqs.url });
  const deps: Deps = {
    ledger: ledger.ledger,
    s3: s3 ?? new S3Client(nowhere),
    sqs: client,
    sns: new SNSClient(nowhere),
    ecs: new ECSClient(nowhere),
    log: pino({ level: "silent" }),
    meter: makeMeter(),
    now: () => new Date(),
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, { signal }).catch(() => "woken");
    },
    randomBytes,
    config: readConfig({
      S3MIRROR_STAGE: "test",
      S3MIRROR_PORT: "0",
      S3MIRROR_COPY_QUEUE_URL: queue("copy"),
      S3MIRROR_COPY_DLQ_URL: queue("copy-dlq"),
      S3MIRROR_NEEDS_ACTION_QUEUE_URL: queue("needs-action"),
      S3MIRROR_ALERTS_TOPIC_ARN: "arn:aws:sns:eu-central-1:111111111111:alerts",
      S3MIRROR_LEDGER_RESOURCE_ARN: ledger.resourceArn,
      S3MIRROR_LEDGER_SECRET_ARN: ledger.secretArns.coordinator,
      S3MIRROR_LEDGER_DATABASE: "s3mirror",
      S3MIRROR_TRANSFER_PRINCIPAL_ARN: "arn:aws:iam::111111111111:role/transfer",
      S3MIRROR_ECS_CLUSTER: "test",
      S3MIRROR_ECS_COPIER_SERVICE: "copier",
      S3MIRROR_FLEET_MIN: "0",
      S3MIRROR_FLEET_MAX: "4",
      ...settings,
    }),
  };
  return {
    deps,
    sqsUrl: sqs.url,
    rdsDataUrl: ledger.rdsDataUrl,
    copierSecretArn: ledger.secretArns.copier,
    close: async () => {
      client.destroy();
      await sqs.close();
      await ledger.close();
      await folder.remove();
    },
  };
}
