import type { S3Client } from "@aws-sdk/client-s3";
import { type FleetRecord, readFleet } from "@s3mirror/core/store/fleet/fleet";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { listRoutes, type RouteRecord } from "@s3mirror/core/store/people/routes";
import { type HealthRecord, listMigrations, readHealth } from "@s3mirror/core/store/reads/health";
import { type Pulse, readPulse } from "@s3mirror/core/store/reads/pulse";
import type { QueueFacts, SubscriptionFacts } from "./look-around.ts";

const PATIENCE_MS = 8_000;

/** What somebody told us, or why nobody did. */
export type Told<T> = { told: T } | { silent: string };

export type LedgerFacts = {
  /** The first answer, in milliseconds. */
  tookMs: number;
  /** How far the database's clock is ahead of ours, in milliseconds, as far as the way there and back lets one see. */
  aheadMs: number;
  migrations: string[];
  health: HealthRecord;
  pulse: Pulse;
  fleet: FleetRecord;
  routes: RouteRecord[];
};

export type HealthFacts = {
  ledger: Told<LedgerFacts>;
  queues: Told<QueueFacts[]>;
  copiers: Told<{ desired: number; running: number; pending: number }>;
  subscriptions: Told<SubscriptionFacts[]>;
  /** Whether S3 can be spoken to as the transfer role. */
  credentials: Told<true>;
};

type Sources = {
  ledger: Ledger;
  now: () => Date;
  fleet: { describe: () => Promise<{ desired: number; running: number; pending: number }> };
  queues: { describe: () => Promise<QueueFacts[]> };
  alerts: { describe: () => Promise<SubscriptionFacts[]> };
  s3: Pick<S3Client, "config">;
};

/** Asks everybody at once how they are; who does not answer within 8 s is a fact as well. */
export async function gatherHealth(sources: Sources): Promise<HealthFacts> {
  const [ledger, queues, copiers, subscriptions, credentials] = await Promise.all([
    hear(askLedger(sources)),
    hear(sources.queues.describe()),
    hear(sources.fleet.describe()),
    hear(sources.alerts.describe()),
    hear(sources.s3.config.credentials().then(() => true as const)),
  ]);
  return { ledger, queues, copiers, subscriptions, credentials };
}

async function askLedger({ ledger, now }: Sources): Promise<LedgerFacts> {
  const migrations = await listMigrations(ledger);
  const askedMs = now().getTime();
  const health = await readHealth(ledger);
  const answeredMs = now().getTime();
  const [pulse, fleet, routes] = await Promise.all([
    readPulse(ledger),
    readFleet(ledger),
    listRoutes(ledger, { vendorId: null }),
  ]);
  return {
    tookMs: answeredMs - askedMs,
    aheadMs: health.nowMs - (askedMs + answeredMs) / 2,
    migrations,
    health,
    pulse,
    fleet,
    routes,
  };
}

async function hear<T>(asked: Promise<T>): Promise<Told<T>> {
  const gaveUp = AbortSignal.timeout(PATIENCE_MS);
  const late = new Promise<Told<T>>((resolve) => {
    gaveUp.addEventListener("abort", () => resolve({ silent: `no answer within ${PATIENCE_MS / 1_000} s` }));
  });
  const answer = asked.then(
    (told): Told<T> => ({ told }),
    (error: unknown): Told<T> => ({ silent: error instanceof Error ? error.message || error.name : String(error) }),
  );
  return await Promise.race([answer, late]);
}
