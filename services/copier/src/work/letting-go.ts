import { releaseFiles } from "@s3mirror/core/store/files/claims";
import type { Deps } from "../deps.ts";
import { type FileInWork, type HaltReason, holdOf } from "../file/file-in-work.ts";
import { type Batch, makeBatch } from "./batch.ts";

/**
 * Gives back, in batches, the claims of files that others are to go on with: the ledger hands them to the relay again, and
 * only then are they forgotten here. Asked until the ledger answers, or the copier stops: then all goes in one.
 */
export function makeLettingGo(
  deps: Deps,
  input: { onGone: (file: FileInWork) => void; signal: AbortSignal },
): Batch<{ file: FileInWork; reason: HaltReason }> {
  const { clock, ledger, log } = deps;

  async function letGo(items: { file: FileInWork; reason: HaltReason }[]): Promise<void> {
    for (const reason of ["paused", "fleet_paused", "stalled"] as const) {
      const left = items.filter((item) => item.reason === reason).map((item) => item.file);
      while (left.length > 0) {
        try {
          await releaseFiles(ledger, { holds: left.map(holdOf), reason });
          for (const file of left) input.onGone(file);
          break;
        } catch (error) {
          log.warn({ err: error }, "claims could not be let go yet");
          if (input.signal.aborted) return;
          await clock.wait(1_000, input.signal);
        }
      }
    }
  }

  return makeBatch({ clock, most: 100, waitMs: 100, atOnce: 1, send: letGo });
}
