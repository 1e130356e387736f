import type { ServiceRole } from "@s3mirror/core/store/roles";
import type { AwsClientSettings } from "./clients.ts";
import type { Database } from "./database.ts";
import { type AwsService, endpointVariables, signingCredentials } from "./external.ts";
import type { Queues } from "./queues.ts";
import { plainEnvironment, type Site } from "./site.ts";

export const ecsNames = { cluster: "s3mirror-local", copierService: "s3mirror-local-copier" } as const;

export type Declared = { database: Database; queues: Queues; alertsTopicArn: string };

/** Which secret a service opens the ledger with: its own role's. */
export function ledgerSecret(database: Database, service: ServiceRole): { S3MIRROR_LEDGER_SECRET_ARN: string } {
  return { S3MIRROR_LEDGER_SECRET_ARN: database.roleSecretArns[service] };
}

/** What a service is told: the same names as on AWS, and nothing of ours but PATH. */
export function serviceEnvironment(site: Site, clients: AwsClientSettings, declared: Declared): Record<string, string> {
  const endpoints = Object.fromEntries(
    (Object.keys(endpointVariables) as AwsService[]).map((name) => [endpointVariables[name], clients.endpoints[name]]),
  );
  return {
    ...plainEnvironment(),
    ...endpoints,
    ...signingCredentials(site.external, site.keys),
    AWS_REGION: site.region,
    S3MIRROR_STAGE: "local",
    S3MIRROR_COPY_QUEUE_URL: declared.queues.copy,
    S3MIRROR_COPY_DLQ_URL: declared.queues.copyDeadLetters,
    S3MIRROR_NEEDS_ACTION_QUEUE_URL: declared.queues.needsAction,
    S3MIRROR_ALERTS_TOPIC_ARN: declared.alertsTopicArn,
    S3MIRROR_LEDGER_RESOURCE_ARN: declared.database.resourceArn,
    ...ledgerSecret(declared.database, "coordinator"),
    S3MIRROR_LEDGER_DATABASE: declared.database.database,
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: site.keys.company.principalArn,
    ...transferRole(site, clients),
    S3MIRROR_ECS_CLUSTER: ecsNames.cluster,
    S3MIRROR_ECS_COPIER_SERVICE: ecsNames.copierService,
    S3MIRROR_VISIBILITY_TIMEOUT_SECONDS: `${site.settings.visibilityTimeoutSeconds}`,
    S3MIRROR_SESSION_LEASE_SECONDS: `${site.settings.sessionLeaseSeconds}`,
    S3MIRROR_FLEET_MIN: `${site.settings.fleet.min}`,
    S3MIRROR_FLEET_MAX: `${site.settings.fleet.max}`,
    S3MIRROR_ADMIN_API_KEY: site.keys.adminApiKey,
    S3MIRROR_VENDOR_API_KEY: site.keys.vendorApiKey,
    S3MIRROR_EXIT_WITH_PARENT: "1",
    ...site.settings.serviceEnvironment,
  };
}

/** Our S3 answers for STS as well. An external one is used with the caller's own credentials: they know no role of ours. */
function transferRole(site: Site, clients: AwsClientSettings): Record<string, string> {
  if (site.external.endpoints.s3 !== undefined) return {};
  return { AWS_ENDPOINT_URL_STS: clients.endpoints.s3, S3MIRROR_TRANSFER_ROLE_ARN: site.keys.company.principalArn };
}
