import type { Edit } from "./evaluation.ts";

export const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

/** Each told by a simulation of the calls that our programs were recorded making. */
const wrongRights: [problem: string, ...edits: Edit[]][] = [
  [
    "CoordinatorTaskRole may not sts:AssumeRole on the transfer role",
    edit("infra/coordinator.ts", '{ actions: ["sts:AssumeRole"], resources: [transferRoleArn] },', ""),
  ],
  [
    "CopierTaskRole may not sqs:ChangeMessageVisibility on the copy queue",
    edit("infra/copier.ts", ', "sqs:ChangeMessageVisibility"', ""),
  ],
  [
    "CopierTaskRole may sqs:PurgeQueue on arn:aws:sqs:",
    edit("infra/copier.ts", '"sqs:ReceiveMessage",', '"sqs:ReceiveMessage", "sqs:PurgeQueue",'),
  ],
  [
    "MigrateRole may not rds-data:CommitTransaction on the ledger",
    edit("infra/permissions.ts", '"rds-data:CommitTransaction", ', ""),
  ],
  [
    "TransferRole may not s3:GetObjectVersion on the destination object",
    edit(
      "infra/transfer-policy.ts",
      "actions: [...destinationActions]",
      'actions: destinationActions.filter((one) => one !== "s3:GetObjectVersion")',
    ),
  ],
  [
    "TransferRole may s3:PutObject on arn:aws:s3:::example-company-sequencing/*, which nobody",
    edit(
      "infra/transfer-policy.ts",
      "unique(destinations.map(objectsArn))",
      'unique(destinations.map((one) => bucketArn(one) + "/*"))',
    ),
  ],
  [
    "TransferRole may s3:PutObject on arn:aws:s3:::example-company-sequencing/incoming/run-7/a.fastq.gz beside its prefix",
  ],
  [
    "TransferRole may s3:GetObject on arn:aws:s3:::example-laboratory-deliveries/outgoing/run-7/a.fastq.gz whatever s3:ResourceAccount is",
    edit(
      "infra/transfer-policy.ts",
      "resources: unique(sources.map(objectsArn)),\n      conditions: [vendors],",
      "resources: unique(sources.map(objectsArn)),",
    ),
  ],
  [
    "TransferRole may s3:ListBucket on arn:aws:s3:::example-laboratory-deliveries whatever is listed",
    edit("infra/transfer-policy.ts", 'variable: "s3:prefix", values: prefixes', 'variable: "s3:prefix", values: ["*"]'),
  ],
  [
    "WebTaskRole may assume the transfer role",
    edit("infra/transfer-role.ts", '["coordinator", "copier"].map', '["coordinator", "copier", "web"].map'),
  ],
];

/** What lets too much through, or too little. */
const doors: [problem: string, ...edits: Edit[]][] = [
  [
    "the door to sqs lets strangers through",
    edit(
      "infra/network.ts",
      'actions: ["*"], resources: ["*"] }]',
      'conditions: [], actions: ["*"], resources: ["*"] }]',
    ),
  ],
  [
    "the door to S3 is open to a bucket that is not the stage's",
    edit("infra/network.ts", 'actions: ["s3:*"], resources: stageBuckets', 'actions: ["s3:*"], resources: ["*"]'),
  ],
  ["the door to S3 is shut for images", edit("infra/network.ts", "-starport-layer-bucket/*", "-starport-layer-bucket")],
  ["private tasks do not reach sts", edit("infra/network.ts", ', "ecs", "sts"]', ', "ecs"]')],
  ["NetworkPrivateRouteTable1 does not lead to S3", edit("infra/network.ts", ", vpc.nodes.privateRouteTables", "")],
  [
    "CopierTaskRole may be taken on for tasks of another account",
    edit("infra/service-transform.ts", 'variable: "aws:SourceAccount"', 'variable: "aws:SourceArn"'),
  ],
];

