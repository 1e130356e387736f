import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { matches } from "@s3mirror/local-aws/iam/matches";
import { beforeAll, describe, expect, test } from "vitest";
import { deployPolicy, type PolicyDocument } from "../../tools/infra/deploy-policy.ts";
import { notKnown, providerCalls, sstCalls } from "../../tools/infra/provider-calls.ts";
import type { Statement } from "./checks/policy.ts";
import { type Call, isAllowed } from "./checks/simulation.ts";
import { type Evaluation, evaluate, evaluating } from "./evaluation.ts";
import { root } from "./root.ts";

const account = "111122223333";

/** By its reason: what is granted although no call of the table needs it. */
const granted: Record<string, readonly string[]> = {
  "started tasks and functions run as it, and AWS makes its own roles: the provider names no call of this": [
    "PassRoles iam:PassRole",
    "RolesOfServices iam:CreateServiceLinkedRole",
  ],
  "attaching the managed policies is simulated in policy.test.ts, with its conditions": [
    "ManagedPolicies iam:AttachRolePolicy",
  ],
};

describe("the printed policy of who deploys", () => {
  let evaluation: Evaluation;
  let policy: PolicyDocument;
  beforeAll(async () => {
    evaluation = await evaluate({ stage: "production" });
    policy = deployPolicy(evaluation, account);
  }, evaluating);

  test("allows every call that the provider's source makes for the stage's resources, and that sst makes itself", () => {
    expect(callsOf(evaluation).length).toBeGreaterThan(300);
    expect(refused(evaluation, policy.Statement)).toEqual([]);
  });

  test("knows what the provider asks for every kind of resource", () => {
    const known = providerCalls.flatMap(({ kinds }) => kinds);
    const kinds = evaluation.resources.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
    expect([...new Set(kinds)].filter((kind) => !known.includes(kind))).toEqual([]);
  });

  test("what nobody knows of it stands in docs/deploy.md", async () => {
    const text = await readFile(join(root, "docs/deploy.md"), "utf8");
    expect(notKnown.filter((one) => !text.includes(`  - ${one}\n`))).toEqual([]);
    expect(notKnown).toHaveLength(4);
  });

  test("each of its rights, taken away singly, is missed; what is not has its reason", () => {
    const calls = callsOf(evaluation);
    const unmissed = policy.Statement.flatMap((statement) =>
      [statement.Action ?? []].flat().flatMap((action) => {
        const Action = [statement.Action ?? []].flat().filter((one) => one !== action);
        const less = policy.Statement.map((one) => (one === statement ? { ...one, Action } : one));
        const missed = calls.some((call) => matches(action, call.action, "i") && !isAllowed({ identity: less }, call));
        return missed ? [] : [`${statement.Sid} ${action}`];
      }),
    );
    expect(unmissed.sort()).toEqual(Object.values(granted).flat().sort());
  });
});

function refused(evaluation: Evaluation, identity: Statement[]): string[] {
  const calls = callsOf(evaluation).filter((call) => !isAllowed({ identity }, call));
  return calls.map(({ action, resource }) => `${action} on ${resource}`);
}

function callsOf({ app, stage, resources }: Evaluation): Call[] {
  const region = String(app.providers.aws?.region);
  const fill = (on: string, name: string) =>
    on
      .replace("REGION", region)
      .replace("ACCOUNT", account)
      .replace("STAGE", `${app.name}-${stage}`)
      .replace("NAME", name);
  const boundary = resources.find(({ type }) => type === "aws:iam/role:Role")?.inputs.permissionsBoundary;
  const context = { "aws:RequestedRegion": region, "iam:PermissionsBoundary": String(boundary) };
  const principal = `arn:aws:iam::${account}:role/deployer`;
  const asked = resources.flatMap(({ type, inputs }) =>
    providerCalls
      .filter(({ kinds }) => kinds.includes(type))
      .flatMap(({ service, calls, on }) => {
        const { role, roleName, name, bucket, identifier, clusterIdentifier, family } = inputs;
        const own = type.startsWith("aws:iam/") ? (role ?? roleName ?? name) : name;
        const called = own ?? bucket ?? identifier ?? clusterIdentifier ?? family ?? `${app.name}-${stage}-x`;
        return calls.map((call) => ({ action: `${service}:${call}`, resource: fill(on, String(called)) }));
      }),
  );
  const all = [...asked, ...sstCalls.map(({ action, on }) => ({ action, resource: fill(on, "") }))];
  const distinct = new Map(all.map((one) => [`${one.action} ${one.resource}`, one]));
  return [...distinct.values()].map((one) => ({ principal, context, ...one }));
}
