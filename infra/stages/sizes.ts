import { transferStatements } from "../transfer-policy.ts";
import type { Stage } from "./schema.ts";

type Sized = Pick<Stage, "sources" | "destinations" | "region" | "network">;

/** What grows with the vendors of a stage, and how large AWS lets it be, in characters. */
export type Size = { what: string; characters: number; limit: number };

/** A task definition without the list of buckets. */
const restOfTaskDefinition = 8_192;

/**
 * How large a deploy of these settings would be where AWS has a limit: a role's inline policies (IAM User Guide, "IAM and STS
 * quotas"; blanks do not count), an endpoint's policy (Amazon VPC quotas) and a task definition (Amazon ECS service quotas).
 */
export function sizesOf({ sources, destinations, region, network }: Sized): Size[] {
  const statements = transferStatements({ sources, destinations, region }, "0".repeat(12)).map((one) => ({
    ...{ Sid: one.sid, Effect: "Allow", Action: one.actions, Resource: one.resources },
    Condition: Object.fromEntries(
      (one.conditions ?? []).map(({ test, variable, values }) => [test, { [variable]: values }]),
    ),
  }));
  const buckets = [...sources, ...destinations].flatMap(({ bucket }) => [
    `arn:aws:s3:::${bucket}`,
    `arn:aws:s3:::${bucket}/*`,
  ]);
  const deployed = JSON.stringify(JSON.stringify({ sources, destinations }));
  return [
    { what: "the transfer role's policy", characters: 42 + JSON.stringify(statements).length, limit: 10_240 },
    {
      what: "the policy of the network's door to S3",
      characters: network.type === "create" ? 512 + JSON.stringify(buckets).length : 0,
      limit: 20_480,
    },
    {
      what: "the coordinator's task definition",
      characters: restOfTaskDefinition + JSON.stringify(deployed).length,
      limit: 65_536,
    },
  ];
}

/** The first limit that is exceeded, if any. */
export function overLimit(stage: Sized): Size | undefined {
  return sizesOf(stage).find(({ characters, limit }) => characters > limit);
}

/** How many vendors more fit, each with names as long as the longest that there are (or 40 characters, where there is none). */
export function vendorsThatFit(stage: Sized): number {
  const longest = (field: "bucket" | "prefix" | "kmsKeyArn") =>
    Math.max(
      ...stage.sources.map((one) => (one[field] ?? "").length),
      field === "bucket" && stage.sources.length === 0 ? 40 : 0,
    );
  const numbered = (index: number, length: number) => `${index}`.padStart(length, "x");
  const more = (index: number): Stage["sources"][number] => ({
    vendor: numbered(index, 20),
    accountId: `${100_000_000_000 + index}`,
    bucket: numbered(index, longest("bucket")),
    prefix: longest("prefix") === 0 ? "" : `${numbered(index, longest("prefix") - 1)}/`,
    ...(longest("kmsKeyArn") > 0 && { kmsKeyArn: numbered(index, longest("kmsKeyArn")) }),
  });
  const sources = [...stage.sources];
  while (overLimit({ ...stage, sources }) === undefined) sources.push(more(sources.length));
  return Math.max(0, sources.length - stage.sources.length - 1);
}
