import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stage } from "../../../infra/stages/schema.ts";
import { ofType } from "../evaluation.ts";
import { root } from "../root.ts";
import type { Check } from "./find-problems.ts";

export const redrive: Check = (evaluation) => {
  const queues = ofType(evaluation, "aws:sqs/queue:Queue");
  const [copy, dead] = ["CopyQueueQueue", "CopyDeadLettersQueue"].map((wanted) =>
    queues.find(({ name }) => name === wanted),
  );
  const policy = JSON.parse(String(copy?.inputs.redrivePolicy ?? "{}")) as Record<string, unknown>;
  const keeps = Number(dead?.inputs.messageRetentionSeconds) > Number(copy?.inputs.messageRetentionSeconds);
  return [
    ...(policy.deadLetterTargetArn === dead?.outputs.arn && policy.maxReceiveCount === 50
      ? []
      : ["the copy queue does not redrive to its dead-letter queue after 50 receives"]),
    ...(keeps ? [] : ["the dead-letter queue keeps a message no longer than the copy queue"]),
  ];
};

export const services =
  (stage: Stage): Check =>
  (evaluation) =>
    ofType(evaluation, "aws:ecs/service:Service").flatMap((service) => {
      const task = ofType(evaluation, "aws:ecs/taskDefinition:TaskDefinition").find(
        ({ outputs }) => outputs.arn === service.inputs.taskDefinition,
      );
      const [container] = JSON.parse(String(task?.inputs.containerDefinitions ?? "[]")) as Record<string, unknown>[];
      const { assignPublicIp } = service.inputs.networkConfiguration as { assignPublicIp: boolean };
      const problems = {
        "rolls before the migration": !service.options.dependsOn.some((urn) => urn.endsWith("::Migration")),
        "has a public address in production": stage.production && assignPublicIp,
        "lets a person open a shell in it": service.inputs.enableExecuteCommand !== false,
        "does not run on ARM64": !JSON.stringify(task?.inputs.runtimePlatform ?? {}).includes('"ARM64"'),
        "may write to its root file system": container?.readonlyRootFilesystem !== true,
        "is set back to its desired count by a deploy": !service.options.ignoreChanges.includes("desiredCount"),
        "is the first of a production stage and may be taken away":
          stage.production && service.name === "CopierService" && !firstIsOnDemand(service.inputs),
        "has less than two minutes to give back what it holds":
          service.name === "CopierService" && container?.stopTimeout !== 120,
        "does not roll back what does not come up": !JSON.stringify(
          service.inputs.deploymentCircuitBreaker ?? {},
        ).includes('"rollback":true'),
      };
      return Object.entries(problems).flatMap(([problem, is]) => (is ? [`${service.name} ${problem}`] : []));
    });

/**
 * Whether a task is ended is decided by its own process alone: what another must answer for is no sign of its life. And it has
 * time to start. Where the page answers in the coordinator's words is read from its source.
 */
export const alive: Check = (evaluation) => {
  const groups = ofType(evaluation, "aws:lb/targetGroup:TargetGroup");
  return ofType(evaluation, "aws:ecs/service:Service").flatMap(({ name, inputs }) => {
    const targets = (inputs.loadBalancers ?? []) as { targetGroupArn: string }[];
    const paths = groups
      .filter(({ outputs }) => targets.some(({ targetGroupArn }) => targetGroupArn === outputs.arn))
      .map((group) => String((group.inputs.healthCheck as { path: string }).path));
    const needy = paths.filter((path) => asksOthers(name, path));
    return [
      ...needy.map((path) => `${name} is ended where another does not answer: ${path} asks it`),
      ...(paths.length === 0 || Number(inputs.healthCheckGracePeriodSeconds) >= 60
        ? []
        : [`${name} has less than a minute to start`]),
    ];
  });
};

/** The coordinator tells of the ledger at /readyz; the page hands on what its routes forward. */
function asksOthers(service: string, path: string): boolean {
  if (service !== "WebService") return path !== "/healthz";
  const route = join(root, "web/app", path, "route.ts");
  return existsSync(route) && readFileSync(route, "utf8").includes("forward");
}

/** Of capacity providers the base is filled first; Spot is what may be dry. */
function firstIsOnDemand({ capacityProviderStrategies }: Record<string, unknown>): boolean {
  const strategies = (capacityProviderStrategies ?? []) as {
    capacityProvider: string;
    base?: number;
    weight?: number;
  }[];
  const onDemand = strategies.find(({ capacityProvider }) => capacityProvider === "FARGATE");
  const spot = strategies.find(({ capacityProvider }) => capacityProvider === "FARGATE_SPOT");
  return onDemand?.base === 1 && onDemand.weight === 0 && Number(spot?.weight) > 0;
}

/** What somebody would miss survives whatever is done to the stage. */
export const kept: Check = (evaluation) => {
  const ledger = ofType(evaluation, "aws:rds/cluster:Cluster").find(({ name }) => name === "LedgerCluster");
  const role = ofType(evaluation, "aws:iam/role:Role").find(({ name }) => name === "TransferRole");
  const problems = {
    "production goes with `sst remove`": evaluation.app.removal !== "retain" || !evaluation.app.protect,
    "the ledger may be deleted": ledger?.inputs.deletionProtection !== true,
    "the ledger goes without a last snapshot": ledger?.inputs.skipFinalSnapshot !== false,
    "the transfer role is not protected": role?.options.protect !== true,
    "a bucket goes with what is in it": ofType(evaluation, "aws:s3/bucket:Bucket").some(
      ({ inputs }) => inputs.forceDestroy !== false,
    ),
    "a log goes with the stage": ofType(evaluation, "aws:cloudwatch/logGroup:LogGroup").some(
      ({ options }) => !options.retainOnDelete,
    ),
  };
  return Object.entries(problems).flatMap(([problem, is]) => (is ? [problem] : []));
};
