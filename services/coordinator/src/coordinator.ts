import { setMaxListeners } from "node:events";
import { followRoutes } from "@s3mirror/core/store/people/routes";
import type { Deps } from "./deps.ts";
import { raiseFleet } from "./fleet/fleet-scaling.ts";
import { probeDueCauses } from "./heal/prober.ts";
import { recordBackstop, recordNeedsAction } from "./heal/recorder.ts";
import { redriveOnce } from "./heal/redrive.ts";
import { closeFinished } from "./keep/closer.ts";
import { keepHouse } from "./keep/housekeeper.ts";
import { tidyUploads } from "./keep/janitor.ts";
import { sweepSilence, tendSessions, watchStalls } from "./keep/sweeper.ts";
import { planOne } from "./plan/planner.ts";
import { type Activity, type Room, repeat } from "./repeat.ts";
import { relayOnce } from "./send/relay.ts";
import { makeEffects } from "./tell/announcer.ts";
import { tellMetrics } from "./tell/tell-metrics.ts";
import { watchForWork } from "./watch-for-work.ts";

/**
 * Runs the coordinator's rooms until the signal ends. Every coordinator runs all of them: they meet in the ledger, where
 * each piece of work is taken by one (`skip locked`, leases) and every step is safe to repeat.
 */
export async function runCoordinator(deps: Deps, activity: Activity, signal: AbortSignal): Promise<void> {
  const quiet = deps.config.S3MIRROR_SWEEP_QUIET_SECONDS * 1_000;
  const stall = deps.config.S3MIRROR_STALL_SECONDS * 1_000;
  const rooms: Room[] = [
    { name: "planner", everyMs: 1_000, look: () => planOne(deps, { onPage: () => activity.wake() }) },
    { name: "relay", everyMs: 250, look: () => relayOnce(deps) },
    { name: "recorder", everyMs: 250, look: () => recordNeedsAction(deps, signal) },
    { name: "backstop", everyMs: 1_000, look: () => recordBackstop(deps, signal) },
    { name: "effects", everyMs: 500, look: () => makeEffects(deps) },
    { name: "closer", everyMs: 500, look: () => closeFinished(deps) },
    { name: "sessions", everyMs: 1_000, look: () => tendSessions(deps) },
    { name: "routes", everyMs: 1_000, look: async () => (await followRoutes(deps.ledger, { routeId: null })) > 0 },
    { name: "silence", everyMs: Math.max(500, quiet / 4), look: () => sweepSilence(deps) },
    { name: "stalls", everyMs: Math.min(15_000, stall / 20), look: () => watchStalls(deps) },
    { name: "prober", everyMs: 1_000, look: () => probeDueCauses(deps) },
    { name: "redrives", everyMs: 500, look: () => redriveOnce(deps) },
    { name: "metrics", everyMs: 60_000, look: () => tellMetrics(deps) },
    { name: "fleet", everyMs: 2_000, look: () => raiseFleet(deps) },
    {
      name: "janitor",
      everyMs: deps.config.S3MIRROR_JANITOR_EVERY_SECONDS * 1_000,
      look: () => tidyUploads(deps),
    },
    { name: "housekeeper", everyMs: 3_600_000, look: () => keepHouse(deps) },
  ];
  // Every room listens for the end while it pauses; ten listeners would be taken for a leak.
  setMaxListeners(0, signal);
  await Promise.all([
    ...rooms.map((room) => repeat(deps, activity, room, signal)),
    watchForWork(deps, activity, signal),
  ]);
}
