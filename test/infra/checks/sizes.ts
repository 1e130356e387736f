import type { Resource } from "../evaluation.ts";
import type { Check } from "./find-problems.ts";

/** Nothing is larger than AWS takes it. */
export const sizes: Check = ({ resources }) =>
  resources.flatMap((one) => {
    const over = overSize(one);
    return over === null ? [] : [`${one.name}: ${over}`];
  });

/** How many characters AWS takes of what (IAM, SQS, SNS, S3, VPC and ECS quotas). */
const limits: readonly { type: string; what: string; limit: number; read: (inputs: Resource["inputs"]) => string[] }[] =
  [
    {
      type: "aws:iam/role:Role",
      what: "inline policies",
      limit: 10_240,
      read: ({ inlinePolicies }) =>
        ((inlinePolicies ?? []) as { policy?: string }[]).map(({ policy }) => `${policy ?? ""}`),
    },
    {
      type: "aws:iam/role:Role",
      what: "trust policy",
      limit: 2_048,
      read: ({ assumeRolePolicy }) => [`${assumeRolePolicy}`],
    },
    {
      type: "aws:iam/rolePolicy:RolePolicy",
      what: "inline policy",
      limit: 10_240,
      read: ({ policy }) => [`${policy}`],
    },
    { type: "aws:sqs/queuePolicy:QueuePolicy", what: "policy", limit: 8_192, read: ({ policy }) => [`${policy}`] },
    { type: "aws:sns/topicPolicy:TopicPolicy", what: "policy", limit: 30_720, read: ({ policy }) => [`${policy}`] },
    {
      type: "aws:s3/bucketPolicy:BucketPolicy",
      what: "policy",
      limit: 20_480,
      read: ({ policy }) => [JSON.stringify(policy)],
    },
    {
      type: "aws:ec2/vpcEndpoint:VpcEndpoint",
      what: "policy",
      limit: 20_480,
      read: ({ policy }) => [`${policy ?? ""}`],
    },
    {
      type: "aws:ecs/taskDefinition:TaskDefinition",
      what: "definition",
      limit: 65_536,
      read: (inputs) => [JSON.stringify(inputs)],
    },
  ];

/** What of a resource is larger than AWS takes it; null where nothing is. */
export function overSize({ type, inputs }: Pick<Resource, "type" | "inputs">): string | null {
  for (const { what, limit, read } of limits.filter((one) => one.type === type)) {
    const characters = read(inputs).join("").length;
    if (characters > limit) return `LimitExceeded: ${what} of ${characters} characters, at most ${limit}`;
  }
  return null;
}
