import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { patientRequests } from "@s3mirror/core/patient-requests";
import { openLedger } from "@s3mirror/core/store/ledger";
import { migrate } from "@s3mirror/core/store/migrate";
import { databaseRoles, type ServiceRole } from "@s3mirror/core/store/people/roles";
import pino from "pino";
import { z } from "zod";
import { jsonText } from "./config.ts";

/** Every environment variable of the migration. The secret is the owner's; services never have it. */
export const migrateEnvironmentSchema = z.object({
  S3MIRROR_LEDGER_RESOURCE_ARN: z.string().min(1),
  S3MIRROR_LEDGER_SECRET_ARN: z.string().min(1),
  S3MIRROR_LEDGER_DATABASE: z.string().min(1),
  /** The secrets that hold each service's role: its name and password. */
  S3MIRROR_COORDINATOR_SECRET_ARN: z.string().min(1),
  S3MIRROR_COPIER_SECRET_ARN: z.string().min(1),
});

// Aurora may be asleep: it resumes in about 15 s, and a deploy can wait longer than a request.
const PATIENCE_MS = 120_000;

/**
 * Brings the ledger up to date before services roll: migrations and the services' database roles. Safe to run again
 * and from several places at once. As a Lambda it is this handler; as a process it runs once and ends, 0 where all went well.
 * @returns the migrations that were run now
 */
export async function handler(): Promise<{ ran: string[] }> {
  const environment = migrateEnvironmentSchema.parse(process.env);
  const log = pino({ base: { service: "migrate" } });
  const client = new RDSDataClient({ requestHandler: patientRequests(65_000) });
  const secrets = new SecretsManagerClient({ requestHandler: patientRequests(10_000) });
  try {
    const ledger = openLedger({
      resourceArn: environment.S3MIRROR_LEDGER_RESOURCE_ARN,
      secretArn: environment.S3MIRROR_LEDGER_SECRET_ARN,
      database: environment.S3MIRROR_LEDGER_DATABASE,
      client,
      sleep,
      random: Math.random,
      patienceMs: PATIENCE_MS,
    });
    const ran = await migrate(ledger, {
      coordinator: await readPassword(secrets, environment.S3MIRROR_COORDINATOR_SECRET_ARN, "coordinator"),
      copier: await readPassword(secrets, environment.S3MIRROR_COPIER_SECRET_ARN, "copier"),
    });
    log.info({ ran, roles: Object.values(databaseRoles) }, "the ledger is up to date");
    return { ran };
  } finally {
    client.destroy();
    secrets.destroy();
  }
}

/** @throws Error where the secret holds another user than the role: the service would sign in as somebody else. */
async function readPassword(client: SecretsManagerClient, arn: string, service: ServiceRole): Promise<string> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
  const shape = jsonText.pipe(z.object({ username: z.literal(databaseRoles[service]), password: z.string().min(16) }));
  const secret = shape.safeParse(SecretString);
  if (secret.success) return secret.data.password;
  const problems = secret.error.issues.map((issue) => `${issue.path.join(".") || "the secret"}: ${issue.message}`);
  throw new Error(`The secret of the ${service}'s database role cannot be used (${arn}): ${problems.join("; ")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await handler();
