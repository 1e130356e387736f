import { releaseFiles } from "@s3mirror/core/store/files/claims";
import type { Clock, Deps } from "../deps.ts";
import { type FileInWork, holdOf } from "../file/file-in-work.ts";
import type { Batch } from "./batch.ts";
import type { Results } from "./results.ts";
import type { Visibility } from "./visibility.ts";

/** ECS kills 120 s after SIGTERM (stopTimeout): running parts get half of it, everything else a share of the rest. */
const FOR_RUNNING_PARTS_MS = 60_000;
const FOR_RESULTS_MS = 15_000;
const FOR_THE_LEDGER_MS = 10_000;
const FOR_SQS_MS = 10_000;

/**
 * Stops after receiving has ended: no part starts any more, those in flight get up to 60 s, results are recorded, claims
 * are let go and only then the messages become visible to others. Uploads are kept: they are the checkpoint. Whatever
 * cannot be told to the ledger in time is as if the copier had died: its lease runs out and another goes on. Takes 105 s
 * at most, whoever does not answer.
 */
export async function stopInOrder(
  deps: Deps,
  held: {
    files: Map<string, FileInWork>;
    running: Set<Promise<void>>;
    claims: Batch<unknown>;
    results: Results;
    lettingGo: Batch<unknown>;
    visibility: Visibility;
    endSession: () => Promise<void>;
  },
): Promise<void> {
  const { clock, log } = deps;
  log.info({ files: held.files.size }, "the copier stops");
  for (const file of held.files.values()) file.halt.abort("shutdown");
  const ended = held.claims.drain().then(() => allSettled(held.running));
  if (!(await within(clock, FOR_RUNNING_PARTS_MS, ended))) {
    log.warn({ files: held.running.size }, "requests in flight were not waited for any longer");
  }
  const recorded = await within(clock, FOR_RESULTS_MS, held.results.drain());
  if (!recorded) log.warn("results were not recorded in time; the next attempt finds them copied");
  held.results.giveUp();
  await within(clock, FOR_SQS_MS, Promise.all([held.lettingGo.drain(), held.visibility.removals.drain()]));
  if (!(await within(clock, FOR_THE_LEDGER_MS, letGo()))) {
    log.warn("the ledger did not take the claims back in time; they end with the lease");
  }
  if (!(await within(clock, FOR_SQS_MS, held.visibility.giveBackAll()))) {
    log.warn("messages could not be given back in time; they come back by themselves");
  }
  log.info({ released: held.files.size, ms: Math.round(clock.nowMs()) }, "what was left was given back");

  async function letGo(): Promise<void> {
    try {
      const holds = [...held.files.values()].map(holdOf);
      for (let from = 0; from < holds.length; from += 500) {
        await releaseFiles(deps.ledger, { holds: holds.slice(from, from + 500), reason: "shutdown" });
      }
      await held.endSession();
    } catch (error) {
      log.warn({ err: error }, "the ledger did not take the claims back; they end with the lease");
    }
  }
}

async function allSettled(running: Set<Promise<void>>): Promise<void> {
  while (running.size > 0) await Promise.all(running);
}

/** Whether the work was done within `ms`. */
export async function within(clock: Clock, ms: number, work: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  const done = work.then(() => true);
  const late = clock.wait(ms, timer.signal).then(() => false);
  const inTime = await Promise.race([done, late]);
  timer.abort();
  return inTime;
}
