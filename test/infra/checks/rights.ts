import type { Stage } from "../../../infra/stages/schema.ts";
import { ofType } from "../evaluation.ts";
import type { Check } from "./find-problems.ts";
import { inlineStatements, statementsOf } from "./policy.ts";

/** Managed policies that a role may have: what AWS itself says that starting a task, or a function's log, needs. */
const managedPolicies = [
  "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
  "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
];

export const rights: Check = (evaluation) =>
  ofType(evaluation, "aws:iam/role:Role").flatMap((role) => [
    ...inlineStatements(evaluation, role)
      .filter(({ Action = [], Resource = [] }) => `${Action}`.includes("*") || [Resource].flat().includes("*"))
      .map((statement) => `${role.name} may do too much: ${JSON.stringify(statement)}`),
    ...((role.inputs.managedPolicyArns ?? []) as string[])
      .filter((arn) => !managedPolicies.includes(arn))
      .map((arn) => `${role.name} has the managed policy ${arn}`),
  ]);

export const trust: Check = (evaluation) =>
  ofType(evaluation, "aws:iam/role:Role")
    .filter(({ inputs }) => {
      const [statement, ...more] = statementsOf(inputs.assumeRolePolicy);
      const { Principal, Condition } = statement ?? {};
      if (more.length > 0 || Principal === undefined || Principal === "*") return true;
      return Principal.Service === undefined && Condition === undefined;
    })
    .map(({ name }) => `${name} may be assumed by more than one service, or without a condition`);

/** ECS could be made to act for somebody else (IAM User Guide, "The confused deputy problem"). */
export const deputies: Check = (evaluation) =>
  ofType(evaluation, "aws:iam/role:Role")
    .filter(({ name }) => name.endsWith("TaskRole") && !evaluation.dev)
    .filter(({ inputs }) =>
      statementsOf(inputs.assumeRolePolicy).some(
        (one) => one.Condition?.StringEquals?.["aws:SourceAccount"] === undefined,
      ),
    )
    .map(({ name }) => `${name} may be taken on for tasks of another account`);

export const boundaries =
  ({ permissionsBoundaryArn }: Stage): Check =>
  (evaluation) =>
    ofType(evaluation, "aws:iam/role:Role")
      .filter(({ inputs }) => inputs.permissionsBoundary !== permissionsBoundaryArn)
      .map(({ name }) => `${name} is not within the permissions boundary`);

export const transferRole =
  (stage: Stage): Check =>
  (evaluation) => {
    const role = ofType(evaluation, "aws:iam/role:Role").find(({ name }) => name === "TransferRole");
    const policies = ofType(evaluation, "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive").filter(
      ({ inputs }) => inputs.roleName === role?.inputs.name,
    );
    return [
      ...(role?.inputs.name === `s3mirror-${evaluation.stage}-transfer` ? [] : ["the transfer role has another name"]),
      ...(role?.options.retainOnDelete === stage.keepTransferRole
        ? []
        : ["the transfer role does not stay or go as the settings say"]),
      ...(policies.length === 1 ? [] : ["the transfer role may have policies besides ours"]),
    ];
  };
