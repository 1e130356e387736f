/**
 * What is made after something else although no name among its inputs tells of it, by the reason. One of these cut is not
 * found by the check of order; docs/deploy.md says so.
 */
export const unnamedOrder: Record<string, readonly string[]> = {
  "a value is taken over that identifies nothing: a password, a number, a zone, a port": [
    "Cluster after RandomPassword",
    "Function after RandomBytes",
    "SecretVersion after RandomPassword",
    "SecurityGroup after Subnet",
    "Service after SecurityGroup",
    "Service after Subnet",
    "SubnetGroup after SecurityGroup",
    "TargetGroup after Subnet",
  ],
  "AWS takes the name without looking whether it is there": [
    "Dashboard after Cluster",
    "Dashboard after LoadBalancer",
    "Dashboard after Queue",
    "MetricAlarm after Cluster",
    "MetricAlarm after LoadBalancer",
    "MetricAlarm after Queue",
    "MetricAlarm after Service",
    "Role after Cluster",
    "Role after Queue",
    "Role after Secret",
    "Role after Topic",
    "TaskDefinition after Cluster",
    "TaskDefinition after Image",
    "TaskDefinition after LoadBalancer",
    "TaskDefinition after LogGroup",
    "TaskDefinition after Service",
  ],
  "it waits for what is done, not for what is named; the migration before the services has a check of its own": [
    "BucketPolicy after BucketPublicAccessBlock",
    "Invocation after ClusterInstance",
    "Invocation after SecretVersion",
    "Service after ClusterCapacityProviders",
    "Service after Invocation",
  ],
};
