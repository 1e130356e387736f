import { database } from "./database.ts";

/** Asking the ledger through the Data API as one Postgres role, one statement at a time. */
export const statementPermissions = (secretArn: $util.Input<string>) => [
  { actions: ["rds-data:ExecuteStatement"], resources: [database.clusterArn] },
  { actions: ["secretsmanager:GetSecretValue"], resources: [secretArn] },
];

/** The same, and several statements as one. */
export const transactionPermissions = (secretArn: $util.Input<string>) => [
  ...statementPermissions(secretArn),
  {
    actions: ["rds-data:BeginTransaction", "rds-data:CommitTransaction", "rds-data:RollbackTransaction"],
    resources: [database.clusterArn],
  },
];
