import type { Stage } from "../../../infra/stages/schema.ts";
import { type Evaluation, ofType, only } from "../evaluation.ts";
import type { RecordedAction, Target } from "../recorded-actions.ts";

/** One thing that a stage's roles are granted: its ARN as a policy names it, one that it covers, what AWS knows of it. */
export type Place = { granted: string; example: string; context: Record<string, string> };

/** The IAM role that each program runs as. On S3 all of them act as the transfer role. */
export const roleOf = {
  coordinator: "CoordinatorTaskRole",
  copier: "CopierTaskRole",
  migration: "MigrateRole",
} as const satisfies Record<RecordedAction["service"], string>;

/** Which resources of a stage the words of the record mean. */
export function placesOf(evaluation: Evaluation, stage: Stage, service: RecordedAction["service"]) {
  const arnOf = (type: string, name: string) => String(only(evaluation, type, name).outputs.arn);
  const queue = (name: string) => one(arnOf("aws:sqs/queue:Queue", name));
  const secret = (name: string) => one(arnOf("aws:secretsmanager/secret:Secret", name));
  const cluster = arnOf("aws:ecs/cluster:Cluster", "ClusterCluster");
  const [own] = ofType(evaluation, "aws:iam/role:Role").map(({ outputs }) => String(outputs.arn).split(":")[4] ?? "");
  const secrets = {
    coordinator: secret("CoordinatorDatabase"),
    copier: secret("CopierDatabase"),
    migration: secret("LedgerProxySecret"),
  };
  const destinations = stage.destinations.map((place) => ({ ...place, accountId: String(own) }));
  const keys = (buckets: { kmsKeyArn?: string | undefined }[]) =>
    buckets.flatMap(({ kmsKeyArn }) => (kmsKeyArn === undefined ? [] : [inS3(kmsKeyArn, stage.region)]));
  return {
    "copy queue": [queue("CopyQueueQueue")],
    "copy dead-letter queue": [queue("CopyDeadLettersQueue")],
    "needs-action queue": [queue("NeedsActionQueue")],
    "alerts topic": [one(arnOf("aws:sns/topic:Topic", "AlertsTopic"))],
    "copier service": [one(`${cluster.replace(":cluster/", ":service/")}/Copier`)],
    ledger: [one(arnOf("aws:rds/cluster:Cluster", "LedgerCluster"))],
    "own database secret": [secrets[service]],
    "services' database secrets": [secrets.coordinator, secrets.copier],
    "transfer role": [one(arnOf("aws:iam/role:Role", "TransferRole"))],
    "source bucket": stage.sources.map(bucket),
    "source object": stage.sources.map(objects),
    "source key": keys(stage.sources),
    "destination bucket": destinations.map(bucket),
    "destination object": destinations.map(objects),
    "destination key": keys(destinations),
  } satisfies Record<Target, Place[]>;
}

type Bucket = { bucket: string; prefix: string; accountId: string };

const one = (arn: string): Place => ({ granted: arn, example: arn, context: {} });

const inS3 = (arn: string, region: string): Place => ({
  ...one(arn),
  context: { "kms:ViaService": `s3.${region}.amazonaws.com` },
});

function bucket({ bucket: name, prefix, accountId }: Bucket): Place {
  const context = { "s3:ResourceAccount": accountId, "s3:prefix": `${prefix}run-7/` };
  return { ...one(`arn:aws:s3:::${name}`), context };
}

function objects({ bucket: name, prefix, accountId }: Bucket): Place {
  const arn = `arn:aws:s3:::${name}/${prefix}`;
  return {
    granted: `${arn}*`,
    example: `${arn}run-7/a.fastq.gz`,
    context: { "s3:ResourceAccount": accountId },
  };
}
