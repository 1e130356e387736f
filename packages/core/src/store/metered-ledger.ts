import type { Meter } from "../metrics.ts";
import type { Ledger } from "./ledger.ts";

/** A ledger whose statements and transactions are timed, waiting for it included. `nowMs` is any clock that only goes on. */
export function meterLedger(ledger: Ledger, meter: Meter, nowMs: () => number): Ledger {
  async function timed<T>(work: () => Promise<T>): Promise<T> {
    const startedMs = nowMs();
    try {
      return await work();
    } finally {
      meter.observe("LedgerLatency", nowMs() - startedMs);
    }
  }
  return {
    run: (row, sql, params) => timed(() => ledger.run(row, sql, params)),
    transaction: (work) => timed(() => ledger.transaction(work)),
  };
}
