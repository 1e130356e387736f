import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Stack } from "@s3mirror/infra-local/stack";
import { type SeenAction, seenActionSchema } from "@s3mirror/local-aws/wire/action-log";
import { z } from "zod";

const targets = [
  "copy queue",
  "copy dead-letter queue",
  "needs-action queue",
  "alerts topic",
  "copier service",
  "ledger",
  "own database secret",
  "services' database secrets",
  "transfer role",
  "source bucket",
  "source object",
  "source key",
  "destination bucket",
  "destination object",
  "destination key",
] as const;
const recordedSchema = z.strictObject({
  service: z.enum(["coordinator", "copier", "migration"]),
  action: z.string(),
  on: z.enum(targets),
});

export type Target = (typeof targets)[number];
/** What a program asks of AWS, in words that hold for every environment. On S3 it acts as the transfer role. */
export type RecordedAction = z.infer<typeof recordedSchema>;

/** Everything that our programs ask for; reviewed with every change. */
export async function readRecordedActions(): Promise<RecordedAction[]> {
  const text = await readFile(join(import.meta.dirname, "recorded-actions.json"), "utf8");
  return z.array(recordedSchema).parse(JSON.parse(text));
}

/** What the programs of a local stack have asked for so far, each thing once. */
export async function readAskedActions(stack: Stack): Promise<RecordedAction[]> {
  const log = await readFile(join(stack.home, "logs", "actions.ndjson"), "utf8");
  const lines = log.split("\n").filter((line) => line !== "");
  const asked = lines.map((line) => JSON.stringify(inOurWords(seenActionSchema.parse(JSON.parse(line)), stack)));
  return [...new Set(asked)].sort().map((line) => JSON.parse(line));
}

/** The lines of `recorded-actions.json` to add, once `infra/` grants what they name, and those to strike. */
export async function compareWithRecord(stack: Stack): Promise<{ unrecorded: string[]; unseen: string[] }> {
  const [recorded, asked] = [await readRecordedActions(), await readAskedActions(stack)].map((list) =>
    list.map((one) => JSON.stringify(one)),
  );
  return {
    unrecorded: (asked ?? []).filter((line) => !recorded?.includes(line)),
    unseen: (recorded ?? []).filter((line) => !asked?.includes(line)),
  };
}

function inOurWords(seen: SeenAction, stack: Stack): RecordedAction {
  const service = recordedSchema.shape.service.parse(seen.app.replace(/^s3mirror-/, ""));
  const { action, resource } = seen;
  if (resource.startsWith("arn:aws:s3:::")) return { service, action, on: onS3(seen, stack) };
  const on = namesOf(service, stack)[resource];
  if (on === undefined) throw new Error(`${service} asked ${action} of ${resource}, which is nothing we know`);
  return { service, action, on };
}

function onS3({ app, action, resource, principal, resourceAccount }: SeenAction, stack: Stack): Target {
  const { company, vendor } = stack.endpoints.accounts;
  const session = company.principalArn.replace(":iam:", ":sts:").replace(":role/", ":assumed-role/");
  if (principal !== session) throw new Error(`${app} asked ${action} of S3 as ${principal}`);
  const side = resourceAccount === vendor.accountId ? "source" : "destination";
  return `${side} ${resource.endsWith("/*") ? "object" : "bucket"}`;
}

/** What a stack's ARNs are to one of its programs. */
function namesOf(service: RecordedAction["service"], { endpoints, environments }: Stack): Record<string, Target> {
  const { coordinator, copier } = environments;
  const { accountId, principalArn } = endpoints.accounts.company;
  const queue = (url: string | undefined) =>
    `arn:aws:sqs:${endpoints.region}:${accountId}:${String(url).replace(/^.*\//, "")}`;
  const services = `arn:aws:ecs:${endpoints.region}:${accountId}:service/${coordinator.S3MIRROR_ECS_CLUSTER}`;
  const secrets = [coordinator, copier].map((one) => String(one.S3MIRROR_LEDGER_SECRET_ARN));
  const own = { coordinator: secrets[0], copier: secrets[1], migration: secrets[0]?.replace(/-coordinator$/, "") };
  return {
    [queue(coordinator.S3MIRROR_COPY_QUEUE_URL)]: "copy queue",
    [queue(coordinator.S3MIRROR_COPY_DLQ_URL)]: "copy dead-letter queue",
    [queue(coordinator.S3MIRROR_NEEDS_ACTION_QUEUE_URL)]: "needs-action queue",
    [String(coordinator.S3MIRROR_ALERTS_TOPIC_ARN)]: "alerts topic",
    [`${services}/${coordinator.S3MIRROR_ECS_COPIER_SERVICE}`]: "copier service",
    [String(coordinator.S3MIRROR_LEDGER_RESOURCE_ARN)]: "ledger",
    [principalArn]: "transfer role",
    ...Object.fromEntries(secrets.map((arn) => [arn, "services' database secrets" as const])),
    [String(own[service])]: "own database secret",
  };
}
