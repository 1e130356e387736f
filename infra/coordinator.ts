import { cluster, ports } from "./cluster.ts";
import { database } from "./database.ts";
import { databaseSecrets } from "./database-secrets.ts";
import { listen, loadBalancer, publicUrl } from "./load-balancer.ts";
import { transactionPermissions } from "./permissions.ts";
import { copyDeadLetters, copyQueue, needsAction } from "./queues.ts";
import { serviceTransform } from "./service-transform.ts";
import { accountId, region, settings } from "./settings.ts";
import { alerts } from "./topics.ts";
import { transferRoleArn } from "./transfer-role.ts";

const { sources, destinations } = settings;
const copies = settings.production ? 2 : 1;
const clusterName = cluster.nodes.cluster.name;
const copierServiceArn = $interpolate`arn:aws:ecs:${region}:${accountId}:service/${clusterName}/Copier`;

/** The API and everything that is decided. Programs, which bring a bearer key, are led straight to it. */
export const coordinator = new sst.aws.Service("Coordinator", {
  cluster,
  architecture: "arm64",
  cpu: "0.5 vCPU",
  memory: "1 GB",
  // A deploy ends when it answers, or in an error.
  wait: true,
  scaling: { min: copies, max: copies, cpuUtilization: false, memoryUtilization: false },
  image: { context: ".", dockerfile: "services/coordinator/Dockerfile" },
  logging: { retention: settings.logRetention },
  loadBalancer: {
    instance: loadBalancer,
    rules: [
      {
        listen,
        forward: `${ports.coordinator}/http`,
        priority: 10,
        conditions: { header: { name: "Authorization", values: ["Bearer *"] } },
      },
    ],
    health: { [`${ports.coordinator}/http` as const]: { path: "/healthz", interval: "10 seconds" } },
  },
  environment: {
    AWS_SDK_UA_APP_ID: "s3mirror-coordinator",
    S3MIRROR_STAGE: $app.stage,
    S3MIRROR_PORT: `${ports.coordinator}`,
    S3MIRROR_COPY_QUEUE_URL: copyQueue.url,
    S3MIRROR_COPY_DLQ_URL: copyDeadLetters.url,
    S3MIRROR_NEEDS_ACTION_QUEUE_URL: needsAction.url,
    S3MIRROR_ALERTS_TOPIC_ARN: alerts.arn,
    S3MIRROR_LEDGER_RESOURCE_ARN: database.clusterArn,
    S3MIRROR_LEDGER_SECRET_ARN: databaseSecrets.coordinator.arn,
    S3MIRROR_LEDGER_DATABASE: database.database,
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: transferRoleArn,
    S3MIRROR_TRANSFER_ROLE_ARN: transferRoleArn,
    S3MIRROR_DEPLOYED_BUCKETS: JSON.stringify({ sources, destinations }),
    S3MIRROR_PUBLIC_URL: publicUrl,
    // Load balancer and page speak from the network, whose addresses are private; nobody else is let through to here.
    S3MIRROR_TRUSTED_PROXIES: "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10",
    S3MIRROR_ECS_CLUSTER: clusterName,
    S3MIRROR_ECS_COPIER_SERVICE: "Copier",
    S3MIRROR_FLEET_MIN: `${settings.fleet.min}`,
    S3MIRROR_FLEET_MAX: `${settings.fleet.max}`,
  },
  permissions: [
    { actions: ["sqs:SendMessage", "sqs:GetQueueAttributes"], resources: [copyQueue.arn] },
    {
      actions: ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"],
      resources: [needsAction.arn, copyDeadLetters.arn],
    },
    { actions: ["sns:Publish", "sns:ListSubscriptionsByTopic", "sns:Subscribe"], resources: [alerts.arn] },
    { actions: ["ecs:DescribeServices", "ecs:UpdateService"], resources: [copierServiceArn] },
    ...transactionPermissions(databaseSecrets.coordinator.arn),
    { actions: ["sts:AssumeRole"], resources: [transferRoleArn] },
  ],
  dev: false,
  transform: serviceTransform("coordinator", { stopTimeout: 60 }),
});
