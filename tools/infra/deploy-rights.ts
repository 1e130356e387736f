import { namedByAws } from "./deploy-rights-by-aws-names.ts";

/** What a deploy asks of AWS to make, look at, change and delete the resources of these kinds. */
export type Rights = {
  sid: string;
  kinds: readonly string[];
  actions: readonly string[];
  resources: readonly string[];
};

const named = (path: string): string => `arn:aws:${path}`;

/**
 * By kind of resource. REGION, ACCOUNT and NAME (`s3mirror-STAGE`) are filled in. `provider-calls.ts` says what the
 * provider asks, by its source, and a test simulates each of those calls against these; what is not known stands there, too.
 */
export const deployRights: readonly Rights[] = [
  {
    sid: "Queues",
    kinds: ["aws:sqs/queue:Queue", "aws:sqs/queuePolicy:QueuePolicy"],
    actions: [
      "sqs:CreateQueue",
      "sqs:DeleteQueue",
      "sqs:Get*",
      "sqs:SetQueueAttributes",
      "sqs:ListQueueTags",
      "sqs:TagQueue",
      "sqs:UntagQueue",
    ],
    resources: [named("sqs:REGION:ACCOUNT:NAME-*")],
  },
  {
    sid: "Topics",
    kinds: ["aws:sns/topic:Topic", "aws:sns/topicPolicy:TopicPolicy", "aws:sns/topicSubscription:TopicSubscription"],
    actions: [
      "sns:CreateTopic",
      "sns:DeleteTopic",
      "sns:Get*",
      "sns:List*",
      "sns:Set*",
      "sns:Subscribe",
      "sns:Unsubscribe",
      "sns:TagResource",
      "sns:UntagResource",
    ],
    resources: [named("sns:REGION:ACCOUNT:NAME-*")],
  },
  {
    sid: "Evidence",
    kinds: [
      "aws:s3/bucket:Bucket",
      "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
      "aws:s3/bucketPolicy:BucketPolicy",
      "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
      "aws:s3/bucketVersioning:BucketVersioning",
    ],
    actions: [
      "s3:CreateBucket",
      "s3:DeleteBucket",
      "s3:ListBucket",
      "s3:Get*Configuration",
      "s3:GetBucket*",
      "s3:PutBucket*",
      "s3:DeleteBucketPolicy",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:ListBucketVersions",
    ],
    resources: [named("s3:::NAME-*")],
  },
  {
    sid: "StateAndBundlesOfSst",
    kinds: ["aws:s3/bucketObjectv2:BucketObjectv2"],
    actions: [
      "s3:CreateBucket",
      "s3:ListBucket",
      "s3:Get*",
      "s3:PutObject",
      "s3:PutObjectTagging",
      "s3:DeleteObject",
      "s3:PutBucket*",
      "s3:PutLifecycleConfiguration",
    ],
    resources: [named("s3:::sst-asset-*"), named("s3:::sst-state-*")],
  },
  {
    sid: "Images",
    kinds: ["docker-build:index:Image"],
    actions: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:CompleteLayerUpload",
      "ecr:CreateRepository",
      "ecr:DescribeRepositories",
      "ecr:GetDownloadUrlForLayer",
      "ecr:InitiateLayerUpload",
      "ecr:PutImage",
      "ecr:PutLifecyclePolicy",
      "ecr:UploadLayerPart",
    ],
    resources: [named("ecr:REGION:ACCOUNT:repository/sst-asset")],
  },
  {
    sid: "Cluster",
    kinds: [
      "aws:ecs/cluster:Cluster",
      "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
      "aws:ecs/service:Service",
      "aws:ecs/taskDefinition:TaskDefinition",
    ],
    actions: [
      "ecs:CreateCluster",
      "ecs:CreateService",
      "ecs:DeleteCluster",
      "ecs:DeleteService",
      "ecs:Describe*",
      "ecs:ListServiceDeployments",
      "ecs:ListTagsForResource",
      "ecs:PutClusterCapacityProviders",
      "ecs:TagResource",
      "ecs:UntagResource",
      "ecs:UpdateCluster",
      "ecs:UpdateClusterSettings",
      "ecs:UpdateService",
    ],
    resources: [
      named("ecs:REGION:ACCOUNT:cluster/NAME-*"),
      named("ecs:REGION:ACCOUNT:service/NAME-*/*"),
      named("ecs:REGION:ACCOUNT:service-deployment/NAME-*/*"),
      named("ecs:REGION:ACCOUNT:task-definition/NAME-*:*"),
    ],
  },
  {
    sid: "Migration",
    kinds: ["aws:lambda/function:Function", "aws:lambda/invocation:Invocation"],
    actions: [
      "lambda:CreateFunction",
      "lambda:DeleteFunction",
      "lambda:Get*",
      "lambda:InvokeFunction",
      "lambda:List*",
      "lambda:TagResource",
      "lambda:UntagResource",
      "lambda:UpdateFunctionCode",
      "lambda:UpdateFunctionConfiguration",
    ],
    resources: [named("lambda:REGION:ACCOUNT:function:NAME-*")],
  },
  {
    sid: "Secrets",
    kinds: ["aws:secretsmanager/secret:Secret", "aws:secretsmanager/secretVersion:SecretVersion"],
    actions: [
      "secretsmanager:CreateSecret",
      "secretsmanager:DeleteSecret",
      "secretsmanager:DescribeSecret",
      "secretsmanager:GetResourcePolicy",
      "secretsmanager:GetSecretValue",
      "secretsmanager:PutSecretValue",
      "secretsmanager:TagResource",
      "secretsmanager:UntagResource",
      "secretsmanager:UpdateSecret",
      "secretsmanager:UpdateSecretVersionStage",
    ],
    resources: [named("secretsmanager:REGION:ACCOUNT:secret:NAME-*")],
  },
  {
    sid: "Logs",
    kinds: ["aws:cloudwatch/logGroup:LogGroup"],
    actions: [
      "logs:CreateLogGroup",
      "logs:DeleteLogGroup",
      "logs:DeleteRetentionPolicy",
      "logs:ListTagsForResource",
      "logs:PutRetentionPolicy",
      "logs:TagResource",
      "logs:UntagResource",
    ],
    resources: [
      named("logs:REGION:ACCOUNT:log-group:/aws/lambda/NAME-*"),
      named("logs:REGION:ACCOUNT:log-group:/sst/cluster/NAME-*"),
    ],
  },
  {
    sid: "Budget",
    kinds: ["aws:budgets/budget:Budget"],
    actions: [
      "budgets:ListTagsForResource",
      "budgets:ModifyBudget",
      "budgets:TagResource",
      "budgets:UntagResource",
      "budgets:ViewBudget",
    ],
    resources: [named("budgets::ACCOUNT:budget/NAME-*")],
  },
  {
    sid: "Ledger",
    kinds: [
      "aws:rds/cluster:Cluster",
      "aws:rds/clusterInstance:ClusterInstance",
      "aws:rds/clusterParameterGroup:ClusterParameterGroup",
      "aws:rds/parameterGroup:ParameterGroup",
      "aws:rds/subnetGroup:SubnetGroup",
    ],
    actions: [
      "rds:AddTagsToResource",
      "rds:CreateDB*",
      "rds:DeleteDB*",
      "rds:DisableHttpEndpoint",
      "rds:EnableHttpEndpoint",
      "rds:ListTagsForResource",
      "rds:ModifyDB*",
      "rds:RemoveTagsFromResource",
      "rds:ResetDB*",
    ],
    resources: ["cluster", "cluster-pg", "cluster-snapshot", "db", "pg", "subgrp"].map((kind) =>
      named(`rds:REGION:ACCOUNT:${kind}:NAME-*`),
    ),
  },
  namedByAws,
];
