import { cluster } from "./cluster.ts";
import { database } from "./database.ts";
import { databaseSecrets } from "./database-secrets.ts";
import { statementPermissions } from "./permissions.ts";
import { copyQueue, needsAction, visibilityTimeoutSeconds } from "./queues.ts";
import { serviceTransform } from "./service-transform.ts";
import { settings } from "./settings.ts";
import { transferRoleArn } from "./transfer-role.ts";

/** Copies files. Spot may take a copier away at any moment; what it began is resumed by another. */
export const copier = new sst.aws.Service("Copier", {
  cluster,
  architecture: "arm64",
  cpu: "1 vCPU",
  memory: "2 GB",
  // The first copier of a production stage is on demand, so that a dry Spot market slows a batch but never stops it.
  capacity: settings.production ? { fargate: { base: 1, weight: 0 }, spot: { weight: 1 } } : "spot",
  scaling: { ...settings.fleet, cpuUtilization: false, memoryUtilization: false },
  image: { context: ".", dockerfile: "services/copier/Dockerfile" },
  logging: { retention: settings.logRetention },
  environment: {
    AWS_SDK_UA_APP_ID: "s3mirror-copier",
    S3MIRROR_STAGE: $app.stage,
    S3MIRROR_COPY_QUEUE_URL: copyQueue.url,
    S3MIRROR_NEEDS_ACTION_QUEUE_URL: needsAction.url,
    S3MIRROR_LEDGER_RESOURCE_ARN: database.clusterArn,
    S3MIRROR_LEDGER_SECRET_ARN: databaseSecrets.copier.arn,
    S3MIRROR_LEDGER_DATABASE: database.database,
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: transferRoleArn,
    S3MIRROR_TRANSFER_ROLE_ARN: transferRoleArn,
    S3MIRROR_VISIBILITY_TIMEOUT_SECONDS: `${visibilityTimeoutSeconds}`,
  },
  permissions: [
    {
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
      resources: [copyQueue.arn],
    },
    { actions: ["sqs:SendMessage"], resources: [needsAction.arn] },
    ...statementPermissions(databaseSecrets.copier.arn),
    { actions: ["sts:AssumeRole"], resources: [transferRoleArn] },
  ],
  dev: { command: "npm start", directory: "services/copier", autostart: false },
  // A copier finishes its parts and gives back its claims within two minutes of SIGTERM; Fargate grants no more.
  transform: serviceTransform("copier", { stopTimeout: 120 }),
});
