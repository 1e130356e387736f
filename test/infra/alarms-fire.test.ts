import { beforeAll, describe, expect, test } from "vitest";
import { isInAlarm, metricsOf, type Telling } from "./checks/alarm-simulation.ts";
import { type EmittedMetric, readToldMetrics, whyNeverEmitted } from "./checks/emitted-metrics.ts";
import { type Evaluation, evaluate, evaluating, ofType, only } from "./evaluation.ts";

type Value = number | ((minute: number) => number | undefined);
/** What each metric tells, by whose it is; what is not named tells nothing. */
type Told = Record<string, Record<string, Value>>;

const up: Told = { Coordinator: { HealthyHostCount: 2 }, Web: { HealthyHostCount: 2 } };
const calm = {
  Backlog: 0,
  OldestWaiting: 0,
  StalledTransfers: 0,
  DeadLettersForOperator: 0,
  DeadLettersForCloudTeam: 0,
};
const busy: Told = {
  ...up,
  coordinator: {
    ...calm,
    Backlog: 400_000,
    OldestWaiting: 4,
    LedgerLatency: 30,
    Errors: (minute) => (minute % 9 ? undefined : 1),
  },
  copier: { S3Requests: 9_000, Throttles: 450, LedgerLatency: 40 },
  CopyQueue: { ApproximateNumberOfMessagesVisible: 5_000, ApproximateNumberOfMessagesNotVisible: 12_000 },
  NeedsAction: {
    ApproximateNumberOfMessagesVisible: 3,
    ApproximateNumberOfMessagesNotVisible: 10,
    NumberOfMessagesDeleted: 40,
  },
  CopyDeadLetters: { ApproximateNumberOfMessagesVisible: 0 },
  LoadBalancer: { HTTPCode_Target_5XX_Count: (minute) => (minute === 7 ? 4 : undefined) },
  Ledger: { ACUUtilization: 60 },
};
const empty = { ApproximateNumberOfMessagesVisible: 0, ApproximateNumberOfMessagesNotVisible: 0 };
const between = (from: number, to: number, value: number) => (minute: number) =>
  minute >= from && minute < to ? value : undefined;

/** What happens over an hour, and who is heard at its end: people's alarms, and the two that move the fleet. */
const nights: [what: string, told: Told, heard: string[]][] = [
  ["a batch runs well", busy, ["CopierBacklog"]],
  ["nothing runs: services rest, queues fall silent, the ledger sleeps at no capacity", up, []],
  [
    "copiers of a batch that is over have nothing to do",
    { ...up, copierService: { RunningTaskCount: 12 } },
    ["CopierIdle"],
  ],
  [
    "no copier comes up: messages are visible, none is in flight, nothing is claimed",
    {
      ...busy,
      coordinator: { ...calm, Backlog: 900, OldestWaiting: (minute) => minute * 60 },
      copier: {},
      CopyQueue: { ApproximateNumberOfMessagesVisible: 900, ApproximateNumberOfMessagesNotVisible: 0 },
    },
    ["CopierBacklog", "files-wait"],
  ],
  [
    "copiers hold files and no byte moves",
    { ...busy, coordinator: { ...calm, StalledTransfers: 1 } },
    ["CopierBacklog", "transfer-stalled"],
  ],
  [
    "files failed for us to look into, and then the services went to rest",
    { ...up, coordinator: { ...calm, DeadLettersForOperator: between(0, 10, 3) } },
    ["operator-must-act"],
  ],
  [
    "files failed for want of a right of ours",
    { ...up, coordinator: { ...calm, DeadLettersForCloudTeam: 2, DeadLettersForOperator: 0 } },
    ["cloud-team-must-act"],
  ],
  [
    "the recorder receives one failure again and again and cannot write it: after three times SQS tells no age of it",
    {
      ...busy,
      NeedsAction: {
        ApproximateNumberOfMessagesVisible: (minute) => minute % 2,
        ApproximateNumberOfMessagesNotVisible: (minute) => 1 - (minute % 2),
        ApproximateAgeOfOldestMessage: between(0, 3, 120),
        NumberOfMessagesDeleted: 0,
      },
    },
    ["CopierBacklog", "failures-unread"],
  ],
  [
    "messages lie in the backstop",
    { ...busy, CopyDeadLetters: { ApproximateNumberOfMessagesVisible: 1 } },
    ["CopierBacklog", "copy-dead-letters"],
  ],
  [
    "copiers hold nearly all that a queue gives out",
    { ...busy, CopyQueue: { ...empty, ApproximateNumberOfMessagesNotVisible: 110_000 } },
    ["CopierBacklog", "queue-nearly-full"],
  ],
  [
    "the transfer role is refused",
    { ...busy, copier: { CredentialsRefused: 1 } },
    ["CopierBacklog", "credentials-refused"],
  ],
  [
    "S3 slows every fourth request down",
    { ...busy, copier: { S3Requests: 9_000, Throttles: 2_250 } },
    ["CopierBacklog", "slowed-by-s3"],
  ],
  [
    "the ledger refuses: coordinators tell of nothing but errors",
    { ...up, coordinator: { Errors: 60, LedgerLatency: 5 }, CopyQueue: empty },
    ["many-errors"],
  ],
  ["only copiers have errors", { ...busy, copier: { S3Requests: 10, Errors: 50 } }, ["CopierBacklog", "many-errors"]],
  ["the ledger hangs", { ...up, coordinator: { Errors: 4, LedgerLatency: 61_000 }, CopyQueue: empty }, ["ledger-slow"]],
  ["the ledger is too small", { ...busy, Ledger: { ACUUtilization: 97 } }, ["CopierBacklog", "ledger-at-its-limit"]],
  [
    "coordinators start, fail and start again",
    { ...up, Coordinator: { HealthyHostCount: 0, RunningTaskCount: 2 }, CopyQueue: empty },
    ["coordinator-down"],
  ],
  ["coordinators are gone with their target group", { Web: up.Web ?? {} }, ["coordinator-down"]],
  ["the page does not answer", { ...up, Web: { HealthyHostCount: 0 } }, ["page-down"]],
  ["the API answers with errors", { ...up, LoadBalancer: { HTTPCode_Target_5XX_Count: 5 } }, ["api-fails"]],
  ["nobody answers the load balancer in time", { ...up, LoadBalancer: { HTTPCode_ELB_5XX_Count: 5 } }, ["api-fails"]],
];

