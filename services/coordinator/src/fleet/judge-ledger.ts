import type { DeployedBuckets } from "@s3mirror/core/deployed-buckets";
import { migrationNames } from "@s3mirror/core/store/migration-names";
import { tellCount, tellDuration } from "@s3mirror/core/units";
import type { HealthFacts, LedgerFacts } from "./health-facts.ts";
import { judgeRoutes } from "./judge-routes.ts";
import { attention, bad, good, type Judgement, judgeTold } from "./judgement.ts";

export type HealthSettings = {
  stage: string;
  version: string;
  transferPrincipalArn: string;
  deployedBuckets: DeployedBuckets | null;
};

/** Signed requests are refused from 5 minutes of skew on (IAM user guide, "Signature Version 4"); long before that something is wrong. */
const MOST_SKEW_MS = 30_000;
/** A queue that is empty, a sweeper and a start of the fleet later, whoever waits has been taken. */
const LONG_WAIT_SECONDS = 900;

/** Lines that nobody can tell while the ledger is silent. */
const byLedger = ["migrations", "clock", "releases", "fleet", "waiting", "stalls", "causes", "routes"] as const;

/** Each line that the ledger tells, and its own. */
export function judgeLedger(
  told: LedgerFacts,
  copiers: HealthFacts["copiers"],
  settings: HealthSettings,
): Record<"ledger" | (typeof byLedger)[number], Judgement> {
  return {
    ledger: good(`answers in ${told.tookMs} ms`),
    migrations: judgeMigrations(told, settings),
    clock: judgeClock(told),
    releases: judgeReleases(told, settings),
    fleet: judgeTold(copiers, (service) => judgeFleet(service, told), {
      who: "ECS",
      nextStep: "Look at the coordinator's log: its role must be allowed ecs:DescribeServices.",
    }),
    waiting: judgeWaiting(told),
    stalls: judgeStalls(told),
    causes: judgeCauses(told),
    routes: judgeRoutes(told, settings),
  };
}

/** The one line of a ledger that does not answer; it names those which are left out. */
export function judgeSilentLedger(why: string): Judgement {
  return bad(
    `the API runs, but hears nothing from the ledger (${why}), so these are not known: ${byLedger.join(", ")}`,
    "Look at the database cluster and its events in the RDS console; its Data API must be on. Waking up from a pause takes 15 s or so: ask again. docs/operations.md#ledger-slow",
  );
}

function judgeMigrations({ migrations }: LedgerFacts, { stage, version }: HealthSettings): Judgement {
  const known: readonly string[] = migrationNames;
  const missing = known.filter((name) => !migrations.includes(name));
  const newer = migrations.filter((name) => !known.includes(name));
  if (missing.length > 0) {
    return bad(
      `${tellCount(missing.length, "migration")} of release ${version} did not run: ${missing.join(", ")}`,
      `Deploy the stage again: npx sst deploy --stage ${stage}. It runs what is missing before services roll.`,
    );
  }
  if (newer.length > 0) {
    return good(`all ${known.length} ran, and ${newer.join(", ")} of a newer release, which this one works with`);
  }
  return good(`all ${known.length} ran`);
}

function judgeClock({ aheadMs }: LedgerFacts): Judgement {
  const apart = `the database's clock is ${tellDuration(Math.abs(aheadMs))} ${aheadMs < 0 ? "behind" : "ahead of"} the API's`;
  if (Math.abs(aheadMs) <= MOST_SKEW_MS) return good(apart);
  return bad(apart, "Correct the clock of the machine that the API runs on: AWS refuses requests from 5 minutes on.");
}

function judgeReleases({ fleet }: LedgerFacts, { version }: HealthSettings): Judgement {
  const alive = fleet.sessions.filter(({ alive }) => alive);
  const others = new Set(alive.map(({ facts }) => String(facts.version)).filter((other) => other !== version));
  if (others.size === 0) return good(`the API and ${tellCount(alive.length, "copier")} run ${version}`);
  return attention(
    `the API runs ${version}, copiers run ${[...others].sort().join(", ")} too`,
    "During a deploy this is right. If none is under way, deploy again: the last one stopped half way.",
  );
}

function judgeFleet(
  service: { desired: number; running: number; pending: number },
  { fleet }: Pick<LedgerFacts, "fleet">,
): Judgement {
  const { desired, running, pending } = service;
  const alive = fleet.sessions.filter((session) => session.alive).length;
  const files = `${fleet.waiting} files wait, ${fleet.working} are worked on`;
  const copiers = `${desired} copiers desired, ${running} running, ${pending} starting, ${alive} at work; ${files}`;
  if (fleet.pausedBy === "crashes") {
    return bad(
      `paused itself ${fleet.pausedAt}: copiers crash. ${files}`,
      "Look at the copiers' log for what they died of. When a good release runs: s3mirror fleet resume",
    );
  }
  if (fleet.pausedBy !== null) {
    return attention(
      `paused by ${fleet.pausedBy} ${fleet.pausedAt} (${fleet.pausedReason}). ${files}`,
      "When the reason is gone: s3mirror fleet resume",
    );
  }
  if (fleet.waiting > 0 && running + pending === 0) {
    return bad(copiers, "Nobody copies. Look at the events of the copiers' service in the ECS console.");
  }
  if (desired > running) {
    return attention(
      copiers,
      "New copiers take a minute or two. If they stay away, look at the service's events in the ECS console.",
    );
  }
  return good(copiers);
}

function judgeWaiting({ pulse, fleet }: LedgerFacts): Judgement {
  if (pulse.oldestWaitingSeconds === 0) return good("no running transfer waits for a copier");
  const wait = `a running transfer with waiting files was last looked at ${tellDuration(pulse.oldestWaitingSeconds * 1_000)} ago`;
  if (pulse.oldestWaitingSeconds < LONG_WAIT_SECONDS || fleet.pausedBy !== null) return good(wait);
  return bad(wait, "See what stands at `fleet` and `queues`; s3mirror transfers list shows which transfer it is.");
}

function judgeStalls({ health }: LedgerFacts): Judgement {
  const [longest] = health.stalled;
  if (longest === undefined) return good("none");
  return bad(
    `${tellCount(health.stalled.length, "transfer")}, the longest since ${longest.since}`,
    `s3mirror transfers show ${longest.transferId}; then look whether Amazon S3 has trouble in this region, and at the copiers' log.`,
  );
}

const parties: Record<string, string> = {
  vendor: "the laboratory",
  cloud_team: "the cloud team",
  operator: "an operator",
};

function judgeCauses({ health }: LedgerFacts): Judgement {
  if (health.parties.length === 0) return good("none is open");
  const told = health.parties.map(
    ({ actionBy, causes, files }) =>
      `${tellCount(causes, "cause")} (${tellCount(files, "file")}) for ${parties[actionBy] ?? actionBy}`,
  );
  const commands = health.parties.map(({ transferId }) => `s3mirror transfers causes ${transferId}`);
  return attention(told.join(", "), `What each has to do: ${[...new Set(commands)].join("; ")}`);
}
