import {
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type RDSDataClient,
  RollbackTransactionCommand,
  type SqlParameter,
} from "@aws-sdk/client-rds-data";
import type { ZodType } from "zod";

/** A parameter of a statement. Everything but numbers and booleans travels as text, so the SQL casts: `:id::bigint`. */
export type Param = string | number | boolean | null | object;
export type Params = Record<string, Param>;

/** Runs one statement and returns its rows, each parsed. Objects and arrays among the parameters travel as one JSON text. */
export type Run = <T>(row: ZodType<T>, sql: string, params?: Params) => Promise<T[]>;

/** The ledger's door: Postgres through the RDS Data API. */
export type Ledger = {
  run: Run;
  /** Several statements as one: all or none. The work may be run again from the start, so it must be safe to repeat. */
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>;
};

export type LedgerConfig = {
  resourceArn: string;
  secretArn: string;
  database: string;
  client: RDSDataClient;
  sleep: (ms: number) => Promise<void>;
  random: () => number;
  /** How long a statement is tried again before the ledger counts as unavailable; 20 s unless told. */
  patienceMs?: number;
};

/** The ledger could not be reached, or kept refusing, for as long as the caller's patience. Nothing is known of the outcome. */
export class LedgerUnavailable extends Error {
  override name = "LedgerUnavailable";
}

/** Postgres refused a statement: a bug, or a caller's mistake. `sqlState` is Postgres' five-character code where known. */
export class LedgerRefused extends Error {
  override name = "LedgerRefused";
  readonly sqlState: string | null;
  constructor(message: string, sqlState: string | null, options?: ErrorOptions) {
    super(message, options);
    this.sqlState = sqlState;
  }
}

/**
 * Opens the ledger. Every statement of the store is safe to repeat, so trouble that may pass is waited out here: Aurora
 * resuming from a pause (DatabaseResumingException, about 15 s), a lost answer, a failover, a deadlock (40P01) or a
 * serialization failure (40001). What does not pass is thrown as LedgerUnavailable; what Postgres refuses as LedgerRefused.
 */
export function openLedger(config: LedgerConfig): Ledger {
  const target = { resourceArn: config.resourceArn, secretArn: config.secretArn, database: config.database };

  async function patiently<T>(work: () => Promise<T>): Promise<T> {
    let waited = 0;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        const trouble = judge(error);
        if (trouble.type === "refused") throw new LedgerRefused(trouble.message, trouble.sqlState, { cause: error });
        if (waited >= (config.patienceMs ?? 20_000)) {
          throw new LedgerUnavailable("The ledger does not answer", { cause: error });
        }
        const ms = Math.min(4_000, 100 * 2 ** attempt) * (0.5 + config.random() / 2);
        waited += ms;
        await config.sleep(ms);
      }
    }
  }

  async function execute<T>(row: ZodType<T>, sql: string, params: Params, transactionId?: string): Promise<T[]> {
    const answer = await config.client.send(
      new ExecuteStatementCommand({
        ...target,
        sql,
        parameters: Object.entries(params).map(toSqlParameter),
        formatRecordsAs: "JSON",
        transactionId,
      }),
    );
    const rows: unknown = answer.formattedRecords ? JSON.parse(answer.formattedRecords) : [];
    return row.array().parse(rows);
  }

  return {
    run: (row, sql, params = {}) => patiently(() => execute(row, sql, params)),
    transaction: (work) =>
      patiently(async () => {
        const { transactionId } = await config.client.send(new BeginTransactionCommand(target));
        try {
          const result = await work((row, sql, params = {}) => execute(row, sql, params, transactionId));
          await config.client.send(new CommitTransactionCommand({ ...target, transactionId }));
          return result;
        } catch (error) {
          await config.client
            .send(new RollbackTransactionCommand({ ...target, transactionId }))
            .catch(() => "the transaction expires by itself after 3 minutes");
          throw error;
        }
      }),
  };
}

function toSqlParameter([name, value]: [string, Param]): SqlParameter {
  if (value === null) return { name, value: { isNull: true } };
  if (typeof value === "boolean") return { name, value: { booleanValue: value } };
  if (typeof value === "number") {
    return { name, value: Number.isInteger(value) ? { longValue: value } : { doubleValue: value } };
  }
  return { name, value: { stringValue: typeof value === "string" ? value : JSON.stringify(value) } };
}

type Trouble = { type: "passing" } | { type: "refused"; message: string; sqlState: string | null };

// 25P03: the database ended a transaction of which nothing was heard for too long (roles.ts).
const passingStates = new Set("40001 40P01 25P03 57P01 57P02 57P03 08000 08003 08006 53300".split(" "));
const refusedNames = new Set([
  "BadRequestException",
  "DatabaseErrorException",
  "ForbiddenException",
  "NotFoundException",
]);

function judge(error: unknown): Trouble {
  if (!(error instanceof Error)) return { type: "refused", message: String(error), sqlState: null };
  const sqlState = /SQLState: (\w{5})/.exec(error.message)?.[1] ?? null;
  if (sqlState !== null) {
    return passingStates.has(sqlState) ? { type: "passing" } : { type: "refused", message: error.message, sqlState };
  }
  // A transaction that Aurora let go of (idle for 3 minutes, or a failover) is begun again from the start.
  if (error.name === "TransactionNotFoundException") return { type: "passing" };
  if (refusedNames.has(error.name) || error.name === "ZodError") {
    return { type: "refused", message: error.message, sqlState };
  }
  return "$metadata" in error || "code" in error || error.name === "TimeoutError"
    ? { type: "passing" }
    : { type: "refused", message: error.message, sqlState };
}
