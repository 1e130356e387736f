import { z } from "zod";
import type { Broker } from "./broker.ts";
import { invalidAttribute, invalidAttributeName } from "./errors.ts";
import { type Queue, type QueueSettings, settle } from "./queue.ts";

export type Whereabouts = { region: string; accountId: string };

export function queueArn({ region, accountId }: Whereabouts, name: string): string {
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

type SettingKey =
  | "visibilityTimeoutSeconds"
  | "messageRetentionSeconds"
  | "delaySeconds"
  | "receiveWaitSeconds"
  | "maximumMessageSizeBytes";

/** Settable numbers with their ranges. Source: SetQueueAttributes API reference. */
const numbers: Record<string, { key: SettingKey; min: number; max: number }> = {
  VisibilityTimeout: { key: "visibilityTimeoutSeconds", min: 0, max: 43_200 },
  MessageRetentionPeriod: { key: "messageRetentionSeconds", min: 60, max: 1_209_600 },
  DelaySeconds: { key: "delaySeconds", min: 0, max: 900 },
  ReceiveMessageWaitTimeSeconds: { key: "receiveWaitSeconds", min: 0, max: 20 },
  MaximumMessageSize: { key: "maximumMessageSizeBytes", min: 1_024, max: 1_048_576 },
};

const onlyKept = [
  "Policy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
];

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string(),
  maxReceiveCount: z.coerce.number().int().min(1).max(1_000),
});

/** The settings with these attributes (as strings, the way the API sends them) put in. Throws what SQS answers. */
export function withAttributes(
  broker: Broker,
  settings: QueueSettings,
  attributes: Record<string, string>,
): QueueSettings {
  const changed: QueueSettings = { ...settings, other: { ...settings.other } };
  for (const [name, value] of Object.entries(attributes)) {
    const range = numbers[name];
    if (range) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < range.min || number > range.max) {
        throw invalidAttribute(name, `Must be between ${range.min} and ${range.max}.`);
      }
      changed[range.key] = number;
    } else if (name === "RedrivePolicy") changed.redrive = value === "" ? undefined : parseRedrive(broker, value);
    else if (onlyKept.includes(name)) changed.other[name] = value;
    else throw invalidAttributeName(name);
  }
  return changed;
}

function parseRedrive(broker: Broker, text: string): NonNullable<QueueSettings["redrive"]> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalidAttribute("RedrivePolicy", "Redrive policy is not a valid JSON map.");
  }
  const policy = redrivePolicy.safeParse(json);
  if (!policy.success) throw invalidAttribute("RedrivePolicy", "deadLetterTargetArn and maxReceiveCount (1 to 1000).");
  const deadLetterQueue = policy.data.deadLetterTargetArn.split(":").at(-1) ?? "";
  if (!broker.queues.has(deadLetterQueue)) {
    throw invalidAttribute("RedrivePolicy", "Dead letter target does not exist.");
  }
  return { deadLetterQueue, maxReceiveCount: policy.data.maxReceiveCount };
}

/** Every attribute of the queue as GetQueueAttributes shows it. */
export function describeQueue(broker: Broker, queue: Queue, where: Whereabouts): Record<string, string> {
  settle(queue, broker.now());
  const { settings, counts } = queue;
  const { redrive } = settings;
  return {
    QueueArn: queueArn(where, settings.name),
    ApproximateNumberOfMessages: `${counts.visible}`,
    ApproximateNumberOfMessagesNotVisible: `${counts.inFlight}`,
    ApproximateNumberOfMessagesDelayed: `${counts.delayed}`,
    CreatedTimestamp: `${Math.floor(settings.createdAt / 1_000)}`,
    LastModifiedTimestamp: `${Math.floor(settings.modifiedAt / 1_000)}`,
    ...Object.fromEntries(Object.entries(numbers).map(([name, { key }]) => [name, `${settings[key]}`])),
    ...(redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(where, redrive.deadLetterQueue),
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
    ...settings.other,
  };
}

export function selectAttributes(all: Record<string, string>, wanted: string[]): Record<string, string> {
  if (wanted.includes("All")) return all;
  const known = new Set([...Object.keys(all), ...onlyKept, "RedrivePolicy"]);
  for (const name of wanted) if (!known.has(name)) throw invalidAttributeName(name);
  return Object.fromEntries(Object.entries(all).filter(([name]) => wanted.includes(name)));
}
