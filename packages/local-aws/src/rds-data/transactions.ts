import { randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { AwsError } from "./aws-error.ts";

export type TransactionLimits = {
  /** "A transaction times out if no calls use its transaction ID in three minutes" (BeginTransaction). */
  idleMs: number;
  /** "A transaction can run for a maximum of 24 hours" (BeginTransaction). */
  totalMs: number;
};

type Transaction = { client: PoolClient; isBusy: boolean; idle: NodeJS.Timeout; total: NodeJS.Timeout };

// A broken connection is told by the statement that next uses it.
const ignore = (): void => undefined;

/** The open transactions of one Data API: each holds a connection until it is ended, expires, or a call in it fails. */
export function makeTransactions(limits: TransactionLimits) {
  const open = new Map<string, Transaction>();

  async function begin(pool: Pool): Promise<string> {
    const client = await pool.connect();
    client.on("error", ignore);
    try {
      await client.query("begin");
    } catch (error) {
      client.release(true);
      throw error;
    }
    const id = randomBytes(48).toString("base64");
    const expire = () => void abort(id);
    const total = setTimeout(expire, limits.totalMs);
    open.set(id, { client, isBusy: false, idle: setTimeout(expire, limits.idleMs), total });
    return id;
  }

  /** Runs `work` on the transaction's connection. Whatever it throws ends the transaction, as on AWS. */
  async function run<T>(id: string, work: (client: PoolClient) => Promise<T>): Promise<T> {
    const transaction = open.get(id);
    if (transaction === undefined) {
      throw new AwsError("TransactionNotFoundException", `Transaction ${id} is not found`);
    }
    if (transaction.isBusy) throw new AwsError("DatabaseErrorException", "Transaction is still running a query");
    transaction.isBusy = true;
    clearTimeout(transaction.idle);
    try {
      return await work(transaction.client);
    } catch (error) {
      await abort(id);
      throw error;
    } finally {
      transaction.isBusy = false;
      if (open.has(id)) transaction.idle = setTimeout(() => void abort(id), limits.idleMs);
    }
  }

  async function end(id: string, command: "commit" | "rollback"): Promise<void> {
    await run(id, async (client) => {
      const result = await client.query(command);
      if (result.command !== command.toUpperCase()) {
        throw new AwsError("DatabaseErrorException", `The database answered ${result.command} to ${command}`);
      }
    });
    const client = forget(id)?.client;
    client?.off("error", ignore);
    client?.release();
  }

  async function abort(id: string): Promise<void> {
    // Closing the connection rolls back, even while a statement is running on it.
    forget(id)?.client.release(true);
  }

  function forget(id: string): Transaction | undefined {
    const transaction = open.get(id);
    if (transaction === undefined) return undefined;
    open.delete(id);
    clearTimeout(transaction.idle);
    clearTimeout(transaction.total);
    return transaction;
  }

  return {
    begin,
    run,
    end,
    async close(): Promise<void> {
      for (const id of [...open.keys()]) await abort(id);
    },
  };
}
