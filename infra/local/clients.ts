import { type AwsService, endpointVariables, signingCredentials } from "./external.ts";
import { endpointOf, type Site } from "./site.ts";

/** How the stack itself reaches the services it declares. */
export type AwsClientSettings = {
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
  endpoints: Record<AwsService, string>;
};

export function clientSettings(site: Site): AwsClientSettings {
  const credentials = signingCredentials(site.external, site.keys);
  const endpoints = {} as Record<AwsService, string>;
  for (const service of Object.keys(endpointVariables) as AwsService[]) endpoints[service] = endpointOf(site, service);
  return {
    region: site.region,
    credentials: {
      accessKeyId: credentials.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: credentials.AWS_SECRET_ACCESS_KEY ?? "",
      sessionToken: credentials.AWS_SESSION_TOKEN,
    },
    endpoints,
  };
}

export const accountOf = (site: Site): string => site.keys.company.accountId;
