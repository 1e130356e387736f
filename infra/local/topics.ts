import { join } from "node:path";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { type AwsClientSettings, accountOf } from "./clients.ts";
import { endpointOf, host, type Site, startStandIn } from "./site.ts";

export async function startTopicService(site: Site): Promise<void> {
  if (site.external.endpoints.sns !== undefined) return;
  await startStandIn(site, "sns", "sns", {
    host,
    region: site.region,
    accountId: accountOf(site),
    topics: [],
    outboxDir: join(site.home, "outbox"),
    sqsEndpoint: endpointOf(site, "sqs"),
  });
}

/** Declares the topic of alerts; its mails land in HOME_DIR/outbox. */
export async function declareTopics(clients: AwsClientSettings): Promise<{ alerts: string }> {
  const sns = new SNSClient({ ...clients, endpoint: clients.endpoints.sns });
  try {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: "s3mirror-local-alerts" }));
    if (TopicArn === undefined) throw new Error("SNS made the topic of alerts without saying where.");
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "operators@s3mirror.local" }));
    return { alerts: TopicArn };
  } finally {
    sns.destroy();
  }
}
