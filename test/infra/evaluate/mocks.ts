import type { Inputs, Mocks } from "./pulumi.ts";

/** `roles`: the names of those that stand in the account before, or without, the stage. */
export type Place = { region: string; account: string; roles: readonly string[] };

/**
 * Answers for the provider: what AWS would compute of a resource (ARN, URL, DNS name) and what it would tell of the
 * account. Only what components read is computed; the rest of a resource is its inputs.
 */
export function providerMocks(
  place: Place,
  received: (resource: { type: string; name: string; inputs: Inputs }) => void,
): Mocks {
  return {
    newResource({ type, name, id, inputs }) {
      received({ type, name, inputs });
      const state = { ...inputs, ...computed(place, type, name, inputs) };
      return { id: id || idOf(type, name, state), state };
    },
    call: ({ token, inputs }) => answer(place, token, inputs),
  };
}

/** What the provider calls a resource: a queue by its address, a role by its name. */
function idOf(type: string, name: string, state: Inputs): string {
  if (type === "aws:sqs/queue:Queue") return String(state.url);
  return type === "aws:iam/role:Role" ? String(state.name) : `${name}-id`;
}

function computed({ region, account }: Place, type: string, name: string, inputs: Inputs): Inputs {
  const service = type.split(":")[1]?.split("/")[0] ?? "unknown";
  const called = String(inputs.name ?? inputs.bucket ?? inputs.family ?? name);
  const arn = inputs.arn ?? `arn:aws:${service}:${region}:${account}:${called}`;
  switch (type) {
    case "aws:sqs/queue:Queue":
      return { arn, url: `https://sqs.${region}.amazonaws.com/${account}/${called}` };
    case "aws:s3/bucket:Bucket":
      return {
        arn: `arn:aws:s3:::${called}`,
        region,
        bucketRegionalDomainName: `${called}.s3.${region}.amazonaws.com`,
      };
    case "aws:iam/role:Role":
      return { arn: `arn:aws:iam::${account}:role/${called}` };
    case "aws:ecs/cluster:Cluster":
      return { arn: `arn:aws:ecs:${region}:${account}:cluster/${called}` };
    case "aws:ecs/service:Service":
      return { arn: `arn:aws:ecs:${region}:${account}:service/${String(inputs.cluster).split("/").at(-1)}/${called}` };
    case "aws:ec2/vpc:Vpc":
      return { arn, defaultSecurityGroupId: `${name}-default-sg` };
    case "aws:rds/cluster:Cluster":
      return {
        arn: `arn:aws:rds:${region}:${account}:cluster:${called}`,
        endpoint: `${called}.rds.test`,
        readerEndpoint: `${called}-ro.rds.test`,
      };
    case "aws:rds/clusterInstance:ClusterInstance":
      return { arn, port: 5432 };
    case "aws:secretsmanager/secret:Secret":
      return { arn: `arn:aws:secretsmanager:${region}:${account}:secret:${called}-AbCdEf` };
    case "aws:lambda/function:Function":
      return { arn: `arn:aws:lambda:${region}:${account}:function:${called}`, invokeArn: `${arn}/invocations` };
    case "aws:cloudwatch/logGroup:LogGroup":
      return { arn: `arn:aws:logs:${region}:${account}:log-group:${called}` };
    case "aws:lb/loadBalancer:LoadBalancer":
      return {
        arn: `arn:aws:elasticloadbalancing:${region}:${account}:loadbalancer/app/${name}/1`,
        arnSuffix: `app/${name}/1`,
        dnsName: `${name.toLowerCase()}.elb.test`,
        zoneId: "Z1",
      };
    case "aws:lb/targetGroup:TargetGroup":
      return {
        arn: `arn:aws:elasticloadbalancing:${region}:${account}:targetgroup/${name}/1`,
        arnSuffix: `targetgroup/${name}/1`,
      };
    case "random:index/randomPassword:RandomPassword":
      return { arn, result: "p".repeat(Number(inputs.length)) };
    case "docker-build:index:Image":
      return { arn, digest: `sha256:${"0".repeat(64)}`, ref: "image" };
    default:
      return { arn };
  }
}

function answer({ region, account, roles }: Place, token: string, inputs: Inputs): Inputs {
  switch (token) {
    case "aws:iam/getRoles:getRoles":
      return { names: roles.filter((role) => new RegExp(String(inputs.nameRegex)).test(role)) };
    case "aws:index/getRegion:getRegion":
      return { region, name: region, id: region };
    case "aws:index/getCallerIdentity:getCallerIdentity":
      return { accountId: account, arn: `arn:aws:iam::${account}:role/deployer`, userId: "deployer" };
    case "aws:index/getPartition:getPartition":
      return { partition: "aws", dnsSuffix: "amazonaws.com" };
    case "aws:index/getAvailabilityZones:getAvailabilityZones":
      return { names: ["a", "b", "c"].map((zone) => region + zone), zoneIds: ["az1", "az2", "az3"] };
    case "aws:iam/getPolicyDocument:getPolicyDocument": {
      const json = JSON.stringify(policyDocument(inputs));
      return { ...inputs, json, minifiedJson: json, id: "document" };
    }
    case "aws:ecr/getAuthorizationToken:getAuthorizationToken":
      return {
        proxyEndpoint: `https://${account}.dkr.ecr.${region}.amazonaws.com`,
        userName: "AWS",
        password: "password",
      };
    default:
      return { ...inputs };
  }
}

type Statement = {
  sid?: string;
  effect?: string;
  actions?: string[];
  resources?: string[];
  principals?: { type: string; identifiers: string[] }[];
  conditions?: { test: string; variable: string; values: string[] }[];
};

/** As the provider writes it: conditions of one test under one name. */
function policyDocument(inputs: Inputs): object {
  return {
    Version: "2012-10-17",
    Statement: ((inputs.statements ?? []) as Statement[]).map((statement) => ({
      ...(statement.sid && { Sid: statement.sid }),
      Effect: statement.effect ?? "Allow",
      Action: statement.actions,
      Resource: statement.resources,
      ...(statement.principals && {
        Principal: statement.principals.some(({ type }) => type === "*")
          ? "*"
          : Object.fromEntries(statement.principals.map(({ type, identifiers }) => [type, identifiers])),
      }),
      ...(statement.conditions?.length && { Condition: conditionsOf(statement.conditions) }),
    })),
  };
}

function conditionsOf(conditions: NonNullable<Statement["conditions"]>): Record<string, Record<string, string[]>> {
  const written: Record<string, Record<string, string[]>> = {};
  for (const { test, variable, values } of conditions) written[test] = { ...written[test], [variable]: values };
  return written;
}
