/** What the provider asks of AWS for one kind of resource, read in its source; never what we grant. */
export type ProviderCalls = {
  kinds: readonly string[];
  /** In hashicorp/terraform-provider-aws below internal/service, else in the repository that is named. */
  source: string;
  /** Without the service's prefix. */
  calls: readonly string[];
  service: string;
  /** What they are asked of: REGION, ACCOUNT, STAGE (`s3mirror-STAGE`) and NAME (the resource's own) are filled in. `*`: no one thing. */
  on: string;
};

const words = (text: string): string[] => text.split(" ");
const tags = "ListTagsForResource TagResource UntagResource";
const ec2 = (kind: string, source: string, calls: string): ProviderCalls => ({
  kinds: [`aws:ec2/${kind}`],
  source: `ec2/${source}`,
  service: "ec2",
  calls: words(calls),
  on: "*",
});
const of = (service: string, kind: string, source: string, on: string, calls: string): ProviderCalls => ({
  kinds: kind.split(" ").map((one) => `aws:${one}`),
  ...{ service, source, on, calls: words(calls) },
});

const role = "arn:aws:iam::ACCOUNT:role/NAME";
const rds = (kind: string) => `arn:aws:rds:REGION:ACCOUNT:${kind}:NAME`;
const bucket = "arn:aws:s3:::NAME";
const ecsCluster = "arn:aws:ecs:REGION:ACCOUNT:cluster/STAGE-cluster";

