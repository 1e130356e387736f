import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { database } from "./database.ts";
import { databaseSecrets } from "./database-secrets.ts";
import { transactionPermissions } from "./permissions.ts";
import { settings } from "./settings.ts";

const folder = "packages/core/src/store/migrations";
const entry = "services/coordinator/src/migrate";

const migrate = new sst.aws.Function("Migrate", {
  handler: `${entry}.handler`,
  runtime: "nodejs22.x",
  architecture: "arm64",
  timeout: "15 minutes",
  memory: "512 MB",
  dev: false,
  logging: { retention: settings.logRetention },
  // Beside the bundle, which SST puts at the root of the package: there it looks for them.
  copyFiles: [{ from: folder, to: "migrations" }],
  environment: {
    S3MIRROR_LEDGER_RESOURCE_ARN: database.clusterArn,
    S3MIRROR_LEDGER_SECRET_ARN: database.secretArn,
    S3MIRROR_LEDGER_DATABASE: database.database,
    S3MIRROR_COORDINATOR_SECRET_ARN: databaseSecrets.coordinator.arn,
    S3MIRROR_COPIER_SECRET_ARN: databaseSecrets.copier.arn,
  },
  transform: {
    role: (args) => {
      // SST also lets the whole account assume it, for `sst dev`.
      args.assumeRolePolicy = aws.iam.assumeRolePolicyForPrincipal({ Service: "lambda.amazonaws.com" });
    },
  },
  permissions: [
    ...transactionPermissions(database.secretArn),
    {
      actions: ["secretsmanager:GetSecretValue"],
      resources: [databaseSecrets.coordinator.arn, databaseSecrets.copier.arn],
    },
  ],
});

/** The schema of this deploy. Services depend on it: it runs once, before any of them rolls. */
export const migration = new aws.lambda.Invocation(
  "Migration",
  {
    functionName: migrate.name,
    input: "{}",
    triggers: { migrations: hashOf([...migrationsOf(folder), "packages/core/src/store/people/roles.ts"]) },
  },
  { dependsOn: [database, migrate] },
);

function migrationsOf(folder: string): string[] {
  return readdirSync(join($cli.paths.root, folder))
    .sort()
    .map((name) => `${folder}/${name}`);
}

function hashOf(paths: string[]): string {
  const hash = createHash("sha256");
  for (const path of paths) hash.update(path).update(readFileSync(join($cli.paths.root, path)));
  return hash.digest("hex");
}
