import { IAMClient, ListRolesCommand, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { expect, onTestFinished, test } from "vitest";
import { startIam } from "./server.ts";

const role = "arn:aws:iam::111122223333:role/transfer";
const policy = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

async function openIam(roles: { arn: string; policies: string[]; boundary?: string }[]) {
  const { url, close } = await startIam({ port: 0, host: "127.0.0.1", roles });
  const credentials = { accessKeyId: "A", secretAccessKey: "B" };
  const iam = new IAMClient({ endpoint: url, region: "eu-central-1", credentials, maxAttempts: 1 });
  onTestFinished(async () => {
    iam.destroy();
    await close();
  });
  return iam;
}

test("a role's policies are judged as IAM's simulator does: allowed, denied, or allowed by nothing", async () => {
  const iam = await openIam([
    {
      arn: role,
      policies: [
        policy(
          {
            Effect: "Allow",
            Action: "s3:Get*",
            Resource: "arn:aws:s3:::lake/in/*",
            Condition: { StringEquals: { "s3:ResourceAccount": "111122223333" } },
          },
          { Effect: "Deny", Action: ["s3:GetObjectAcl"], Resource: "*" },
        ),
      ],
    },
  ]);
  const ask = async (account?: string) => {
    const context = { ContextKeyName: "s3:ResourceAccount", ContextKeyType: "string" as const };
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role,
        ActionNames: ["s3:GetObject", "s3:GetObjectAcl", "s3:PutObject"],
        ResourceArns: ["arn:aws:s3:::lake/in/a", "arn:aws:s3:::lake/out/a"],
        ...(account !== undefined && { ContextEntries: [{ ...context, ContextKeyValues: [account] }] }),
      }),
    );
    return EvaluationResults.map(({ EvalDecision }) => EvalDecision);
  };
  const deny = ["explicitDeny", "explicitDeny", "implicitDeny", "implicitDeny"];
  expect(await ask("111122223333")).toEqual(["allowed", "implicitDeny", ...deny]);
  expect(await ask("999999999999")).toEqual(["implicitDeny", "implicitDeny", ...deny]);
  expect(await ask()).toEqual(["implicitDeny", "implicitDeny", ...deny]);
});

test("a boundary takes away what it does not allow, a key that was not given is named, and what is not done too", async () => {
  const allow = { Effect: "Allow", Action: "s3:*", Resource: "*", Condition: { StringLike: { "s3:prefix": "in/*" } } };
  const iam = await openIam([
    {
      arn: role,
      policies: [policy(allow, { Effect: "Allow", Action: "sqs:*", Resource: "*" })],
      boundary: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
    },
  ]);
  const ask = (ActionNames: string[], PolicySourceArn = role) =>
    iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames, ContextEntries: [] }));
  expect((await ask(["s3:ListBucket"])).EvaluationResults).toMatchObject([
    { EvalDecision: "implicitDeny", MissingContextValues: ["s3:prefix"] },
  ]);
  expect((await ask(["sqs:SendMessage"])).EvaluationResults).toMatchObject([
    { EvalDecision: "implicitDeny", PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
  ]);
  await expect(ask(["s3:ListBucket"], `${role}s`)).rejects.toMatchObject({ name: "NoSuchEntityException" });
  await expect(iam.send(new ListRolesCommand({}))).rejects.toMatchObject({
    message: expect.stringContaining("ListRoles"),
    $metadata: { httpStatusCode: 501 },
  });
});

test("escaped wildcards stand for themselves, and a key that was not given meets a condition that asks only where it is", async () => {
  const Condition = { StringLikeIfExists: { "s3:prefix": ["in/*"] } };
  const iam = await openIam([
    {
      arn: role,
      policies: [
        policy(
          { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::lake/a\${*}b\${?}c\${$}/*` },
          { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::lake", Condition },
        ),
      ],
    },
  ]);
  const ask = async (action: string, resource: string, prefix?: string) => {
    const context = { ContextKeyName: "s3:prefix", ContextKeyType: "string" as const };
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role,
        ActionNames: [action],
        ResourceArns: [resource],
        ...(prefix !== undefined && { ContextEntries: [{ ...context, ContextKeyValues: [prefix] }] }),
      }),
    );
    return EvaluationResults?.[0]?.EvalDecision;
  };
  expect(await ask("s3:GetObject", "arn:aws:s3:::lake/a*b?c$/x")).toBe("allowed");
  expect(await ask("s3:GetObject", "arn:aws:s3:::lake/aXb?c$/x")).toBe("implicitDeny");
  expect(await ask("s3:GetObject", "arn:aws:s3:::lake/a*bXc$/x")).toBe("implicitDeny");
  expect(await ask("s3:ListBucket", "arn:aws:s3:::lake")).toBe("allowed");
  expect(await ask("s3:ListBucket", "arn:aws:s3:::lake", "in/7")).toBe("allowed");
  expect(await ask("s3:ListBucket", "arn:aws:s3:::lake", "out/")).toBe("implicitDeny");
});
