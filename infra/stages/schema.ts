import { findFolderProblem } from "@s3mirror/core/folder-prefix";
import { z } from "zod";
import { overLimit } from "./sizes.ts";

const account = z.string().regex(/^\d{12}$/, "an AWS account id has 12 digits");
const bucket = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "a bucket's name, without s3:// and without wildcards");
const prefix = z
  .string()
  .refine((text) => !/[*?$]/.test(text), "a prefix is literal: it holds no *, ? or $")
  .refine((text) => text === "" || text.endsWith("/"), "a prefix ends in /, or is empty for the whole bucket")
  .refine((text) => findFolderProblem(text, "route") === null, "a prefix is a folder's name as S3 spells it");
const arn = (service: string, what: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${service}:`), `the ARN of ${what} (arn:aws:${service}:…)`);
const kmsKeyArn = arn("kms", "a KMS key").optional();
const id = (start: string) => z.string().regex(new RegExp(`^${start}-[0-9a-f]+$`), `an id that reads ${start}-…`);
const subnets = z.array(id("subnet")).min(2, "at least two subnets, in two zones");

const source = z.strictObject({ vendor: z.string().min(1), accountId: account, bucket, prefix, kmsKeyArn });
const destination = z.strictObject({ bucket, prefix, kmsKeyArn });

const network = z.discriminatedUnion("type", [
  /** A network of our own. Without public IPs its tasks reach AWS by interface endpoints. */
  z.strictObject({ type: z.literal("create"), publicIps: z.boolean() }),
  /** Yours: it must already lead to AWS (NAT or endpoints), and S3 should have a gateway endpoint. */
  z.strictObject({
    type: z.literal("existing"),
    vpcId: id("vpc"),
    containerSubnetIds: subnets,
    loadBalancerSubnetIds: subnets,
    databaseSubnetIds: subnets,
  }),
]);

/** Who may sign in. Its shape is settled; sign-in by it comes with the identity provider. Null: one-time links only. */
const signIn = z
  .strictObject({
    issuer: z.url({ protocol: /^https$/ }),
    clientId: z.string().min(1),
    groups: z.record(z.string(), z.enum(["viewer", "operator", "admin"])),
  })
  .nullable();

/**
 * What a deployer decides about one environment. It says what the environment *may* touch, and becomes IAM; a route,
 * made at run time, says what is allowed inside that.
 */
export const stageSchema = z
  .strictObject({
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as eu-central-1"),
    /** Kept when it is removed, protected, several tasks: for data that somebody would miss. */
    production: z.boolean(),
    /** Null: plain HTTP at the load balancer's own name, for tries only. */
    domain: z
      .strictObject({
        name: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, "a host name without https://"),
        certificateArn: arn("acm", "a certificate in this region"),
      })
      .nullable(),
    /** Who reaches the page and the API: anyone on the internet (who signs in), or your network only. */
    access: z.enum(["public", "internal"]),
    /** From where the load balancer lets anybody in, as address ranges. Left out: from everywhere that reaches it. */
    allowFrom: z.array(z.cidrv4()).min(1, "at least one range, or leave it out").optional(),
    network,
    permissionsBoundaryArn: arn("iam", "a policy").optional(),
    tags: z.record(z.string().min(1).max(128), z.string().max(256)),
    signIn,
    /** The transfer role outlives the stage, with what vendors granted it; a later deploy adopts it. */
    keepTransferRole: z.boolean(),
    sources: z.array(source),
    destinations: z.array(destination),
    alerts: z.strictObject({ emails: z.array(z.email()), https: z.array(z.url({ protocol: /^https$/ })) }),
    fleet: z.strictObject({ min: z.int().min(0).max(1_000), max: z.int().min(1).max(1_000) }),
    logRetention: z.enum(["1 week", "1 month", "3 months", "1 year", "10 years"]),
    /** Evidence that nobody can delete for so many days (S3 Object Lock, compliance mode). Null: versioned only. */
    evidenceLockDays: z.int().min(1).max(36_500).nullable(),
    budget: z.strictObject({ monthlyUsd: z.number().positive() }),
  })
  .superRefine((stage, context) => {
    const problem = (path: (string | number)[], message: string) => context.addIssue({ code: "custom", path, message });
    if (stage.fleet.min > stage.fleet.max) problem(["fleet", "min"], "is more than fleet.max");
    stage.destinations.forEach((one, index) => {
      const circle = stage.sources.find(
        (other) =>
          other.bucket === one.bucket && (other.prefix.startsWith(one.prefix) || one.prefix.startsWith(other.prefix)),
      );
      if (circle)
        problem(
          ["destinations", index],
          `overlaps the source ${circle.bucket}/${circle.prefix}: copies would be copied`,
        );
    });
    if (stage.access === "internal" && stage.domain === null)
      problem(
        ["domain"],
        "an internal load balancer has no name of its own that a browser trusts: give it a name and its certificate",
      );
    if (stage.access === "internal" && stage.network.type === "create")
      problem(
        ["access"],
        'nothing reaches an internal load balancer in a network of its own: take access "public" with allowFrom (your ranges), or a network of yours (infra/stages/production-in-your-network.ts)',
      );
    const over = overLimit(stage);
    if (over !== undefined)
      problem(
        ["sources"],
        `${over.what} would have ${over.characters} of ${over.limit} characters: fewer vendors, shorter prefixes, or one key for several buckets; the rest needs a stage of its own`,
      );
    if (!stage.production) return;
    if (stage.domain === null)
      problem(["domain"], "production needs a name and its certificate: keys and sessions travel by TLS");
    if (stage.network.type === "create" && stage.network.publicIps)
      problem(["network", "publicIps"], "production has no public IPs: set it to false");
    if (!stage.keepTransferRole)
      problem(["keepTransferRole"], "production keeps it: a role that is made again has lost what vendors granted it");
    if (stage.alerts.emails.length + stage.alerts.https.length === 0)
      problem(["alerts"], "production needs somebody who is told: an e-mail or an https address");
  });

export type Stage = z.output<typeof stageSchema>;
export type StageSettings = z.input<typeof stageSchema>;

/** Checks a settings file. @throws Error that names every problem at once, each with its field */
export function parseStage(name: string, settings: unknown): Stage {
  const parsed = stageSchema.safeParse(settings);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `  ${issue.path.join(".") || "settings"}: ${issue.message}`);
  throw new Error(`infra/stages/${name}.ts cannot be deployed:\n${problems.join("\n")}`);
}
