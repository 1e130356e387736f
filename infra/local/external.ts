import type { Keys } from "./keys.ts";

export type Environment = Record<string, string | undefined>;

export const endpointVariables = {
  s3: "AWS_ENDPOINT_URL_S3",
  sqs: "AWS_ENDPOINT_URL_SQS",
  sns: "AWS_ENDPOINT_URL_SNS",
  rdsData: "AWS_ENDPOINT_URL_RDS_DATA",
  ecs: "AWS_ENDPOINT_URL_ECS",
} as const;

export type AwsService = keyof typeof endpointVariables;

/** What the caller brings along instead of a stand-in: endpoints already set, and the credentials they take. */
export type External = {
  endpoints: Partial<Record<AwsService, string>>;
  /** The region, when anything is external. */
  region: string | undefined;
  credentials: Record<string, string>;
};

/** Reads from the environment which services are somebody else's. Without any, nothing of it is used. */
export function readExternal(environment: Environment): External {
  const endpoints: External["endpoints"] = {};
  for (const [service, variable] of Object.entries(endpointVariables) as [AwsService, string][]) {
    if (environment[variable]) endpoints[service] = environment[variable];
  }
  if (Object.keys(endpoints).length === 0) return { endpoints, region: undefined, credentials: {} };
  const credentials: Record<string, string> = {};
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"]) {
    const value = environment[name];
    if (value) credentials[name] = value;
  }
  return { endpoints, region: environment.AWS_REGION || undefined, credentials };
}

/** The credentials services sign with: the caller's own if something is external, else the company account's. */
export function signingCredentials(external: External, keys: Keys): Record<string, string> {
  if (external.credentials.AWS_ACCESS_KEY_ID) return external.credentials;
  return { AWS_ACCESS_KEY_ID: keys.company.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.company.secretAccessKey };
}
