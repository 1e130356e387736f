import { setTimeout as sleep } from "node:timers/promises";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { openLedger } from "@s3mirror/core/store/ledger";
import { migrate } from "@s3mirror/core/store/migrate";
import { type AwsClientSettings, accountOf } from "./clients.ts";
import { host, type Site, startStandIn } from "./site.ts";

const database = "s3mirror";

export type Database = { resourceArn: string; secretArn: string; database: string; url: string | null };

/** The ledger: Postgres and the Data API in front of it. `url` is Postgres' own, null where the Data API is external. */
export async function startDatabase(site: Site): Promise<Database> {
  const account = `${site.region}:${accountOf(site)}`;
  const names = {
    resourceArn: `arn:aws:rds:${account}:cluster:s3mirror-local`,
    secretArn: `arn:aws:secretsmanager:${account}:secret:s3mirror-local-ledger`,
    database,
  };
  if (site.external.endpoints.rdsData !== undefined) return { ...names, url: null };
  const url = await startStandIn(site, "postgres", "postgres", { database });
  await startStandIn(site, "rds-data", "rdsData", { host, databaseUrl: url, region: site.region });
  return { ...names, url };
}

/** Brings the schema up to date before any service runs. */
export async function migrateDatabase(clients: AwsClientSettings, target: Database): Promise<string[]> {
  const client = new RDSDataClient({ ...clients, endpoint: clients.endpoints.rdsData });
  try {
    return await migrate(openLedger({ ...target, client, sleep, random: Math.random }));
  } finally {
    client.destroy();
  }
}
