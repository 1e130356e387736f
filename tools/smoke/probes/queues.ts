import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { z } from "zod";
import { didNotHold, held, type Probe } from "../probe.ts";

const redrive = z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() });
const fourDays = 4 * 24 * 60 * 60;

/** Looks only: a message of its own in the deployed queue would meet the stage's copiers. */
export const queues: Probe = {
  name: "queues",
  claim: "The copy queue leads to its dead-letter queue after 50 receives and keeps messages for 4 days",
  uses: () => ({ queueRequests: 1 }),
  async run({ clients, deployed, signal }) {
    const ask = new GetQueueAttributesCommand({ QueueUrl: deployed.copyQueue, AttributeNames: ["All"] });
    const { Attributes = {}, $metadata } = await clients.sqs.send(ask, { abortSignal: signal });
    const { deadLetterTargetArn, maxReceiveCount } = redrive.parse(JSON.parse(Attributes.RedrivePolicy ?? "{}"));
    const seen = `${maxReceiveCount} receives to ${deadLetterTargetArn}, kept ${Attributes.MessageRetentionPeriod} s, hidden ${Attributes.VisibilityTimeout} s, request ${$metadata.requestId ?? "unknown"}`;
    const asDeployed =
      deadLetterTargetArn === deployed.copyDeadLetters &&
      maxReceiveCount === 50 &&
      Number(Attributes.MessageRetentionPeriod) === fourDays;
    return asDeployed ? held(seen) : didNotHold(seen);
  },
};