describe("at three in the morning", () => {
  let production: Evaluation;
  beforeAll(async () => {
    production = await evaluate({ stage: "production" });
  }, evaluating);

  const alarms = () => ofType(production, "aws:cloudwatch/metricAlarm:MetricAlarm");
  const shortName = (name: string) => name.replace(/^Alarm-/, "");

  test.each(nights)("%s", (_what, told, heard) => {
    const telling: Telling = (metric, minute) => {
      const value = told[ownerOf(production, metric)]?.[metric.metricName];
      return typeof value === "function" ? value(minute) : value;
    };
    const ringing = alarms().filter((alarm) => isInAlarm(alarm, 60, telling));
    expect(ringing.map(({ name }) => shortName(name)).sort()).toEqual([...heard].sort());
  });

  test("every alarm is heard in one of these nights", () => {
    const heard = nights.flatMap(([, , names]) => names);
    expect(alarms().filter(({ name }) => !heard.includes(shortName(name)))).toEqual([]);
  });

  test("alarms and the dashboard look at metrics that somebody writes, with the dimensions that they are written with", async () => {
    const told = await readToldMetrics();
    const { dashboardBody } = only(production, "aws:cloudwatch/dashboard:Dashboard", "Dashboard").inputs;
    const metrics = [...alarms().flatMap(metricsOf), ...shownOn(String(dashboardBody))];
    expect(metrics.length).toBeGreaterThan(50);
    const never = metrics.flatMap((metric) => whyNeverEmitted(production, told, metric) ?? []);
    expect(never).toEqual([]);
    expect(
      whyNeverEmitted(production, told, {
        namespace: "S3Mirror",
        metricName: "BytesCopied",
        dimensions: { stage: "production", service: "coordinator" },
      }),
    ).toBe("coordinator does not tell BytesCopied");
    expect(
      whyNeverEmitted(production, told, {
        namespace: "AWS/SQS",
        metricName: "ApproximateNumberOfMessagesVisible",
        dimensions: { QueueName: "CopyQueue" },
      }),
    ).toBe("nothing is called CopyQueue");
  });
});

/** Whose metric it is, in the words of the nights: a service of ours, a queue, a load balancer or its targets, the ledger. */
function ownerOf(evaluation: Evaluation, { dimensions }: EmittedMetric): string {
  const { service, QueueName, TargetGroup, LoadBalancer } = dimensions;
  if (service !== undefined) return service;
  const queue = ofType(evaluation, "aws:sqs/queue:Queue").find(({ inputs }) => inputs.name === QueueName);
  if (queue !== undefined) return queue.name.replace(/Queue$/, "");
  const target = ofType(evaluation, "aws:lb/targetGroup:TargetGroup").find(
    ({ outputs }) => outputs.arnSuffix === TargetGroup,
  );
  if (target !== undefined) return target.name.replace(/Target.*$/, "");
  if (dimensions.ServiceName !== undefined) return "copierService";
  return LoadBalancer === undefined ? "Ledger" : "LoadBalancer";
}

/** The metrics of a dashboard's lines: `[namespace, name, dimension, value, …, options]`. */
function shownOn(dashboardBody: string): EmittedMetric[] {
  const { widgets } = JSON.parse(dashboardBody) as { widgets: { properties: { metrics: unknown[][] } }[] };
  const lines = widgets.flatMap(({ properties }) => properties.metrics).filter(([first]) => typeof first === "string");
  return lines.map(([namespace, metricName, ...rest]) => ({
    namespace: String(namespace),
    metricName: String(metricName),
    dimensions: Object.fromEntries(
      Array.from({ length: (rest.length - 1) / 2 }, (_none, index) => [
        String(rest[2 * index]),
        String(rest[2 * index + 1]),
      ]),
    ),
  }));
}
