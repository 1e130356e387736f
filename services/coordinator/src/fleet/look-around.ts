import { paginateListSubscriptionsByTopic, SubscribeCommand } from "@aws-sdk/client-sns";
import type { Deps } from "../deps.ts";
import { queueDepth } from "../keep/sweeper.ts";

export type QueueFacts = { queue: "copy" | "copy_dead_letters" | "needs_action"; visible: number; inFlight: number };
export type SubscriptionFacts = { protocol: string; endpoint: string; confirmed: boolean };

/** The three queues, as SQS estimates them. */
export async function describeQueues(deps: Deps): Promise<QueueFacts[]> {
  const { config } = deps;
  const queues = [
    ["copy", config.S3MIRROR_COPY_QUEUE_URL],
    ["copy_dead_letters", config.S3MIRROR_COPY_DLQ_URL],
    ["needs_action", config.S3MIRROR_NEEDS_ACTION_QUEUE_URL],
  ] as const;
  return await Promise.all(queues.map(async ([queue, url]) => ({ queue, ...(await queueDepth(deps, url)) })));
}

/** Who hears of alerts. Where no ARN stands nobody has agreed yet, but for one that was given up: it says Deleted for a while. */
export async function describeSubscriptions({ sns, config }: Deps): Promise<SubscriptionFacts[]> {
  const found: SubscriptionFacts[] = [];
  const pages = paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: config.S3MIRROR_ALERTS_TOPIC_ARN });
  for await (const { Subscriptions } of pages) {
    for (const { SubscriptionArn, Protocol, Endpoint } of Subscriptions ?? []) {
      if (SubscriptionArn === "Deleted") continue;
      found.push({
        protocol: Protocol ?? "",
        endpoint: Endpoint ?? "",
        confirmed: SubscriptionArn?.startsWith("arn:") === true,
      });
    }
  }
  return found;
}

/** Has SNS ask somebody who has not agreed yet once more: to subscribe again is how (SNS, Subscribe). */
export async function askToConfirm(
  { sns, config }: Pick<Deps, "sns" | "config">,
  { protocol, endpoint }: Pick<SubscriptionFacts, "protocol" | "endpoint">,
): Promise<void> {
  await sns.send(
    new SubscribeCommand({ TopicArn: config.S3MIRROR_ALERTS_TOPIC_ARN, Protocol: protocol, Endpoint: endpoint }),
  );
}
