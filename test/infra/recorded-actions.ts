import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@s3mirror/infra-local/stack";
import { type SeenAction, seenActionSchema } from "@s3mirror/local-aws/wire/action-log";
import { z } from "zod";

const serviceSchema = z.enum(["coordinator", "copier"]);
const targets = [
  "copy queue",
  "copy dead-letter queue",
  "needs-action queue",
  "alerts topic",
  "copier service",
  "ledger",
  "own database secret",
  "transfer role",
  "source bucket",
  "source object",
  "destination bucket",
  "destination object",
] as const;
const recordedSchema = z.strictObject({ service: serviceSchema, action: z.string(), on: z.enum(targets) });

export type Target = (typeof targets)[number];
/** What a service asks of AWS, in words that hold for every environment. On S3 it acts as the transfer role. */
export type RecordedAction = z.infer<typeof recordedSchema>;

/** Everything that services have been seen to ask for in the end-to-end tests; reviewed with every change. */
export async function readRecordedActions(): Promise<RecordedAction[]> {
  const text = await readFile(join(import.meta.dirname, "recorded-actions.json"), "utf8");
  return z.array(recordedSchema).parse(JSON.parse(text));
}

/** What the services of a local stack asked for and is not on record: the lines to add, once `infra/` grants it. */
export async function findUnrecorded(stack: Stack): Promise<string[]> {
  const known = (await readRecordedActions()).map((one) => JSON.stringify(one));
  const log = await readFile(join(stack.home, "logs", "actions.ndjson"), "utf8");
  const seen = log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.stringify(inOurWords(seenActionSchema.parse(JSON.parse(line)), stack)));
  return [...new Set(seen)].filter((line) => !known.includes(line)).sort();
}

function inOurWords(seen: SeenAction, stack: Stack): RecordedAction {
  const service = serviceSchema.parse(seen.app.replace(/^s3mirror-/, ""));
  const environment = stack.environments[service];
  const { company, vendor } = stack.endpoints.accounts;
  const named: Record<string, Target> = {
    [`:${queueName(environment.S3MIRROR_COPY_QUEUE_URL)}`]: "copy queue",
    [`:${queueName(stack.environments.coordinator.S3MIRROR_COPY_DLQ_URL)}`]: "copy dead-letter queue",
    [`:${queueName(environment.S3MIRROR_NEEDS_ACTION_QUEUE_URL)}`]: "needs-action queue",
    [String(stack.environments.coordinator.S3MIRROR_ALERTS_TOPIC_ARN)]: "alerts topic",
    [`/${stack.environments.coordinator.S3MIRROR_ECS_COPIER_SERVICE}`]: "copier service",
    [String(environment.S3MIRROR_LEDGER_RESOURCE_ARN)]: "ledger",
    [String(environment.S3MIRROR_LEDGER_SECRET_ARN)]: "own database secret",
    [company.principalArn]: "transfer role",
  };
  const { action, resource, principal, resourceAccount } = seen;
  if (resource.startsWith("arn:aws:s3:::")) {
    const session = company.principalArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
    if (principal !== session) throw new Error(`${service} asked ${action} of S3 as ${principal}`);
    const side = resourceAccount === vendor.accountId ? "source" : "destination";
    return { service, action, on: `${side} ${resource.endsWith("/*") ? "object" : "bucket"}` };
  }
  const on = Object.entries(named).find(([end]) => resource.endsWith(end))?.[1];
  if (on === undefined) throw new Error(`${service} asked ${action} of ${resource}, which is nothing we know`);
  return { service, action, on };
}

function queueName(url: string | undefined): string {
  return String(url).replace(/^.*\//, "");
}
