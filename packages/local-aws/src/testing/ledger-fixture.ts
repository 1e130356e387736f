import { join } from "node:path";
import { startPostgres } from "../postgres/server.ts";
import type { Secrets } from "../rds-data/secrets.ts";
import { startRdsData } from "../rds-data/server.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

export type TestLedger = {
  /** The Data API's endpoint, for `RDSDataClient`. */
  rdsDataUrl: string;
  databaseUrl: string;
  resourceArn: string;
  secretArn: string;
  /** The postmaster's, for a test that kills it; it comes back on the same port. */
  postgresPid(): number;
  close(): Promise<void>;
};

const ownerSecretArn = "arn:aws:secretsmanager:eu-central-1:111122223333:secret:s3mirror-test";

/** Where secrets are told apart at all, the owner's is one of them. */
function withOwner(secrets: Secrets, databaseUrl: string): Secrets {
  if (Object.keys(secrets).length === 0) return {};
  const { username, password } = new URL(databaseUrl);
  return { ...secrets, [ownerSecretArn]: { username, password } };
}

/** A Postgres of its own in a temporary folder, empty, behind the Data API. Starts in about 1.5 s. `secrets`: further database users by ARN. */
export async function startTestLedger(secrets: Secrets = {}): Promise<TestLedger> {
  const folder = await makeTemporaryFolder();
  const postgres = await startPostgres({ port: 0, dataDir: join(folder.path, "postgres") });
  const rdsData = await startRdsData({ port: 0, databaseUrl: postgres.url, secrets: withOwner(secrets, postgres.url) });
  return {
    rdsDataUrl: rdsData.url,
    databaseUrl: postgres.url,
    resourceArn: "arn:aws:rds:eu-central-1:111122223333:cluster:s3mirror-test",
    secretArn: ownerSecretArn,
    postgresPid: () => postgres.pid,
    async close() {
      await rdsData.close();
      await postgres.close();
      await folder.remove();
    },
  };
}
