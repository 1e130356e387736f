import { LedgerUnavailable } from "@s3mirror/core/store/ledger";
import type { CopyDeps, FileInWork, HaltReason } from "./file-in-work.ts";
import { StopWork } from "./stop-work.ts";

/**
 * Asks the ledger until it answers: every statement of the store is safe to repeat. Gives up only when the file is halted.
 * @throws StopWork halted
 */
export async function askLedger<T>(deps: CopyDeps, file: FileInWork, ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      file.log.warn({ err: error }, "the ledger did not answer");
      const { signal } = file.halt;
      if (signal.aborted && !file.finishing)
        throw new StopWork({ type: "halted", reason: signal.reason as HaltReason });
      await deps.clock.wait(1_000, signal);
    }
  }
}

/** Like askLedger for a fenced write. @throws StopWork stale, where the file is no longer ours */
export async function writeFenced(
  deps: CopyDeps,
  file: FileInWork,
  write: () => Promise<{ type: "ok" } | { type: "stale" }>,
): Promise<void> {
  const answer = await askLedger(deps, file, write);
  if (answer.type === "stale") throw new StopWork({ type: "stale" });
}
