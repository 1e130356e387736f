import { prices } from "@s3mirror/core/prices";
import { type Evaluation, ofType, type Resource } from "../../test/infra/evaluation.ts";

export const hoursPerMonth = 730;

/** One line of what a stage costs a month although nothing moves, in US dollars. */
export type Line = { what: string; usd: number };

/**
 * What stands by, priced from what a deploy registers: tasks at their least number, the ledger at its least capacity.
 * Left out is what depends on use: storage, logs, metrics, load balancer capacity units, data through endpoints.
 * @throws Error for a resource of a kind that has no price here and is not known to be free
 */
export function restingCost(evaluation: Evaluation): Line[] {
  refuseUnpriced(evaluation);
  const { fargate, aurora, loadBalancer, vpc, secretsManager, cloudWatch, route53 } = prices;
  const tasks = ofType(evaluation, "aws:ecs/service:Service").map((service) => sizeOf(evaluation, service));
  const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
  const taskHour = sum(
    tasks.map(({ count, vcpus, gb }) => count * (vcpus * fargate.vcpuHourUsd + gb * fargate.gbHourUsd)),
  );
  const addresses = sum(tasks.map(({ count, isPublic }) => (isPublic ? count : 0))) + publicBalancerZones(evaluation);
  const count = (type: string) => ofType(evaluation, type).length;
  const hourly: [string, number, number][] = [
    ["tasks on Fargate", 1, taskHour],
    ["ledger, at its least capacity", leastAcus(evaluation), aurora.acuHourUsd],
    ["load balancer", count("aws:lb/loadBalancer:LoadBalancer"), loadBalancer.hourUsd],
    ["interface endpoints, by zone", endpointZones(evaluation), vpc.interfaceEndpointZoneHourUsd],
    ["NAT gateways", count("aws:ec2/natGateway:NatGateway"), vpc.natGatewayHourUsd],
    ["public IPv4 addresses", addresses, vpc.publicIpv4HourUsd],
  ];
  const monthly: [string, number, number][] = [
    ["secrets", count("aws:secretsmanager/secret:Secret"), secretsManager.secretMonthUsd],
    ["alarms, by metric", alarmMetrics(evaluation), cloudWatch.alarmMetricMonthUsd],
    ["dashboards", count("aws:cloudwatch/dashboard:Dashboard"), cloudWatch.dashboardMonthUsd],
    ["private DNS zones", count("aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace"), route53.zoneMonthUsd],
  ];
  return [
    ...hourly.map(([what, number, usd]) => ({ what, usd: number * usd * hoursPerMonth })),
    ...monthly.map(([what, number, usd]) => ({ what, usd: number * usd })),
  ].filter(({ usd }) => usd > 0);
}

type Size = { count: number; vcpus: number; gb: number; isPublic: boolean };

/** A service at its least number of tasks. CPU is written in units of 1/1,024, memory in MiB. */
function sizeOf(evaluation: Evaluation, service: Resource): Size {
  const task = ofType(evaluation, "aws:ecs/taskDefinition:TaskDefinition").find(
    ({ outputs }) => outputs.arn === service.inputs.taskDefinition,
  );
  const target = ofType(evaluation, "aws:appautoscaling/target:Target").find(({ inputs }) =>
    String(inputs.resourceId).endsWith(`/${service.inputs.name}`),
  );
  if (task === undefined || target === undefined) throw new Error(`${service.name} has no task or no scaling target`);
  const { assignPublicIp } = service.inputs.networkConfiguration as { assignPublicIp: boolean };
  return {
    count: Number(target.inputs.minCapacity),
    vcpus: Number(task.inputs.cpu) / 1_024,
    gb: Number(task.inputs.memory) / 1_024,
    isPublic: assignPublicIp,
  };
}

function leastAcus(evaluation: Evaluation): number {
  const [cluster] = ofType(evaluation, "aws:rds/cluster:Cluster");
  const scaling = cluster?.inputs.serverlessv2ScalingConfiguration as { minCapacity: number } | undefined;
  if (scaling === undefined) throw new Error("the ledger has no capacity");
  return scaling.minCapacity;
}

function endpointZones(evaluation: Evaluation): number {
  return ofType(evaluation, "aws:ec2/vpcEndpoint:VpcEndpoint")
    .filter(({ inputs }) => inputs.vpcEndpointType === "Interface")
    .reduce((sum, { inputs }) => sum + (inputs.subnetIds as unknown[]).length, 0);
}

/** A load balancer on the internet has an address in each of its zones. */
function publicBalancerZones(evaluation: Evaluation): number {
  return ofType(evaluation, "aws:lb/loadBalancer:LoadBalancer")
    .filter(({ inputs }) => inputs.internal !== true)
    .reduce((sum, { inputs }) => sum + (inputs.subnets as unknown[]).length, 0);
}

/** CloudWatch asks for each metric that an alarm looks at. */
function alarmMetrics(evaluation: Evaluation): number {
  return ofType(evaluation, "aws:cloudwatch/metricAlarm:MetricAlarm").reduce(
    (sum, { inputs }) => sum + (inputs.metricQueries as { metric?: object }[]).filter(({ metric }) => metric).length,
    0,
  );
}

const priced = [
  "aws:ecs/service:Service",
  "aws:rds/cluster:Cluster",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:ec2/vpcEndpoint:VpcEndpoint",
  "aws:ec2/natGateway:NatGateway",
  "aws:secretsmanager/secret:Secret",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
  "aws:cloudwatch/dashboard:Dashboard",
  "aws:servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
];

/** Free at rest: without charge, priced with what they belong to, or paid by use. */
const free = [
  "aws:appautoscaling/policy:Policy",
  "aws:appautoscaling/target:Target",
  "aws:budgets/budget:Budget",
  "aws:cloudwatch/logGroup:LogGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/internetGateway:InternetGateway",
  "aws:ec2/routeTable:RouteTable",
  "aws:ec2/routeTableAssociation:RouteTableAssociation",
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/subnet:Subnet",
  "aws:ec2/vpc:Vpc",
  "aws:ecs/cluster:Cluster",
  "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
  "aws:ecs/taskDefinition:TaskDefinition",
  "aws:iam/role:Role",
  "aws:iam/rolePolicy:RolePolicy",
  "aws:iam/rolePoliciesExclusive:RolePoliciesExclusive",
  "aws:lambda/function:Function",
  "aws:lambda/invocation:Invocation",
  "aws:lb/listener:Listener",
  "aws:lb/listenerRule:ListenerRule",
  "aws:lb/targetGroup:TargetGroup",
  "aws:rds/clusterInstance:ClusterInstance",
  "aws:rds/clusterParameterGroup:ClusterParameterGroup",
  "aws:rds/parameterGroup:ParameterGroup",
  "aws:rds/subnetGroup:SubnetGroup",
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  "aws:s3/bucketObjectv2:BucketObjectv2",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:servicediscovery/service:Service",
  "aws:sns/topic:Topic",
  "aws:sns/topicPolicy:TopicPolicy",
  "aws:sns/topicSubscription:TopicSubscription",
  "aws:sqs/queue:Queue",
  "aws:sqs/queuePolicy:QueuePolicy",
];

function refuseUnpriced({ resources }: Evaluation): void {
  const unknown = resources.map(({ type }) => type).filter((type) => type.startsWith("aws:"));
  const unpriced = [...new Set(unknown)].filter((type) => !priced.includes(type) && !free.includes(type));
  if (unpriced.length > 0) throw new Error(`No price is known of ${unpriced.join(", ")} (tools/infra/resting-cost.ts)`);
}
