import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { failureKinds } from "@s3mirror/core/failure";
import { failureMetric, metricNamespace } from "@s3mirror/core/metrics";
import { type Evaluation, ofType } from "../evaluation.ts";
import { root } from "../root.ts";

/** One metric as CloudWatch keeps it. */
export type EmittedMetric = { namespace: string; metricName: string; dimensions: Record<string, string> };

/** Which AWS metrics there are, with exactly which dimensions (each service's "CloudWatch metrics" page). */
const ofAws: { namespace: string; names: string[]; dimensions: string[] }[] = [
  {
    namespace: "AWS/SQS",
    names: [
      "ApproximateNumberOfMessagesVisible",
      "ApproximateNumberOfMessagesNotVisible",
      "NumberOfMessagesDeleted",
      "ApproximateAgeOfOldestMessage",
    ],
    dimensions: ["QueueName"],
  },
  {
    namespace: "AWS/ApplicationELB",
    names: ["HTTPCode_Target_5XX_Count", "HTTPCode_ELB_5XX_Count", "TargetResponseTime"],
    dimensions: ["LoadBalancer"],
  },
  { namespace: "AWS/ApplicationELB", names: ["HealthyHostCount"], dimensions: ["LoadBalancer", "TargetGroup"] },
  { namespace: "ECS/ContainerInsights", names: ["RunningTaskCount"], dimensions: ["ClusterName", "ServiceName"] },
  {
    namespace: "AWS/RDS",
    names: ["ACUUtilization", "ServerlessDatabaseCapacity"],
    dimensions: ["DBClusterIdentifier"],
  },
];

/** What each of our services tells, read from its source. */
export async function readToldMetrics(): Promise<Record<"coordinator" | "copier", string[]>> {
  const [coordinator, copier] = await Promise.all(["coordinator", "copier"].map(readTold));
  return { coordinator: coordinator ?? [], copier: copier ?? [] };
}

async function readTold(service: string): Promise<string[]> {
  const folder = join(root, "services", service, "src");
  const files = (await readdir(folder, { recursive: true })).filter((name) => /(?<!\.test)\.ts$/.test(name));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), "utf8")));
  const text = texts.join("\n");
  const names = [...text.matchAll(/\bmeter\.(?:add|set|observe)\("(\w+)"/g)].map(([, name]) => String(name));
  return [
    ...names,
    ...(text.includes("meter.add(failureMetric(") ? failureKinds.map(failureMetric) : []),
    ...(text.includes("meterLedger(") ? ["LedgerLatency"] : []),
  ];
}

/** Why nobody would ever write this metric of a stage, or null. */
export function whyNeverEmitted(
  evaluation: Evaluation,
  told: Record<string, string[]>,
  { namespace, metricName, dimensions }: EmittedMetric,
): string | null {
  const names = Object.keys(dimensions).sort().join(", ");
  if (namespace === metricNamespace) {
    if (names !== "service, stage") return `our metrics have no dimensions ${names}`;
    if (dimensions.stage !== evaluation.stage) return `its stage is ${dimensions.stage}`;
    const tells = told[String(dimensions.service)]?.includes(metricName);
    return tells ? null : `${dimensions.service} does not tell ${metricName}`;
  }
  const known = ofAws.some(
    (one) =>
      one.namespace === namespace && one.names.includes(metricName) && [...one.dimensions].sort().join(", ") === names,
  );
  if (!known) return `AWS has no ${namespace} ${metricName} by ${names}`;
  const standing = standingIn(evaluation);
  const unknown = Object.entries(dimensions).filter(([name, value]) => !standing[name]?.includes(value));
  return unknown.length === 0 ? null : `nothing is called ${unknown.map(([, value]) => value).join(", ")}`;
}

/** The values that a dimension can have in a stage. */
function standingIn(evaluation: Evaluation): Record<string, string[]> {
  const all = (
    type: string,
    read: (one: { inputs: Record<string, unknown>; outputs: Record<string, unknown> }) => unknown,
  ) => ofType(evaluation, type).map((one) => String(read(one)));
  return {
    QueueName: all("aws:sqs/queue:Queue", ({ inputs }) => inputs.name),
    LoadBalancer: all("aws:lb/loadBalancer:LoadBalancer", ({ outputs }) => outputs.arnSuffix),
    TargetGroup: all("aws:lb/targetGroup:TargetGroup", ({ outputs }) => outputs.arnSuffix),
    ClusterName: all("aws:ecs/cluster:Cluster", ({ inputs }) => inputs.name),
    ServiceName: all("aws:ecs/service:Service", ({ inputs }) => inputs.name),
    DBClusterIdentifier: all("aws:rds/cluster:Cluster", ({ inputs }) => inputs.clusterIdentifier),
  };
}
