import { inlineStatements, type Statement } from "../../test/infra/checks/policy.ts";
import { type Evaluation, ofType } from "../../test/infra/evaluation.ts";
import { deployRights } from "./deploy-rights.ts";

export type PolicyDocument = { Version: "2012-10-17"; Statement: (Statement & { Sid: string })[] };

const kindsOfRoles = [
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
];

/**
 * What whoever deploys a stage must be allowed, from the kinds of resources that it registers. Roles are made within the
 * stage's permissions boundary only, are named after the stage, and are passed to ECS and Lambda only.
 * @throws Error for a resource of a kind whose rights are not known
 */
export function deployPolicy(evaluation: Evaluation, account: string): PolicyDocument {
  const kinds = new Set(evaluation.resources.filter(({ custom }) => custom).map(({ type }) => type));
  const known = [...kindsOfRoles, ...deployRights.flatMap((one) => one.kinds)];
  const unknown = [...kinds].filter((kind) => /^(aws|docker-build):/.test(kind) && !known.includes(kind));
  if (unknown.length > 0)
    throw new Error(`Nobody knows what deploying ${unknown.join(", ")} needs (tools/infra/deploy-rights.ts)`);
  const { name, providers } = evaluation.app;
  const region = String(providers.aws?.region);
  const fill = (arn: string) =>
    arn.replace("REGION", region).replace("ACCOUNT", account).replace("NAME", `${name}-${evaluation.stage}`);
  return {
    Version: "2012-10-17",
    Statement: [
      ...deployRights
        .filter((one) => one.kinds.some((kind) => kinds.has(kind)))
        .map(({ sid, actions, resources }) => ({
          Sid: sid,
          Effect: "Allow",
          Action: [...actions],
          Resource: resources.map(fill),
          ...(resources.includes("*") && { Condition: { StringEquals: { "aws:RequestedRegion": [region] } } }),
        })),
      ...roleStatements(evaluation, fill),
      {
        Sid: "ZonesKeptRoleAndBootstrap",
        Effect: "Allow",
        Action: [
          "iam:ListRoles",
          "route53:CreateHostedZone",
          "route53:DeleteHostedZone",
          "route53:GetHostedZone",
          "route53:ListHostedZonesByName",
          "sts:GetCallerIdentity",
        ],
        Resource: "*",
      },
      {
        Sid: "SettingsOfSst",
        Effect: "Allow",
        Action: ["ssm:DeleteParameter", "ssm:GetParameter", "ssm:PutParameter"],
        Resource: fill("arn:aws:ssm:REGION:ACCOUNT:parameter/sst/*"),
      },
    ],
  };
}

function roleStatements(evaluation: Evaluation, fill: (arn: string) => string): PolicyDocument["Statement"] {
  const roles = ofType(evaluation, "aws:iam/role:Role");
  const boundary = roles[0]?.inputs.permissionsBoundary;
  const managed = [...new Set(roles.flatMap(({ inputs }) => (inputs.managedPolicyArns ?? []) as string[]))];
  const Resource = fill("arn:aws:iam::ACCOUNT:role/NAME-*");
  const within: Record<string, string[]> =
    boundary === undefined ? {} : { "iam:PermissionsBoundary": [String(boundary)] };
  const passed = ["ecs-tasks.amazonaws.com", "lambda.amazonaws.com"];
  return [
    {
      Sid: "Roles",
      Effect: "Allow",
      Action: [
        "iam:DeleteRole",
        "iam:DeleteRolePolicy",
        "iam:DetachRolePolicy",
        "iam:GetRole",
        "iam:GetRolePolicy",
        "iam:List*",
        "iam:TagRole",
        "iam:UntagRole",
        "iam:UpdateAssumeRolePolicy",
        "iam:UpdateRole",
        "iam:UpdateRoleDescription",
      ],
      Resource,
    },
    {
      Sid: "RightsOfRoles",
      Effect: "Allow",
      Action: ["iam:CreateRole", "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy"],
      Resource,
      ...(boundary !== undefined && { Condition: { StringEquals: within } }),
    },
    {
      Sid: "ManagedPolicies",
      Effect: "Allow",
      Action: ["iam:AttachRolePolicy"],
      Resource,
      Condition: { ArnEquals: { "iam:PolicyARN": managed }, ...(boundary !== undefined && { StringEquals: within }) },
    },
    {
      Sid: "PassRoles",
      Effect: "Allow",
      Action: ["iam:PassRole"],
      Resource,
      Condition: { StringEquals: { "iam:PassedToService": passed } },
    },
    {
      Sid: "RolesOfServices",
      Effect: "Allow",
      Action: ["iam:CreateServiceLinkedRole"],
      Resource: "arn:aws:iam::*:role/aws-service-role/*",
      Condition: {
        StringEquals: {
          "iam:AWSServiceName": [
            "ecs.amazonaws.com",
            "ecs.application-autoscaling.amazonaws.com",
            "elasticloadbalancing.amazonaws.com",
            "rds.amazonaws.com",
          ],
        },
      },
    },
  ];
}

/** What AWS' own policies hold that our roles have (AWS Managed Policy Reference). */
const inManagedPolicies = [
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetAuthorizationToken",
  "ecr:GetDownloadUrlForLayer",
  "logs:CreateLogGroup",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
];

/** The least that a permissions boundary must leave to the stage's roles. What each may do of it, and where, its own policy says. */
export function leastBoundary(evaluation: Evaluation): PolicyDocument {
  const granted = ofType(evaluation, "aws:iam/role:Role").flatMap((role) =>
    inlineStatements(evaluation, role).flatMap(({ Action = [] }) => [Action].flat()),
  );
  const Action = [...new Set([...granted, ...inManagedPolicies])].sort();
  return { Version: "2012-10-17", Statement: [{ Sid: "S3MirrorAtMost", Effect: "Allow", Action, Resource: "*" }] };
}
