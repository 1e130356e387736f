import { registerUpload } from "@s3mirror/core/store/files/uploads";
import { LedgerUnavailable } from "@s3mirror/core/store/ledger";
import { type CopyDeps, type FileInWork, type HaltReason, holdOf } from "./file-in-work.ts";
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

/**
 * Whether the fence still holds for a file with an upload, asked by registering again what is registered: that changes
 * nothing. True where the ledger does not answer: the next write will tell.
 */
export async function isStillOurs(deps: CopyDeps, file: FileInWork): Promise<boolean> {
  const { upload } = file.work;
  if (upload === null) return true;
  try {
    const answer = await registerUpload(deps.ledger, { hold: holdOf(file), expected: upload.uploadId, upload });
    return answer.type !== "stale";
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    return true;
  }
}