/** What was set, and is not so. */
const unlikeSettings: [problem: string, ...edits: Edit[]][] = [
  [
    "CopyQueueQueue is not encrypted",
    edit("infra/queues.ts", "sqsManagedSseEnabled: true", "sqsManagedSseEnabled: false"),
  ],
  [
    "CopierTask is told a password in its environment",
    edit("infra/copier.ts", "S3MIRROR_STAGE: $app.stage,", "S3MIRROR_STAGE: $app.stage, PASSWORD: database.password,"),
  ],
  ["CopierLogGroupCopier is not kept for 1 year", edit("infra/copier.ts", "settings.logRetention", '"1 week"')],
  [
    "the load balancer takes old TLS",
    edit("infra/load-balancer.ts", "ELBSecurityPolicy-TLS13-1-2-2021-06", "ELBSecurityPolicy-2016-08"),
  ],
  [
    "the load balancer passes on malformed headers",
    edit("infra/load-balancer.ts", "args.dropInvalidHeaderFields = true;", ""),
  ],
  ["evidence is not locked as the settings say", edit("infra/evidence.ts", 'mode: "COMPLIANCE"', 'mode: "GOVERNANCE"')],
  ["the ledger cannot be set back for 35 days", edit("infra/database.ts", "production ? 35 : 1", "production ? 7 : 1")],
  [
    "email sequencing-operations@example.com hears of no alert",
    edit("infra/topics.ts", "email: settings.alerts.emails, https", "https"),
  ],
  ["the budget does not count this stage", edit("infra/budget.ts", "user:s3mirror:stage", "s3mirror:stage")],
  [
    "CopierService is the first of a production stage and may be taken away",
    edit("infra/copier.ts", "{ base: 1, weight: 0 }", "{ base: 0, weight: 0 }"),
  ],
  [
    "CopierService does not roll back what does not come up",
    edit(
      "infra/service-transform.ts",
      'args.propagateTags = "SERVICE";',
      'args.propagateTags = "SERVICE"; args.deploymentCircuitBreaker = undefined;',
    ),
  ],
  [
    "WebService lets a person open a shell in it",
    edit("infra/service-transform.ts", "args.enableExecuteCommand = false;", "args.enableExecuteCommand = true;"),
  ],
  [
    "WebService may write to its root file system",
    edit("infra/service-transform.ts", "readonlyRootFilesystem: true", "readonlyRootFilesystem: false"),
  ],
  [
    "CopierService is set back to its desired count by a deploy",
    edit("infra/service-transform.ts", ', "desiredCount"]', "]"),
  ],
  ["CopierService does not run on ARM64", edit("infra/copier.ts", 'architecture: "arm64"', 'architecture: "x86_64"')],
  [
    "the dead-letter queue keeps a message no longer",
    edit(
      "infra/queues.ts",
      'queue("CopyDeadLetters", { messageRetentionSeconds: 14 * day })',
      'queue("CopyDeadLetters", { messageRetentionSeconds: 4 * day })',
    ),
  ],
  [
    "a bucket goes with what is in it",
    edit("infra/everywhere.ts", "args.forceDestroy = !settings.production", "args.forceDestroy = true"),
  ],
  [
    "a log goes with the stage",
    edit("infra/everywhere.ts", "options.retainOnDelete = true", "options.retainOnDelete = false"),
  ],
  [
    "the ledger goes without a last snapshot",
    edit("infra/database.ts", "args.skipFinalSnapshot = !production", "args.skipFinalSnapshot = true"),
  ],
  [
    "the load balancer shows another certificate",
    edit(
      "infra/load-balancer.ts",
      "if (domain) args.sslPolicy",
      'args.certificateArn = "arn:other"; if (domain) args.sslPolicy',
    ),
  ],
  [
    "CopierService has less than two minutes to give back what it holds",
    edit("infra/copier.ts", "stopTimeout: 120", "stopTimeout: 30"),
  ],
  [
    "the transfer role may have policies besides ours",
    edit("infra/transfer-role.ts", "roleName: role.name", 'roleName: name + "s"'),
  ],
];

