import { setTimeout as sleep } from "node:timers/promises";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { openLedger } from "@s3mirror/core/store/ledger";
import { migrate } from "@s3mirror/core/store/migrate";
import { databaseRoles, type ServiceRole } from "@s3mirror/core/store/people/roles";
import { type AwsClientSettings, accountOf } from "./clients.ts";
import type { Keys } from "./keys.ts";
import { host, type Site, startStandIn } from "./site.ts";

const database = "s3mirror";

export type Database = {
  resourceArn: string;
  /** The owner's secret, for migrations only. */
  secretArn: string;
  /** The services' own secrets. */
  roleSecretArns: Record<ServiceRole, string>;
  database: string;
  url: string | null;
};

/** The ledger: Postgres and the Data API in front of it. `url` is Postgres' own, null where the Data API is external. */
export async function startDatabase(site: Site): Promise<Database> {
  const account = `${site.region}:${accountOf(site)}`;
  const secret = (name: string) => `arn:aws:secretsmanager:${account}:secret:s3mirror-local-${name}`;
  const names = {
    resourceArn: `arn:aws:rds:${account}:cluster:s3mirror-local`,
    secretArn: secret("ledger"),
    roleSecretArns: { coordinator: secret("ledger-coordinator"), copier: secret("ledger-copier") },
    database,
  };
  if (site.external.endpoints.rdsData !== undefined) {
    // Its secrets are not ours to make: whoever runs it knows the ledger's, so every service takes that one.
    return { ...names, roleSecretArns: { coordinator: names.secretArn, copier: names.secretArn }, url: null };
  }
  const url = await startStandIn(site, "postgres", "postgres", { database });
  const { username, password } = new URL(url);
  const { coordinator, copier } = site.keys.databasePasswords;
  const secrets = {
    [names.secretArn]: { username, password },
    [names.roleSecretArns.coordinator]: { username: databaseRoles.coordinator, password: coordinator },
    [names.roleSecretArns.copier]: { username: databaseRoles.copier, password: copier },
  };
  await startStandIn(site, "rds-data", "rdsData", { host, databaseUrl: url, region: site.region, secrets });
  return { ...names, url };
}

/** Brings the schema, and where there are passwords the services' roles, up to date before any service runs. */
export async function migrateDatabase(
  clients: AwsClientSettings,
  target: Pick<Database, "resourceArn" | "secretArn" | "database">,
  passwords: Keys["databasePasswords"] | null,
): Promise<string[]> {
  const client = new RDSDataClient({ ...clients, endpoint: clients.endpoints.rdsData });
  try {
    const ledger = openLedger({ ...target, client, sleep, random: Math.random });
    return await migrate(ledger, passwords);
  } finally {
    client.destroy();
  }
}
