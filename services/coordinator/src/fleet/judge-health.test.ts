import { migrationNames } from "@s3mirror/core/store/migration-names";
import type { RouteRecord } from "@s3mirror/core/store/people/routes";
import { expect, test } from "vitest";
import type { HealthFacts, LedgerFacts } from "./health-facts.ts";
import { type Check, checkNames, judgeHealth } from "./judge-health.ts";

const settings = {
  stage: "production",
  version: "1.2.0",
  transferPrincipalArn: "arn:aws:iam::111122223333:role/s3mirror-production-transfer",
  deployedBuckets: { sources: [], destinations: [{ bucket: "ours", prefix: "" }] },
};

const copier = { sessionId: "ses_1", alive: true, startedAt: "2027-01-01T00:00:00Z", facts: { version: "1.2.0" } };
const wellLedger: LedgerFacts = {
  tookMs: 12,
  aheadMs: 40,
  migrations: [...migrationNames],
  health: { nowMs: 0, stalled: [], parties: [], unsentAlerts: 0 },
  pulse: { backlog: 9, oldestWaitingSeconds: 3, forVendor: 0, forCloudTeam: 0, forOperator: 0, stalled: 0 },
  fleet: {
    pausedBy: null,
    pausedReason: null,
    pausedAt: null,
    waiting: 9,
    working: 4,
    openTransfers: 1,
    sessions: [copier],
  },
  routes: [],
};
const route: RouteRecord = {
  number: 1,
  id: "rt_1",
  vendorId: "vn_1",
  vendorName: "The laboratory",
  name: "runs",
  sourceBucket: "lab",
  sourcePrefix: "runs/",
  sourceLiteral: false,
  sourceOwnerAccountId: "444455556666",
  destinationBucket: "ours",
  destinationPrefix: "in/",
  destinationLiteral: false,
  destinationOwnerAccountId: null,
  redelivery: "never",
  enabled: true,
  overlaps: [],
  revision: 1,
  createdAt: "2027-01-01T00:00:00Z",
  changedAt: null,
  changedBy: null,
  changedReason: null,
};
const well: HealthFacts = {
  ledger: { told: wellLedger },
  queues: {
    told: [
      { queue: "copy", visible: 8, inFlight: 4 },
      { queue: "copy_dead_letters", visible: 0, inFlight: 0 },
      { queue: "needs_action", visible: 0, inFlight: 0 },
    ],
  },
  copiers: { told: { desired: 1, running: 1, pending: 0 } },
  subscriptions: { told: [{ protocol: "email", endpoint: "ops@example.org", confirmed: true }] },
  credentials: { told: true },
};
const withLedger = (more: Partial<LedgerFacts>): HealthFacts => ({
  ...well,
  ledger: { told: { ...wellLedger, ...more } },
});
const withFleet = (more: Partial<LedgerFacts["fleet"]>) => withLedger({ fleet: { ...wellLedger.fleet, ...more } });
const withHealth = (more: Partial<LedgerFacts["health"]>) => withLedger({ health: { ...wellLedger.health, ...more } });

test("a house that is well has every line good and nothing to do", () => {
  const checks = judgeHealth(well, settings);
  expect(checks.map(({ name }) => name)).toEqual([...checkNames]);
  for (const check of checks) expect(check).toMatchObject({ state: "good", nextStep: null });
});

const stopped = { told: { desired: 0, running: 0, pending: 0 } };
const paused = { pausedBy: "Ada", pausedReason: "network change", pausedAt: "2027-01-01T00:00:00Z" };