/** Deliberate mistakes in our own files, made all at once, and what the checks must say of each. */
export const mistakes: [problem: string, ...edits: Edit[]][] = [
  ["CoordinatorTaskRole may do too much", edit("infra/coordinator.ts", '"sns:Publish",', '"sns:*",')],
  ["CopierTaskRole may do too much", edit("infra/copier.ts", "resources: [needsAction.arn]", 'resources: ["*"]')],
  ...wrongRights,
  ...doors,
  ...unlikeSettings,
  [
    "WebTaskRole has the managed policy arn:aws:iam::aws:policy/AdministratorAccess",
    edit(
      "infra/service-transform.ts",
      "taskRole: (args) => {",
      'taskRole: (args) => { args.managedPolicyArns = ["arn:aws:iam::aws:policy/AdministratorAccess"];',
    ),
  ],
  [
    "TransferRole may be assumed by more than one service, or without a condition",
    edit(
      "infra/transfer-role.ts",
      "conditions: [\n              {\n                test",
      "conditions: [] as never[], x: [{ test",
    ),
  ],
  [
    "CopierExecutionRole is not within the permissions boundary",
    edit("infra/everywhere.ts", "args.permissionsBoundary ??= settings.permissionsBoundaryArn;", ""),
  ],
  [
    "the transfer role does not stay or go as the settings say",
    edit("infra/transfer-role.ts", "retainOnDelete: settings.keepTransferRole", "retainOnDelete: false"),
  ],
  [
    "the copy queue does not redrive to its dead-letter queue after 50 receives",
    edit("infra/queues.ts", "{ queue: copyDeadLetters.arn, retry: 50 }", "undefined"),
  ],
  [
    "NeedsActionQueue may be reached without TLS",
    edit("infra/queues.ts", "resources: [made.arn]", 'resources: name === "NeedsAction" ? [] : [made.arn]'),
  ],
  ["EvidenceBucket may be public", edit("infra/evidence.ts", "cors: false,", 'cors: false, access: "public",')],
  [
    "DatabaseClosed lets anybody in",
    edit(
      "infra/database.ts",
      'description: "No way',
      'ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["0.0.0.0/0"] }], description: "No way',
    ),
  ],
  [
    "a backlog of 10 wants 1 copiers, and step scaling sets 2",
    edit("infra/scaling-steps.ts", "{backlogFrom - threshold}", "{backlogFrom - threshold - Math.min(index, 1)}"),
    edit("infra/scaling-steps.ts", "{next.backlogFrom - threshold}", "{next.backlogFrom - threshold - 1}"),
  ],
  [
    "CopierService rolls before the migration",
    edit(
      "infra/service-transform.ts",
      "options.dependsOn = [migration, cluster]",
      "options.dependsOn = [migration, cluster].slice(2)",
    ),
  ],
  [
    "CopierService names ClusterCapacityProviders (capacityProviderStrategies.capacityProvider) and may be made before it",
  ],
  [
    "TransferPolicies names TransferPolicy (policyNames) and may be made before it",
    edit("infra/transfer-role.ts", "policies.map(({ name }) => name)", 'policies.map(() => "transfers")'),
  ],
  [
    "CopierClimb names CopierAutoScalingTarget (resourceId) and may be made before it",
    edit(
      "infra/scaling.ts",
      "const target = { serviceNamespace, scalableDimension, resourceId,",
      'const target = { serviceNamespace: "ecs", scalableDimension: "ecs:service:DesiredCount", resourceId: copier.nodes.service.cluster.apply((arn) => "service/" + arn.split("/")[1] + "/Copier"),',
    ),
  ],
  [
    "CopierService has a public address in production",
    edit("infra/service-transform.ts", "assignPublicIp: hasPublicIps", "assignPublicIp: true"),
  ],
  [
    "at rest an alarm lasts that sets 0 copiers, again and again",
    edit("infra/scaling.ts", "0, IF(FILL(running, 0) >", "0, IF(1 + FILL(running, 0) >"),
  ],
  [
    "WebService is ended where another does not answer: /healthz asks it",
    edit("infra/web.ts", 'path: "/sign-in"', 'path: "/healthz"'),
  ],
  [
    "CoordinatorService is ended where another does not answer: /readyz asks it",
    edit("infra/coordinator.ts", 'path: "/healthz"', 'path: "/readyz"'),
  ],
  [
    "CoordinatorService has less than a minute to start",
    edit("infra/service-transform.ts", "healthCheckGracePeriodSeconds = 120", "healthCheckGracePeriodSeconds = 20"),
  ],
  ["CopyQueuePolicy: LimitExceeded: policy of ", edit("infra/queues.ts", 'sid: "OnlyTls"', 'sid: "x".repeat(9_000)')],
  ["the ledger may be deleted", edit("infra/database.ts", "args.deletionProtection = production;", "")],
];
