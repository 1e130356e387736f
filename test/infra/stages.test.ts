import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { type Evaluation, evaluate, ofType, only } from "./evaluation.ts";
import { describePrepared } from "./prepared.ts";
import { root } from "./root.ts";

type Statement = { Effect: string; Action: string[]; Resource: string[] };

describePrepared("the infrastructure, evaluated with SST's real components", () => {
  const evaluations: Evaluation[] = [];
  const production = (): Evaluation => evaluations[0] as Evaluation;

  beforeAll(async () => {
    const stages = [{ stage: "production" }, { stage: "dev" }, { stage: "jo" }, { stage: "jo", dev: true }];
    for (const input of stages) evaluations.push(await evaluate(input));
  });

  test("its types are those of the real components", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", join(root, "infra")]);
  });

  test("no role of any stage is allowed a wildcard action or every resource", () => {
    const wide = evaluations.flatMap((evaluation) =>
      ofType(evaluation, "aws:iam/role:Role").flatMap((role) =>
        ((role.inputs.inlinePolicies ?? []) as { policy: string }[])
          .flatMap(({ policy }) => (JSON.parse(policy) as { Statement: Statement[] }).Statement)
          .filter(({ Action, Resource }) => Action.some((one) => one.includes("*")) || Resource.includes("*"))
          .map((statement) => `${evaluation.stage} ${role.name} ${JSON.stringify(statement)}`),
      ),
    );
    expect(wide).toEqual([]);
  });

  test("every role of production has the permissions boundary, SST's own included", () => {
    const roles = ofType(production(), "aws:iam/role:Role");
    expect(roles.length).toBeGreaterThan(5);
    expect(roles.filter(({ inputs }) => inputs.permissionsBoundary === undefined)).toEqual([]);
  });

  test("the copy queue redrives to its dead-letter queue, which remembers longer", () => {
    const dead = only(production(), "aws:sqs/queue:Queue", "CopyDeadLettersQueue");
    const { redrivePolicy, messageRetentionSeconds } = only(
      production(),
      "aws:sqs/queue:Queue",
      "CopyQueueQueue",
    ).inputs;
    expect(JSON.parse(String(redrivePolicy))).toEqual({ deadLetterTargetArn: dead.outputs.arn, maxReceiveCount: 50 });
    expect([messageRetentionSeconds, dead.inputs.messageRetentionSeconds]).toEqual([345_600, 1_209_600]);
  });

  test("production keeps what somebody would miss", () => {
    const cluster = only(production(), "aws:rds/cluster:Cluster", "LedgerCluster");
    expect(production().app).toMatchObject({ removal: "retain", protect: true });
    expect(cluster.inputs).toMatchObject({
      deletionProtection: true,
      skipFinalSnapshot: false,
      enableHttpEndpoint: true,
    });
    expect(only(production(), "aws:s3/bucket:Bucket", "EvidenceBucket").inputs.forceDestroy).toBe(false);
    expect(only(production(), "aws:iam/role:Role", "TransferRole").options).toMatchObject({
      protect: true,
      retainOnDelete: true,
    });
  });

  test("services roll after the migration, without public addresses in production", () => {
    for (const service of ofType(production(), "aws:ecs/service:Service")) {
      expect(service.options.dependsOn.some((urn) => urn.endsWith("::Migration"))).toBe(true);
      expect(service.inputs.networkConfiguration).toMatchObject({ assignPublicIp: false });
    }
  });
});