/** Create, read, update, tag and delete, with what waiting for them asks. */
export const providerCalls: readonly ProviderCalls[] = [
  of(
    "sqs",
    "sqs/queue:Queue",
    "sqs/queue.go",
    "arn:aws:sqs:REGION:ACCOUNT:NAME",
    "CreateQueue GetQueueAttributes SetQueueAttributes ListQueueTags TagQueue UntagQueue DeleteQueue",
  ),
  of(
    "sqs",
    "sqs/queuePolicy:QueuePolicy",
    "sqs/queue_policy.go",
    "arn:aws:sqs:REGION:ACCOUNT:STAGE-queue",
    "GetQueueAttributes SetQueueAttributes",
  ),
  of(
    "sns",
    "sns/topic:Topic",
    "sns/topic.go",
    "arn:aws:sns:REGION:ACCOUNT:NAME",
    `CreateTopic GetTopicAttributes SetTopicAttributes DeleteTopic ${tags}`,
  ),
  of(
    "sns",
    "sns/topicPolicy:TopicPolicy",
    "sns/topic_policy.go",
    "arn:aws:sns:REGION:ACCOUNT:STAGE-topic",
    "GetTopicAttributes SetTopicAttributes",
  ),
  of(
    "sns",
    "sns/topicSubscription:TopicSubscription",
    "sns/topic_subscription.go",
    "arn:aws:sns:REGION:ACCOUNT:STAGE-topic:id",
    "Subscribe GetSubscriptionAttributes ListSubscriptionsByTopic SetSubscriptionAttributes Unsubscribe",
  ),
  of(
    "s3",
    "s3/bucket:Bucket",
    "s3/bucket.go",
    bucket,
    "CreateBucket ListBucket GetBucketLocation GetBucketPolicy GetBucketAcl GetBucketCORS GetBucketWebsite GetBucketVersioning GetAccelerateConfiguration GetBucketRequestPayment GetBucketLogging GetLifecycleConfiguration GetReplicationConfiguration GetEncryptionConfiguration GetBucketObjectLockConfiguration GetBucketTagging PutBucketTagging PutBucketVersioning PutBucketObjectLockConfiguration DeleteBucket ListBucketVersions",
  ),
  of("s3", "s3/bucket:Bucket", "s3/delete.go", `${bucket}/key`, "DeleteObject DeleteObjectVersion"),
  of(
    "s3",
    "s3/bucketVersioning:BucketVersioning",
    "s3/bucket_versioning.go",
    bucket,
    "GetBucketVersioning PutBucketVersioning",
  ),
  of(
    "s3",
    "s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "s3/bucket_public_access_block.go",
    bucket,
    "GetBucketPublicAccessBlock PutBucketPublicAccessBlock",
  ),
  of(
    "s3",
    "s3/bucketPolicy:BucketPolicy",
    "s3/bucket_policy.go",
    bucket,
    "GetBucketPolicy PutBucketPolicy DeleteBucketPolicy",
  ),
  of(
    "s3",
    "s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "s3/bucket_object_lock_configuration.go",
    bucket,
    "GetBucketObjectLockConfiguration PutBucketObjectLockConfiguration",
  ),
  of(
    "s3",
    "s3/bucketObjectv2:BucketObjectv2",
    "s3/object.go",
    "arn:aws:s3:::sst-asset-x/key",
    "PutObject PutObjectTagging GetObject GetObjectTagging DeleteObject",
  ),
  of("s3", "lambda/function:Function", "lambda/function.go", "arn:aws:s3:::sst-asset-x/key", "GetObject"),
  of(
    "ecr",
    "ecs/taskDefinition:TaskDefinition",
    "pulumi/pulumi-docker-build provider/internal",
    "arn:aws:ecr:REGION:ACCOUNT:repository/sst-asset",
    "BatchCheckLayerAvailability BatchGetImage CompleteLayerUpload GetDownloadUrlForLayer InitiateLayerUpload PutImage UploadLayerPart",
  ),
  of(
    "ecr",
    "ecs/taskDefinition:TaskDefinition",
    "ecr/authorization_token_data_source.go",
    "*",
    "GetAuthorizationToken",
  ),
  of(
    "ecs",
    "ecs/cluster:Cluster",
    "ecs/cluster.go",
    ecsCluster,
    `CreateCluster DescribeClusters UpdateCluster UpdateClusterSettings DeleteCluster ${tags}`,
  ),
  of(
    "ecs",
    "ecs/clusterCapacityProviders:ClusterCapacityProviders",
    "ecs/cluster_capacity_providers.go",
    ecsCluster,
    "PutClusterCapacityProviders DescribeClusters",
  ),
  of(
    "ecs",
    "ecs/service:Service",
    "ecs/service.go",
    "arn:aws:ecs:REGION:ACCOUNT:service/STAGE-cluster/NAME",
    `CreateService DescribeServices UpdateService DeleteService ListServiceDeployments ${tags}`,
  ),
  of(
    "ecs",
    "ecs/service:Service",
    "ecs/service.go",
    "arn:aws:ecs:REGION:ACCOUNT:service-deployment/STAGE-cluster/NAME/id",
    "DescribeServiceDeployments",
  ),
  of(
    "ecs",
    "ecs/taskDefinition:TaskDefinition",
    "ecs/task_definition.go",
    "*",
    "RegisterTaskDefinition DescribeTaskDefinition DeregisterTaskDefinition",
  ),
  of(
    "ecs",
    "ecs/taskDefinition:TaskDefinition",
    "ecs/task_definition.go",
    "arn:aws:ecs:REGION:ACCOUNT:task-definition/NAME:1",
    tags,
  ),
  of(
    "lambda",
    "lambda/function:Function",
    "lambda/function.go",
    "arn:aws:lambda:REGION:ACCOUNT:function:NAME",
    "CreateFunction GetFunction GetFunctionConfiguration GetFunctionCodeSigningConfig ListVersionsByFunction ListTags TagResource UntagResource UpdateFunctionCode UpdateFunctionConfiguration DeleteFunction",
  ),
  of(
    "lambda",
    "lambda/invocation:Invocation",
    "lambda/invocation.go",
    "arn:aws:lambda:REGION:ACCOUNT:function:STAGE-f",
    "InvokeFunction",
  ),
  of(
    "secretsmanager",
    "secretsmanager/secret:Secret",
    "secretsmanager/secret.go",
    "arn:aws:secretsmanager:REGION:ACCOUNT:secret:STAGE-x",
    "CreateSecret DescribeSecret GetResourcePolicy UpdateSecret DeleteSecret TagResource UntagResource",
  ),
  of(
    "secretsmanager",
    "secretsmanager/secretVersion:SecretVersion",
    "secretsmanager/secret_version.go",
    "arn:aws:secretsmanager:REGION:ACCOUNT:secret:STAGE-x",
    "PutSecretValue GetSecretValue DescribeSecret UpdateSecretVersionStage",
  ),
  of(
    "logs",
    "cloudwatch/logGroup:LogGroup",
    "logs/group.go",
    "arn:aws:logs:REGION:ACCOUNT:log-group:NAME",
    `CreateLogGroup PutRetentionPolicy DeleteRetentionPolicy DeleteLogGroup ${tags}`,
  ),
  of("logs", "cloudwatch/logGroup:LogGroup", "logs/group.go", "*", "DescribeLogGroups"),
  of(
    "budgets",
    "budgets/budget:Budget",
    "budgets/budget.go",
    "arn:aws:budgets::ACCOUNT:budget/NAME",
    `ViewBudget ModifyBudget ${tags}`,
  ),
  of(
    "rds",
    "rds/cluster:Cluster",
    "rds/cluster.go",
    rds("cluster"),
    "CreateDBCluster ModifyDBCluster DeleteDBCluster EnableHttpEndpoint DisableHttpEndpoint AddTagsToResource RemoveTagsFromResource ListTagsForResource",
  ),
  of("rds", "rds/cluster:Cluster", "rds/cluster.go", "*", "DescribeDBClusters DescribeGlobalClusters"),
  of(
    "rds",
    "rds/cluster:Cluster",
    "rds/cluster.go",
    "arn:aws:rds:REGION:ACCOUNT:cluster-snapshot:STAGE-ledger-final",
    "CreateDBClusterSnapshot",
  ),
  of(
    "rds",
    "rds/clusterInstance:ClusterInstance",
    "rds/cluster_instance.go",
    rds("db"),
    "CreateDBInstance ModifyDBInstance DeleteDBInstance AddTagsToResource RemoveTagsFromResource ListTagsForResource",
  ),
  of("rds", "rds/clusterInstance:ClusterInstance", "rds/cluster_instance.go", "*", "DescribeDBInstances"),
  of(
    "rds",
    "rds/clusterParameterGroup:ClusterParameterGroup",
    "rds/cluster_parameter_group.go",
    rds("cluster-pg"),
    "CreateDBClusterParameterGroup ModifyDBClusterParameterGroup ResetDBClusterParameterGroup DeleteDBClusterParameterGroup ListTagsForResource",
  ),
  of(
    "rds",
    "rds/clusterParameterGroup:ClusterParameterGroup",
    "rds/cluster_parameter_group.go",
    "*",
    "DescribeDBClusterParameterGroups DescribeDBClusterParameters",
  ),
  of(
    "rds",
    "rds/parameterGroup:ParameterGroup",
    "rds/parameter_group.go",
    rds("pg"),
    "CreateDBParameterGroup ModifyDBParameterGroup ResetDBParameterGroup DeleteDBParameterGroup ListTagsForResource",
  ),
  of(
    "rds",
    "rds/parameterGroup:ParameterGroup",
    "rds/parameter_group.go",
    "*",
    "DescribeDBParameterGroups DescribeDBParameters",
  ),
  of(
    "rds",
    "rds/subnetGroup:SubnetGroup",
    "rds/subnet_group.go",
    rds("subgrp"),
    "CreateDBSubnetGroup ModifyDBSubnetGroup DeleteDBSubnetGroup ListTagsForResource",
  ),
  of("rds", "rds/subnetGroup:SubnetGroup", "rds/subnet_group.go", "*", "DescribeDBSubnetGroups"),
  of(
    "application-autoscaling",
    "appautoscaling/target:Target",
    "appautoscaling/target.go",
    "*",
    `RegisterScalableTarget DescribeScalableTargets DeregisterScalableTarget ${tags}`,
  ),
  of(
    "application-autoscaling",
    "appautoscaling/policy:Policy",
    "appautoscaling/policy.go",
    "*",
    "PutScalingPolicy DescribeScalingPolicies DeleteScalingPolicy",
  ),
  of(
    "cloudwatch",
    "cloudwatch/metricAlarm:MetricAlarm",
    "cloudwatch/metric_alarm.go",
    "*",
    `PutMetricAlarm DescribeAlarms DeleteAlarms ${tags}`,
  ),
  of(
    "cloudwatch",
    "cloudwatch/dashboard:Dashboard",
    "cloudwatch/dashboard.go",
    "*",
    "PutDashboard GetDashboard DeleteDashboards",
  ),
  of(
    "elasticloadbalancing",
    "lb/loadBalancer:LoadBalancer",
    "elbv2/load_balancer.go",
    "*",
    "CreateLoadBalancer DescribeLoadBalancers DescribeLoadBalancerAttributes ModifyLoadBalancerAttributes SetSecurityGroups SetSubnets SetIpAddressType DeleteLoadBalancer AddTags RemoveTags DescribeTags",
  ),
  of(
    "elasticloadbalancing",
    "lb/listener:Listener lb/listenerRule:ListenerRule",
    "elbv2/listener.go",
    "*",
    "CreateListener DescribeListeners DescribeListenerAttributes ModifyListener ModifyListenerAttributes DeleteListener CreateRule DescribeRules ModifyRule SetRulePriorities DeleteRule",
  ),
  of(
    "elasticloadbalancing",
    "lb/targetGroup:TargetGroup",
    "elbv2/target_group.go",
    "*",
    "CreateTargetGroup DescribeTargetGroups DescribeTargetGroupAttributes ModifyTargetGroup ModifyTargetGroupAttributes DeleteTargetGroup",
  ),
  of(
    "servicediscovery",
    "servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
    "servicediscovery/private_dns_namespace.go",
    "*",
    `CreatePrivateDnsNamespace GetNamespace GetOperation UpdatePrivateDnsNamespace DeleteNamespace ${tags}`,
  ),
  of(
    "route53",
    "servicediscovery/privateDnsNamespace:PrivateDnsNamespace",
    "AWS Cloud Map API reference, CreatePrivateDnsNamespace",
    "*",
    "CreateHostedZone GetHostedZone ListHostedZonesByName DeleteHostedZone",
  ),
  of(
    "servicediscovery",
    "servicediscovery/service:Service",
    "servicediscovery/service.go",
    "*",
    "CreateService GetService UpdateService DeleteService ListInstances DeregisterInstance",
  ),
  of(
    "iam",
    "iam/role:Role",
    "iam/role.go",
    role,
    "CreateRole GetRole UpdateRole UpdateRoleDescription UpdateAssumeRolePolicy PutRolePermissionsBoundary PutRolePolicy GetRolePolicy ListRolePolicies DeleteRolePolicy ListAttachedRolePolicies DetachRolePolicy ListInstanceProfilesForRole TagRole UntagRole DeleteRole",
  ),
  of("iam", "iam/rolePolicy:RolePolicy", "iam/role_policy.go", role, "PutRolePolicy GetRolePolicy DeleteRolePolicy"),
  of(
    "iam",
    "iam/rolePoliciesExclusive:RolePoliciesExclusive",
    "iam/role_policies_exclusive.go",
    role,
    "ListRolePolicies PutRolePolicy DeleteRolePolicy",
  ),
  of("iam", "iam/role:Role", "iam/roles_data_source.go", "*", "ListRoles"),
  of("sts", "iam/role:Role", "sts/caller_identity_data_source.go", "*", "GetCallerIdentity"),
  ec2(
    "vpc:Vpc",
    "vpc_.go",
    "CreateVpc DescribeVpcs DescribeVpcAttribute ModifyVpcAttribute DeleteVpc CreateTags DeleteTags DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups DescribeAvailabilityZones",
  ),
  ec2(
    "subnet:Subnet",
    "vpc_subnet.go",
    "CreateSubnet DescribeSubnets ModifySubnetAttribute DeleteSubnet DescribeNetworkInterfaces",
  ),
  ec2(
    "internetGateway:InternetGateway",
    "vpc_internet_gateway.go",
    "CreateInternetGateway AttachInternetGateway DescribeInternetGateways DetachInternetGateway DeleteInternetGateway",
  ),
  ec2(
    "routeTable:RouteTable",
    "vpc_route_table.go",
    "CreateRouteTable CreateRoute DescribeRouteTables ReplaceRoute DeleteRoute DeleteRouteTable",
  ),
  ec2(
    "routeTableAssociation:RouteTableAssociation",
    "vpc_route_table_association.go",
    "AssociateRouteTable ReplaceRouteTableAssociation DisassociateRouteTable",
  ),
  ec2(
    "securityGroup:SecurityGroup",
    "vpc_security_group.go",
    "CreateSecurityGroup DescribeSecurityGroups AuthorizeSecurityGroupIngress AuthorizeSecurityGroupEgress RevokeSecurityGroupIngress RevokeSecurityGroupEgress DeleteSecurityGroup",
  ),
  ec2(
    "defaultSecurityGroup:DefaultSecurityGroup",
    "vpc_default_security_group.go",
    "DescribeSecurityGroups RevokeSecurityGroupIngress RevokeSecurityGroupEgress",
  ),
  ec2(
    "vpcEndpoint:VpcEndpoint",
    "vpc_endpoint.go",
    "CreateVpcEndpoint DescribeVpcEndpoints DescribePrefixLists ModifyVpcEndpoint DeleteVpcEndpoints",
  ),
];

