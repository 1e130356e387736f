import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { findProblems, settingsOf } from "./checks/find-problems.ts";
import { evaluate, evaluating, ofType } from "./evaluation.ts";
import { readRecordedActions } from "./recorded-actions.ts";
import { root } from "./root.ts";

describe("the infrastructure, evaluated with SST's real components", () => {
  test("its types are those of the real components", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", join(root, "infra")]);
  });

  test.each([
    { stage: "production" },
    { stage: "staging" },
    { stage: "dev" },
    { stage: "jo", settings: "default" },
    { stage: "jo", dev: true },
  ])(
    "nothing is wrong with $stage (sst dev: $dev)",
    async (input) => {
      const evaluation = await evaluate(input);
      expect(ofType(evaluation, "aws:iam/role:Role").length).toBeGreaterThan(input.dev ? 3 : 5);
      expect(
        findProblems(
          evaluation,
          await settingsOf(input.stage === "jo" ? "default" : input.stage),
          await readRecordedActions(),
        ),
      ).toEqual([]);
    },
    evaluating,
  );

  const subnets = (name: string) => [`subnet-${name}1`, `subnet-${name}2`];
  const existing = {
    type: "existing" as const,
    ...{ vpcId: "vpc-0a", containerSubnetIds: subnets("a"), loadBalancerSubnetIds: subnets("b") },
    databaseSubnetIds: subnets("c"),
  };
  const alerts = { emails: [], https: ["https://pager.example.com/s3mirror"] };

  test(
    "nor with production in its owner's network, told by https, its evidence versioned only",
    async () => {
      const file = "infra/stages/production.ts";
      const edits = [
        { file, find: 'access: "public",\n  allowFrom: ["203.0.113.0/24"]', replace: 'access: "internal"' },
        { file, find: '{ type: "create", publicIps: false }', replace: JSON.stringify(existing) },
        { file, find: '{ emails: ["sequencing-operations@example.com"], https: [] }', replace: JSON.stringify(alerts) },
        { file, find: "evidenceLockDays: 3_650", replace: "evidenceLockDays: null" },
      ];
      const evaluation = await evaluate({ stage: "production", edits });
      const settings = {
        ...(await settingsOf("production-in-your-network")),
        network: existing,
        alerts,
        evidenceLockDays: null,
      };
      expect(findProblems(evaluation, settings, await readRecordedActions())).toEqual([]);
      expect(ofType(evaluation, "aws:ec2/vpc:Vpc")).toEqual([]);
      expect(ofType(evaluation, "aws:ec2/vpcEndpoint:VpcEndpoint")).toEqual([]);
      const [service] = ofType(evaluation, "aws:ecs/service:Service");
      expect(service?.inputs.networkConfiguration).toMatchObject({
        subnets: existing.containerSubnetIds,
        assignPublicIp: false,
      });
      const [balancer] = ofType(evaluation, "aws:lb/loadBalancer:LoadBalancer");
      expect(balancer?.inputs.subnets).toEqual(existing.loadBalancerSubnetIds);
    },
    evaluating,
  );

  test(
    "nor with a stage that tries production's network",
    async () => {
      const edits = [{ file: "infra/stages/default.ts", find: "publicIps: true", replace: "publicIps: false" }];
      const evaluation = await evaluate({ stage: "jo", settings: "default", edits });
      const settings = { ...(await settingsOf("default")), network: { type: "create" as const, publicIps: false } };
      expect(findProblems(evaluation, settings, await readRecordedActions())).toEqual([]);
      expect(ofType(evaluation, "aws:ec2/vpcEndpoint:VpcEndpoint")).toHaveLength(9);
    },
    evaluating,
  );
});
