import { ofType } from "../evaluation.ts";
import type { Check } from "./find-problems.ts";
import { statementsOf } from "./policy.ts";

export const tls: Check = (evaluation) => {
  const refusing = [
    "aws:sqs/queuePolicy:QueuePolicy",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:s3/bucketPolicy:BucketPolicy",
  ]
    .flatMap((type) => ofType(evaluation, type))
    .flatMap(({ inputs }) => statementsOf(inputs.policy))
    .filter((one) => one.Effect === "Deny" && /"aws:SecureTransport":\["?false"?\]/.test(JSON.stringify(one)))
    .flatMap(({ Resource = [] }) => Resource);
  return ["aws:sqs/queue:Queue", "aws:sns/topic:Topic", "aws:s3/bucket:Bucket"]
    .flatMap((type) => ofType(evaluation, type))
    .filter(({ outputs }) => !refusing.includes(String(outputs.arn)))
    .map(({ name }) => `${name} may be reached without TLS`);
};

export const publicBuckets: Check = (evaluation) => {
  const closed = ofType(evaluation, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").filter(({ inputs }) =>
    ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].every((name) => inputs[name]),
  );
  return ofType(evaluation, "aws:s3/bucket:Bucket")
    .filter(({ outputs }) => !closed.some(({ inputs }) => inputs.bucket === outputs.bucket))
    .map(({ name }) => `${name} may be public`);
};

export const openPorts: Check = (evaluation) =>
  ofType(evaluation, "aws:ec2/securityGroup:SecurityGroup")
    .filter(({ name }) => name !== "LoadBalancerSecurityGroup")
    .filter(({ inputs }) => JSON.stringify(inputs.ingress ?? []).includes("0.0.0.0/0"))
    .map(({ name }) => `${name} lets anybody in`);