test.each<[string, Check["name"], Check["state"], HealthFacts, RegExp, RegExp]>([
  [
    "a ledger that is silent",
    "ledger",
    "bad",
    { ...well, ledger: { silent: "no answer within 8 s" } },
    /no answer/,
    /RDS/,
  ],
  [
    "a missing migration",
    "migrations",
    "bad",
    withLedger({ migrations: migrationNames.slice(0, -1) }),
    /1 migration /,
    /sst deploy --stage production/,
  ],
  ["a clock that is off", "clock", "bad", withLedger({ aheadMs: -90_000 }), /1 min 30 s behind/, /Correct the clock/],
  [
    "copiers of another release",
    "releases",
    "needs_attention",
    withFleet({ sessions: [{ ...copier, facts: { version: "1.1.0" } }] }),
    /1\.2\.0.*1\.1\.0/,
    /deploy again/,
  ],
  [
    "a queue of dead letters",
    "queues",
    "bad",
    { ...well, queues: { told: [{ queue: "copy_dead_letters", visible: 2, inFlight: 0 }] } },
    /2 of copy/,
    /`backstop`/,
  ],
  [
    "letters to be recorded",
    "queues",
    "needs_attention",
    { ...well, queues: { told: [{ queue: "needs_action", visible: 0, inFlight: 3 }] } },
    /3 to be recorded/,
    /`recorder`/,
  ],
  [
    "an SQS that refuses",
    "queues",
    "bad",
    { ...well, queues: { silent: "AccessDenied" } },
    /AccessDenied/,
    /sqs:GetQueueAttributes/,
  ],
  ["the brake", "fleet", "needs_attention", withFleet(paused), /paused by Ada.*network change/, /fleet resume/],
  [
    "a fleet that paused itself",
    "fleet",
    "bad",
    withFleet({ ...paused, pausedBy: "crashes" }),
    /paused itself/,
    /fleet resume/,
  ],
  ["files without a copier", "fleet", "bad", { ...well, copiers: stopped }, /9 files wait/, /ECS console/],
  [
    "copiers that start",
    "fleet",
    "needs_attention",
    { ...well, copiers: { told: { desired: 3, running: 1, pending: 2 } } },
    /2 starting/,
    /service's events/,
  ],
  [
    "a long wait",
    "waiting",
    "bad",
    withLedger({ pulse: { ...wellLedger.pulse, oldestWaitingSeconds: 3_700 } }),
    /1 h 1 min ago/,
    /`fleet`/,
  ],
  [
    "a stall",
    "stalls",
    "bad",
    withHealth({ stalled: [{ transferId: "tr_1", since: "2027-01-01T00:00:00Z" }] }),
    /1 transfer,/,
    /transfers show tr_1/,
  ],
  [
    "open causes",
    "causes",
    "needs_attention",
    withHealth({ parties: [{ actionBy: "vendor", causes: 2, files: 30, transferId: "tr_1" }] }),
    /2 causes \(30 files\) for the laboratory/,
    /transfers causes tr_1/,
  ],
  [
    "a route outside what was deployed",
    "routes",
    "bad",
    withLedger({ routes: [route] }),
    /rt_1: on, but/,
    /accountId: "444455556666".*routes disable rt_1/,
  ],
  [
    "a transfer role that nobody may take on",
    "role",
    "bad",
    { ...well, credentials: { silent: "No credentials of arn:aws:iam::111122223333:role/x: AccessDenied" } },
    /STS did not say.*AccessDenied/,
    /#credentials-refused/,
  ],
  [
    "an unconfirmed subscription",
    "alerts",
    "bad",
    { ...well, subscriptions: { told: [{ protocol: "email", endpoint: "ops@example.org", confirmed: false }] } },
    /not confirmed.*ops@example\.org/,
    /Open the link/,
  ],
  [
    "nobody who hears alerts",
    "alerts",
    "bad",
    { ...well, subscriptions: { told: [] } },
    /nobody/,
    /infra\/stages\/production\.ts/,
  ],
  ["alerts that were not sent", "alerts", "bad", withHealth({ unsentAlerts: 1 }), /1 alert /, /sns:Publish/],
])("%s is told with what to do", (_what, name, state, facts, message, nextStep) => {
  const check = judgeHealth(facts, settings).find((one) => one.name === name);
  expect(check).toMatchObject({ state });
  expect(check?.message).toMatch(message);
  expect(check?.nextStep).toMatch(nextStep);
});

test("a silent ledger is one bad line, and what it would have told is left out", () => {
  const checks = judgeHealth({ ...well, ledger: { silent: "no answer within 8 s" } }, settings);
  expect(checks.map(({ name, state }) => `${name} ${state}`)).toEqual([
    "ledger bad",
    "queues good",
    "role good",
    "alerts good",
  ]);
});

test("what is allowed to be so is good: a newer schema, a route that is off, a fleet at rest", () => {
  const facts = withLedger({
    migrations: [...migrationNames, "9999_newer.sql"],
    routes: [{ ...route, enabled: false }],
    fleet: { ...wellLedger.fleet, waiting: 0, working: 0, sessions: [] },
    pulse: { ...wellLedger.pulse, oldestWaitingSeconds: 0 },
  });
  const checks = judgeHealth({ ...facts, copiers: stopped }, settings);
  expect(checks.filter(({ state }) => state !== "good")).toEqual([]);
});

test("routes from before prefixes were folders, and routes that meet by accident, are told with what to do", () => {
  const judge = (...routes: RouteRecord[]) =>
    judgeHealth(withLedger({ routes }), { ...settings, deployedBuckets: null }).find(({ name }) => name === "routes");
  expect(judge({ ...route, sourcePrefix: "runs" })).toMatchObject({
    state: "needs_attention",
    message: expect.stringMatching(/rt_1: its prefix is no folder/),
    nextStep: expect.stringMatching(/routes create.*routes disable rt_1/),
  });
  const second = { ...route, id: "rt_2", destinationPrefix: "in/2/" };
  expect(judge(route, second)).toMatchObject({
    state: "needs_attention",
    message: expect.stringMatching(/rt_1 and rt_2 meet/),
    nextStep: expect.stringMatching(/routes disable rt_2.*routes enable rt_2 --allow-overlap/),
  });
  const allowed = { route: "rt_1", reason: "both are meant", by: "an administrator", at: "2027-01-01T00:00:00Z" };
  const other = { ...second, overlaps: [allowed] };
  expect(judge({ ...route, overlaps: [{ ...allowed, route: "rt_2" }] }, other)).toMatchObject({ state: "good" });
  expect(judge({ ...route, sourcePrefix: "runs", sourceLiteral: true })).toMatchObject({ state: "good" });
  expect(judge(route, { ...second, enabled: false })).toMatchObject({ state: "good" });
});

test("a route of any bucket is said to keep copiers within the role only", () => {
  const any = { ...route, sourceBucket: "*", sourcePrefix: "" };
  const facts = withLedger({ routes: [route, any] });
  const checks = judgeHealth(facts, { ...settings, deployedBuckets: null });
  expect(checks.find(({ name }) => name === "routes")).toMatchObject({
    state: "good",
    message:
      "2 routes on, all within what was deployed; rt_1 allows any bucket, so copiers are kept within the transfer role only",
  });
});

test("a route that copiers cannot be kept within, because AWS takes no such rule, is told with what to do", () => {
  const facts = withLedger({ routes: [route, { ...route, id: "rt_2", sourcePrefix: "x".repeat(900) }] });
  const checks = judgeHealth(facts, { ...settings, deployedBuckets: null });
  expect(checks.find(({ name }) => name === "routes")).toMatchObject({
    state: "bad",
    message: expect.stringMatching(/^rt_2: its prefixes are longer/),
    nextStep: expect.stringContaining("routes disable rt_2"),
  });
});
