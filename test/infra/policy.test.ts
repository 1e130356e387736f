import { beforeAll, describe, expect, test } from "vitest";
import { deployPolicy, leastBoundary } from "../../tools/infra/deploy-policy.ts";
import { settingsOf } from "./checks/find-problems.ts";
import { needed } from "./checks/grants.ts";
import { isAllowed } from "./checks/simulation.ts";
import { type Evaluation, evaluate, evaluating, only } from "./evaluation.ts";
import { readRecordedActions } from "./recorded-actions.ts";

const account = "111122223333";
const boundary = "arn:aws:iam::111122223333:policy/workload-boundary";

describe("what a deployer is told to allow", () => {
  let production: Evaluation;
  beforeAll(async () => {
    production = await evaluate({ stage: "production" });
  }, evaluating);

  const mayDeploy = (action: string, resource: string, context: Record<string, string>) =>
    isAllowed(
      { identity: deployPolicy(production, account).Statement },
      { principal: `arn:aws:iam::${account}:role/deployer`, action, resource, context },
    );
  const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;

  test("the deploying role makes roles of this stage, within the boundary, and no others", () => {
    const within = { "iam:PermissionsBoundary": boundary };
    expect(mayDeploy("iam:CreateRole", role("s3mirror-production-transfer"), within)).toBe(true);
    expect(mayDeploy("iam:CreateRole", role("s3mirror-production-transfer"), {})).toBe(false);
    expect(mayDeploy("iam:CreateRole", role("somebody-else"), within)).toBe(false);
    const administrator = { ...within, "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess" };
    expect(mayDeploy("iam:AttachRolePolicy", role("s3mirror-production-transfer"), administrator)).toBe(false);
    const elsewhere = { "iam:PassedToService": "ec2.amazonaws.com" };
    expect(mayDeploy("iam:PassRole", role("s3mirror-production-transfer"), elsewhere)).toBe(false);
    // To find the transfer role that a stage before has left.
    expect(mayDeploy("iam:ListRoles", `arn:aws:iam::${account}:role/`, {})).toBe(true);
  });

  test("it makes this stage's queues, and touches no other stage's", () => {
    const queue = (stage: string) => `arn:aws:sqs:eu-central-1:${account}:s3mirror-${stage}-CopyQueueQueue-abcdefgh`;
    expect(mayDeploy("sqs:CreateQueue", queue("production"), {})).toBe(true);
    expect(mayDeploy("sqs:DeleteQueue", queue("dev"), {})).toBe(false);
  });

  test("it fits into a role's inline policies (10,240 characters without blanks)", () => {
    expect(JSON.stringify(deployPolicy(production, account)).length).toBeLessThan(10_240);
  });

  test("a resource of a kind that nobody has thought of is refused", () => {
    const queue = only(production, "aws:sqs/queue:Queue", "CopyQueueQueue");
    const resources = [...production.resources, { ...queue, type: "aws:msk/cluster:Cluster" }];
    expect(() => deployPolicy({ ...production, resources }, account)).toThrow("aws:msk/cluster:Cluster");
  });

  test("within the least boundary everything still works that services ask; without one of its actions it does not", async () => {
    const [stage, recorded] = [await settingsOf("production"), await readRecordedActions()];
    const [statement] = leastBoundary(production).Statement;
    if (statement === undefined) throw new Error("a boundary without a statement");
    expect(needed(stage, recorded, [statement])(production)).toEqual([]);
    const less = { ...statement, Action: [statement.Action ?? []].flat().filter((one) => one !== "sqs:SendMessage") };
    expect(needed(stage, recorded, [less])(production)).toEqual([
      expect.stringContaining("CoordinatorTaskRole may not sqs:SendMessage on the copy queue"),
      expect.stringContaining("CopierTaskRole may not sqs:SendMessage on the needs-action queue"),
    ]);
  });
});
