import type { ServiceRole } from "@s3mirror/core/store/people/roles";
import type { AwsClientSettings } from "./clients.ts";
import type { Database } from "./database.ts";
import { type AwsService, endpointVariables, signingCredentials } from "./external.ts";
import type { Queues } from "./queues.ts";
import { pageUrl, plainEnvironment, type Site } from "./site.ts";

export const ecsNames = { cluster: "s3mirror-local", copierService: "s3mirror-local-copier" } as const;

export type Declared = { database: Database; queues: Queues; alertsTopicArn: string };

export type Environments = Record<ServiceRole, Record<string, string>>;

/** What each service is told: the same names as on AWS, and nothing of ours but PATH. A coordinator hears its port as well. */
export function serviceEnvironments(site: Site, clients: AwsClientSettings, declared: Declared): Environments {
  const page = pageUrl(site);
  return {
    coordinator: {
      ...commonEnvironment("coordinator", site, clients, declared),
      S3MIRROR_COPY_DLQ_URL: declared.queues.copyDeadLetters,
      S3MIRROR_ALERTS_TOPIC_ARN: declared.alertsTopicArn,
      S3MIRROR_ECS_CLUSTER: ecsNames.cluster,
      S3MIRROR_ECS_COPIER_SERVICE: ecsNames.copierService,
      S3MIRROR_FLEET_MIN: `${site.settings.fleet.min}`,
      S3MIRROR_FLEET_MAX: `${site.settings.fleet.max}`,
      S3MIRROR_ADMIN_API_KEY: site.keys.adminApiKey,
      S3MIRROR_VENDOR_API_KEY: site.keys.vendorApiKey,
      // On one machine nobody is kept waiting for a new link, and nobody else sees it.
      S3MIRROR_SIGN_IN_LINK_SECONDS: "86400",
      ...(page !== null && { S3MIRROR_PUBLIC_URL: page }),
      ...site.settings.serviceEnvironment,
    },
    copier: {
      ...commonEnvironment("copier", site, clients, declared),
      S3MIRROR_VISIBILITY_TIMEOUT_SECONDS: `${site.settings.visibilityTimeoutSeconds}`,
      ...site.settings.serviceEnvironment,
    },
  };
}

function commonEnvironment(
  service: ServiceRole,
  site: Site,
  clients: AwsClientSettings,
  { database, queues }: Declared,
): Record<string, string> {
  const endpoints = Object.fromEntries(
    (Object.keys(endpointVariables) as AwsService[]).map((name) => [endpointVariables[name], clients.endpoints[name]]),
  );
  return {
    ...plainEnvironment(),
    ...endpoints,
    ...signingCredentials(site.external, site.keys),
    AWS_REGION: site.region,
    AWS_SDK_UA_APP_ID: `s3mirror-${service}`,
    S3MIRROR_STAGE: "local",
    S3MIRROR_COPY_QUEUE_URL: queues.copy,
    S3MIRROR_NEEDS_ACTION_QUEUE_URL: queues.needsAction,
    S3MIRROR_LEDGER_RESOURCE_ARN: database.resourceArn,
    S3MIRROR_LEDGER_SECRET_ARN: database.roleSecretArns[service],
    S3MIRROR_LEDGER_DATABASE: database.database,
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: site.keys.company.principalArn,
    ...transferRole(site, clients),
    S3MIRROR_SESSION_LEASE_SECONDS: `${site.settings.sessionLeaseSeconds}`,
    S3MIRROR_EXIT_WITH_PARENT: "1",
  };
}

/** Our S3 answers for STS as well. An external one is used with the caller's own credentials: they know no role of ours. */
function transferRole(site: Site, clients: AwsClientSettings): Record<string, string> {
  if (site.external.endpoints.s3 !== undefined) return {};
  return { AWS_ENDPOINT_URL_STS: clients.endpoints.s3, S3MIRROR_TRANSFER_ROLE_ARN: site.keys.company.principalArn };
}