/** What the sst command asks itself, before and beside the provider (anomalyco/sst, pkg/project/provider/aws.go). */
export const sstCalls: readonly { action: string; on: string }[] = [
  ...words("GetParameter PutParameter DeleteParameter").map((call) => ({
    action: `ssm:${call}`,
    on: "arn:aws:ssm:REGION:ACCOUNT:parameter/sst/bootstrap",
  })),
  ...words("CreateBucket ListBucket PutBucketVersioning PutLifecycleConfiguration GetBucketLocation").map((call) => ({
    action: `s3:${call}`,
    on: "arn:aws:s3:::sst-state-x",
  })),
  ...words("CreateRepository DescribeRepositories PutLifecyclePolicy").map((call) => ({
    action: `ecr:${call}`,
    on: "arn:aws:ecr:REGION:ACCOUNT:repository/sst-asset",
  })),
];

/** Of these nobody has found in a source which rights they take, or whether; only a deploy as the printed role shows it. */
export const notKnown: readonly string[] = [
  "what Cloud Map asks of Route 53 in the deployer's name, beyond the four calls that its reference names",
  "whether the provider tags buckets by s3:TagResource in the release that SST brings, or by s3:PutBucketTagging only",
  "what the first resource of a service asks to make the service's own role (iam:CreateServiceLinkedRole is granted for four)",
  "taking a permissions boundary away from a role (iam:DeleteRolePermissionsBoundary): not granted, on purpose",
];
