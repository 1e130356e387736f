import { type DeployedBuckets, findUndeployed } from "@s3mirror/core/deployed-buckets";
import { migrationNames } from "@s3mirror/core/store/migration-names";
import { tellCount, tellDuration } from "@s3mirror/core/units";
import type { HealthFacts, LedgerFacts, Told } from "./health-facts.ts";

export const checkNames = [
  "ledger",
  "migrations",
  "clock",
  "releases",
  "queues",
  "fleet",
  "waiting",
  "stalls",
  "causes",
  "routes",
  "role",
  "alerts",
] as const;

/** `bad`: the house is not well. `needs_attention`: the house is well, and somebody should act. */
export type Check = {
  name: (typeof checkNames)[number];
  state: "good" | "needs_attention" | "bad";
  message: string;
  /** What to do; null where nothing is to be done. */
  nextStep: string | null;
};
type Judgement = Omit<Check, "name">;

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

/** What is well and what is not, each with one sentence and, where somebody should act, the next step. */
export function judgeHealth(facts: HealthFacts, settings: HealthSettings): Check[] {
  const { ledger, queues, copiers, subscriptions, credentials } = facts;
  const ofLedger = (judge: (told: LedgerFacts) => Judgement) => judgeTold(ledger, judge, "the ledger");
  const judged: Record<Check["name"], Judgement> = {
    ledger: judgeTold(
      ledger,
      ({ tookMs }) => good(`answers in ${tookMs} ms`),
      "the ledger",
      "Look at the database cluster and its events in the RDS console; its Data API must be on.",
    ),
    migrations: ofLedger((told) => judgeMigrations(told, settings)),
    clock: ofLedger(judgeClock),
    releases: ofLedger((told) => judgeReleases(told, settings)),
    queues: judgeTold(
      queues,
      judgeQueues,
      "SQS",
      "Look at the coordinator's log: its role must be allowed sqs:GetQueueAttributes.",
    ),
    fleet: judgeTold(
      copiers,
      (service) => ofLedger((told) => judgeFleet(service, told)),
      "ECS",
      "Look at the coordinator's log: its role must be allowed ecs:DescribeServices.",
    ),
    waiting: ofLedger(judgeWaiting),
    stalls: ofLedger(judgeStalls),
    causes: ofLedger(judgeCauses),
    routes: ofLedger((told) => judgeRoutes(told, settings)),
    role: judgeTold(
      credentials,
      () => good(`credentials of ${settings.transferPrincipalArn} are at hand`),
      "STS",
      "Nothing can be copied while it lasts; files wait. docs/operations.md#credentials-refused",
    ),
    alerts: judgeTold(
      subscriptions,
      (told) => judgeAlerts(told, "told" in ledger ? ledger.told.health.unsentAlerts : 0, settings),
      "SNS",
      "Look at the coordinator's log: its role must be allowed sns:ListSubscriptionsByTopic.",
    ),
  };
  return checkNames.map((name) => ({ name, ...judged[name] }));
}

const good = (message: string): Judgement => ({ state: "good", message, nextStep: null });
const bad = (message: string, nextStep: string): Judgement => ({ state: "bad", message, nextStep });
const attention = (message: string, nextStep: string): Judgement => ({ state: "needs_attention", message, nextStep });

function judgeTold<T>(
  heard: Told<T>,
  judge: (told: T) => Judgement,
  who: string,
  nextStep = "See what stands at `ledger`.",
): Judgement {
  if ("told" in heard) return judge(heard.told);
  return bad(`not known: ${who} did not say (${heard.silent})`, nextStep);
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

function judgeQueues(queues: { queue: string; visible: number; inFlight: number }[]): Judgement {
  const of = (name: string) => queues.find(({ queue }) => queue === name) ?? { visible: 0, inFlight: 0 };
  const [copy, backstop, needsAction] = [of("copy"), of("copy_dead_letters"), of("needs_action")];
  const stuck = backstop.visible + backstop.inFlight;
  const letters = needsAction.visible + needsAction.inFlight;
  const depths = `copy: ${copy.visible} wait, ${copy.inFlight} in flight; dead letters: ${stuck} of copy, ${letters} to be recorded`;
  if (stuck > 0) {
    return bad(
      depths,
      "Messages were received 50 times without a result. Nothing is lost: the coordinators sort them out within minutes. If they stay, look for `backstop` in the coordinator's log.",
    );
  }
  if (letters > 0) {
    return attention(
      depths,
      "The coordinators record dead letters within seconds. If they stay, look for `recorder` in the coordinator's log.",
    );
  }
  return good(depths);
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

function judgeRoutes({ routes }: LedgerFacts, { deployedBuckets, stage }: HealthSettings): Judgement {
  const enabled = routes.filter((route) => route.enabled);
  const outside = enabled.flatMap((route) => {
    if (deployedBuckets === null) return [];
    const { sourceBucket, sourcePrefix, sourceOwnerAccountId: accountId } = route;
    const source = { bucket: sourceBucket, prefix: sourcePrefix, accountId };
    const destination = { bucket: route.destinationBucket, prefix: route.destinationPrefix };
    const vendor = route.vendorName ?? "";
    return findUndeployed(deployedBuckets, { source, destination, vendor }, stage).map((one) => ({ ...one, route }));
  });
  const [first] = outside;
  if (first === undefined) return good(`${tellCount(enabled.length, "route")} on, all within what was deployed`);
  const ids = [...new Set(outside.map(({ route }) => route.id))];
  return bad(
    `${ids.join(", ")}: on, but this environment may not touch the buckets. ${first.message}`,
    `${first.remedy} Or switch the route off: s3mirror routes disable ${first.route.id}`,
  );
}

function judgeAlerts(
  subscriptions: { protocol: string; endpoint: string; confirmed: boolean }[],
  unsent: number,
  { stage }: HealthSettings,
): Judgement {
  const silent = subscriptions.filter(({ confirmed }) => !confirmed).map(({ endpoint }) => endpoint);
  if (unsent > 0) {
    return bad(
      `${tellCount(unsent, "alert")} could not be sent`,
      "Look for `effects` in the coordinator's log: its role must be allowed sns:Publish.",
    );
  }
  if (subscriptions.length === 0) {
    return bad("nobody hears of them", `Name somebody at \`alerts\` in infra/stages/${stage}.ts and deploy the stage.`);
  }
  if (silent.length > 0) {
    return bad(
      `not confirmed, so nothing is sent there: ${silent.join(", ")}`,
      "Open the link in the mail (or request) that Amazon SNS sent there. It holds for 3 days; later deploy the stage again with the address taken out and put back.",
    );
  }
  return good(`${tellCount(subscriptions.length, "subscription")}, all confirmed`);
}
