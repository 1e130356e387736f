import { database } from "./database.ts";

/** Asking the ledger through the Data API as one Postgres role. */
export const ledgerPermissions = (secretArn: $util.Input<string>) => [
  {
    actions: [
      "rds-data:ExecuteStatement",
      "rds-data:BeginTransaction",
      "rds-data:CommitTransaction",
      "rds-data:RollbackTransaction",
    ],
    resources: [database.clusterArn],
  },
  { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
];
