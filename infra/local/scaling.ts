import { setTimeout as sleep } from "node:timers/promises";
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { desiredCopiers } from "@s3mirror/core/scaling-ladder";
import type { AwsClientSettings } from "./clients.ts";
import { ecsNames } from "./service-environment.ts";

export type ScalingInput = {
  queueUrl: string;
  min: number;
  max: number;
  everySeconds: number;
  /** The fleet shrinks to the largest size wanted within so many seconds, so that a short lull costs nothing. */
  scaleInAfterSeconds: number;
};

/**
 * The twin of AWS' step scaling: reads the copy queue's visible and in-flight messages, and sets the copiers' desired
 * count to what the ladder says. What cannot be reached is asked again the next time.
 */
export function startScaling(clients: AwsClientSettings, input: ScalingInput): { stop(): Promise<void> } {
  const sqs = new SQSClient({ ...clients, endpoint: clients.endpoints.sqs });
  const ecs = new ECSClient({ ...clients, endpoint: clients.endpoints.ecs });
  const stopping = new AbortController();
  const wantedLately: { at: number; copiers: number }[] = [];
  let lastSeen = -1;

  async function adjust(): Promise<void> {
    const copiers = desiredCopiers({ backlog: await readBacklog(sqs, input.queueUrl), min: input.min, max: input.max });
    const { services } = await ecs.send(
      new DescribeServicesCommand({ cluster: ecsNames.cluster, services: [ecsNames.copierService] }),
    );
    const desired = services?.[0]?.desiredCount ?? 0;
    const now = performance.now();
    wantedLately.push({ at: now, copiers });
    // The coordinator raises the fleet when it accepts work, before the queue shows any.
    if (desired > lastSeen) wantedLately.push({ at: now, copiers: desired });
    while ((wantedLately[0]?.at ?? now) < now - input.scaleInAfterSeconds * 1_000) wantedLately.shift();
    lastSeen = Math.max(...wantedLately.map((one) => one.copiers));
    if (lastSeen === desired) return;
    await ecs.send(
      new UpdateServiceCommand({
        cluster: ecsNames.cluster,
        service: ecsNames.copierService,
        desiredCount: lastSeen,
      }),
    );
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await adjust().catch(() => "asked again in a moment");
      await sleep(input.everySeconds * 1_000, undefined, { signal: stopping.signal }).catch(() => "woken");
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
      sqs.destroy();
      ecs.destroy();
    },
  };
}

async function readBacklog(sqs: SQSClient, queueUrl: string): Promise<number> {
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queueUrl,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  const visible = Number(Attributes?.ApproximateNumberOfMessages ?? 0);
  return visible + Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0);
}
