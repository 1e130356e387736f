import { readOpenWork } from "@s3mirror/core/store/files/sweeping";
import type { Deps } from "./deps.ts";
import { queueDepth } from "./keep/sweeper.ts";
import type { Activity } from "./repeat.ts";

const LOOK_WHILE_BUSY_MS = 10_000;
const LOOK_AT_REST_MS = 15_000;

/**
 * Lets the rooms rest when nothing is open, and wakes them when a queue holds a message or a cause is due to be probed.
 * At rest it asks SQS, not the ledger, so that Aurora may pause.
 */
export async function watchForWork(deps: Deps, activity: Activity, signal: AbortSignal): Promise<void> {
  let probeInMs = Number.POSITIVE_INFINITY;
  while (!signal.aborted) {
    const ms = activity.busy ? LOOK_WHILE_BUSY_MS : Math.min(LOOK_AT_REST_MS, probeInMs);
    await deps.sleep(ms, signal);
    if (signal.aborted) return;
    try {
      if (activity.busy) {
        const { wakes } = activity;
        const work = await readOpenWork(deps.ledger);
        probeInMs = Math.max(0, work.probeInSeconds ?? Number.POSITIVE_INFINITY) * 1_000;
        if (!work.isOpen && probeInMs > 0) activity.restSince(wakes);
      } else {
        probeInMs -= ms;
        if (probeInMs <= 0 || (await isAnyMessageThere(deps))) activity.wake();
      }
    } catch (error) {
      deps.log.warn({ err: error }, "could not look for work");
    }
  }
}

async function isAnyMessageThere(deps: Deps): Promise<boolean> {
  const queues = [
    deps.config.S3MIRROR_COPY_QUEUE_URL,
    deps.config.S3MIRROR_NEEDS_ACTION_QUEUE_URL,
    deps.config.S3MIRROR_COPY_DLQ_URL,
  ];
  const depths = await Promise.all(queues.map((queue) => queueDepth(deps, queue)));
  return depths.some(({ visible, inFlight }) => visible + inFlight > 0);
}
