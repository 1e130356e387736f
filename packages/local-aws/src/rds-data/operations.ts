import pg, { type Pool } from "pg";
import type { ZodType } from "zod";
import { AwsError } from "./aws-error.ts";
import { bindParameters } from "./bind.ts";
import { type ColumnTypes, makeColumnTypes } from "./column-types.ts";
import { execute, executeBatch, readStatement } from "./execute.ts";
import { batchExecuteRequest, beginRequest, endRequest, executeRequest } from "./request.ts";
import { findUser, type Secrets } from "./secrets.ts";
import { makeTransactions, type TransactionLimits } from "./transactions.ts";

export type OperationsConfig = {
  databaseUrl: string;
  /** Which database user a secret stands for; none given: every secret stands for the user of `databaseUrl`. */
  secrets: Secrets;
  poolSize: number;
  statementTimeoutMs: number;
  transactionLimits: TransactionLimits;
};

type Target = { secretArn: string; database?: string | undefined };
type Database = { pool: Pool; columnTypes: ColumnTypes };

/** The operations of the Data API: each takes the request's JSON and answers the response's JSON text. */
export function makeOperations(config: OperationsConfig) {
  const databases = new Map<string, Database>();
  const transactions = makeTransactions(config.transactionLimits);
  const defaultDatabase = decodeURIComponent(new URL(config.databaseUrl).pathname.slice(1));

  function database({ secretArn, database: name = defaultDatabase }: Target): Database {
    const user = findUser(config.secrets, secretArn);
    const place = `${user?.username ?? ""}/${name}`;
    const known = databases.get(place);
    if (known !== undefined) return known;
    const url = new URL(config.databaseUrl);
    url.pathname = `/${encodeURIComponent(name)}`;
    if (user !== null) {
      url.username = encodeURIComponent(user.username);
      url.password = encodeURIComponent(user.password);
    }
    const pool = new pg.Pool({
      connectionString: url.href,
      max: config.poolSize,
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
      statement_timeout: config.statementTimeoutMs,
      options: "-c timezone=UTC",
      application_name: "rds-data",
    });
    // An idle connection that breaks is replaced when it is next needed.
    pool.on("error", () => undefined);
    const made = { pool, columnTypes: makeColumnTypes(pool) };
    databases.set(place, made);
    return made;
  }

  const byPath: Record<string, (body: unknown) => Promise<string>> = {
    "/Execute": async (body) => {
      const request = parse(executeRequest, body);
      const statement = readStatement(request.sql);
      const values = bindParameters(statement.names, request.parameters);
      const { pool, columnTypes } = database(request);
      if (request.transactionId === undefined)
        return execute({ runner: pool, columnTypes }, statement, values, request);
      return transactions.run(request.transactionId, (runner) =>
        execute({ runner, columnTypes }, statement, values, request),
      );
    },
    "/BatchExecute": async (body) => {
      const request = parse(batchExecuteRequest, body);
      const statement = readStatement(request.sql);
      if (request.transactionId !== undefined) {
        return transactions.run(request.transactionId, (runner) =>
          executeBatch(runner, statement, request.parameterSets),
        );
      }
      return executeBatch(database(request).pool, statement, request.parameterSets);
    },
    "/BeginTransaction": async (body) => {
      const request = parse(beginRequest, body);
      return JSON.stringify({ transactionId: await transactions.begin(database(request).pool) });
    },
    "/CommitTransaction": async (body) => {
      await transactions.end(parse(endRequest, body).transactionId, "commit");
      return '{"transactionStatus":"Transaction Committed"}';
    },
    "/RollbackTransaction": async (body) => {
      await transactions.end(parse(endRequest, body).transactionId, "rollback");
      return '{"transactionStatus":"Rollback Complete"}';
    },
  };

  return {
    async run(path: string, body: unknown): Promise<string> {
      const operation = byPath[path];
      if (operation === undefined) throw new AwsError("UnknownOperationException", `No operation is at ${path}`);
      return operation(body);
    },
    async close(): Promise<void> {
      await transactions.close();
      await Promise.all([...databases.values()].map(({ pool }) => pool.end()));
    },
  };
}

function parse<T>(schema: ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join(".") || "request"}: ${issue.message}`);
  throw new AwsError("BadRequestException", problems.join("; "));
}
