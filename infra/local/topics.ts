import { join } from "node:path";
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { type AwsClientSettings, accountOf } from "./clients.ts";
import { endpointOf, host, type Site, startStandIn } from "./site.ts";

const ALERTS = "s3mirror-local-alerts";

export async function startTopicService(site: Site): Promise<void> {
  if (site.external.endpoints.sns !== undefined) return;
  await startStandIn(site, "sns", "sns", {
    host,
    region: site.region,
    accountId: accountOf(site),
    // Declared, and so confirmed: nobody reads the mails of this machine to open a link in them.
    topics: [{ name: ALERTS, subscriptions: [{ protocol: "email", address: "operators@s3mirror.local" }] }],
    outboxDir: join(site.home, "outbox"),
    sqsEndpoint: endpointOf(site, "sqs"),
  });
}

/** Declares the topic of alerts; its mails land in HOME_DIR/outbox. */
export async function declareTopics(clients: AwsClientSettings): Promise<{ alerts: string }> {
  const sns = new SNSClient({ ...clients, endpoint: clients.endpoints.sns });
  try {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: ALERTS }));
    if (TopicArn === undefined) throw new Error("SNS made the topic of alerts without saying where.");
    return { alerts: TopicArn };
  } finally {
    sns.destroy();
  }
}
