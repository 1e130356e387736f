import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type AwsClientSettings, accountOf } from "./clients.ts";
import { host, type Site, startStandIn } from "./site.ts";

export type Queues = { copy: string; copyDeadLetters: string; needsAction: string };

export async function startQueueService(site: Site): Promise<void> {
  if (site.external.endpoints.sqs !== undefined) return;
  await startStandIn(site, "sqs", "sqs", { host, region: site.region, accountId: accountOf(site), queues: [] });
}

const day = 24 * 60 * 60;

/**
 * Declares the queues, whoever serves them: work, its backstop, and what needs somebody to act. A dead-letter queue
 * keeps a message's first timestamp, so it holds on for longer (main 4 days, DLQ 14).
 */
export async function declareQueues(
  clients: AwsClientSettings,
  settings: { visibilityTimeoutSeconds: number },
): Promise<Queues> {
  const sqs = new SQSClient({ ...clients, endpoint: clients.endpoints.sqs });
  try {
    const copyDeadLetters = await declare(sqs, "s3mirror-local-copy-dlq", { MessageRetentionPeriod: `${14 * day}` });
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: copyDeadLetters, AttributeNames: ["QueueArn"] }),
    );
    const copy = await declare(sqs, "s3mirror-local-copy", {
      VisibilityTimeout: `${settings.visibilityTimeoutSeconds}`,
      MessageRetentionPeriod: `${4 * day}`,
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 50 }),
    });
    const needsAction = await declare(sqs, "s3mirror-local-needs-action", {
      VisibilityTimeout: `${settings.visibilityTimeoutSeconds}`,
      MessageRetentionPeriod: `${14 * day}`,
    });
    return { copy, copyDeadLetters, needsAction };
  } finally {
    sqs.destroy();
  }
}

/** Made without attributes and then given them: CreateQueue refuses a queue that exists with others. */
async function declare(sqs: SQSClient, name: string, attributes: Record<string, string>): Promise<string> {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  if (QueueUrl === undefined) throw new Error(`SQS made the queue ${name} without saying where.`);
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: attributes }));
  return QueueUrl;
}
