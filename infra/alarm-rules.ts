import { metricNamespace, metrics } from "@s3mirror/core/metrics";

/** A metric of AWS or of ours; `dimensions` are filled in where the alarm is made. */
type Metric<Place extends string> = { namespace: string; name: string; statistic: string; of: Place };

/** Whose metric it is: what its dimensions are. */
export type Place =
  | "coordinator"
  | "copier"
  | "page"
  | "copyQueue"
  | "copyDeadLetters"
  | "needsAction"
  | "api"
  | "ledger";

export type AlarmRule = {
  /** Also the anchor of its section in docs/operations.md. */
  name: string;
  /** What is wrong, in one sentence. */
  sentence: string;
  metrics: Record<string, Metric<Place>>;
  /** Over the metrics' names; left out where there is one metric. */
  expression?: string;
  is: "at least" | "below";
  threshold: number;
  /** It must be so in each of so many periods. */
  periods: { count: number; seconds: number };
  /** What silence means. Services at rest tell nothing. */
  silence: "good" | "bad" | "as before";
};

const ours = (name: keyof typeof metrics, of: "coordinator" | "copier"): Metric<Place> => ({
  namespace: metricNamespace,
  name,
  statistic: metrics[name].statistic,
  of,
});
const queue = (of: Place, name: string): Metric<Place> => ({ namespace: "AWS/SQS", name, statistic: "Maximum", of });
const balancer = (of: Place, name: string, statistic: string): Metric<Place> => ({
  namespace: "AWS/ApplicationELB",
  name,
  statistic,
  of,
});
/** Tasks that answer. One that starts, fails and starts again is running, too. */
const healthy = (of: Place): Metric<Place> => balancer(of, "HealthyHostCount", "Maximum");
const minutes = (count: number) => ({ count, seconds: 60 });
const fiveMinutes = (count: number) => ({ count, seconds: 300 });

/** Every alarm that people hear of: what is wrong, and from when on it is. */
export const alarmRules: readonly AlarmRule[] = [
  {
    name: "files-wait",
    sentence: "Files wait, and for a quarter of an hour no copier has taken any of a running transfer.",
    metrics: { waiting: ours("OldestWaiting", "coordinator") },
    is: "at least",
    threshold: 900,
    periods: minutes(5),
    silence: "good",
  },
  {
    name: "transfer-stalled",
    sentence: "A transfer has moved no byte for a while although copiers hold its files.",
    metrics: { stalled: ours("StalledTransfers", "coordinator") },
    is: "at least",
    threshold: 1,
    periods: minutes(5),
    silence: "good",
  },
  {
    name: "operator-must-act",
    sentence: "Files have failed for a reason that an operator of S3Mirror has to look into.",
    metrics: { files: ours("DeadLettersForOperator", "coordinator") },
    is: "at least",
    threshold: 1,
    periods: minutes(5),
    silence: "as before",
  },
  {
    name: "cloud-team-must-act",
    sentence: "Files have failed for a reason that the owners of our buckets, keys or roles have to mend.",
    metrics: { files: ours("DeadLettersForCloudTeam", "coordinator") },
    is: "at least",
    threshold: 1,
    periods: minutes(5),
    silence: "as before",
  },
  {
    name: "failures-unread",
    sentence: "Failures wait in the needs-action queue and are not written into the ledger.",
    // Not their age: SQS leaves out a message that was received three times, which is what a failing recorder does to it.
    metrics: {
      visible: queue("needsAction", "ApproximateNumberOfMessagesVisible"),
      inFlight: queue("needsAction", "ApproximateNumberOfMessagesNotVisible"),
      written: { ...queue("needsAction", "NumberOfMessagesDeleted"), statistic: "Sum" },
    },
    expression: "IF(FILL(written, 0) > 0, 0, FILL(visible, 0) + FILL(inFlight, 0))",
    is: "at least",
    threshold: 1,
    periods: minutes(15),
    silence: "good",
  },
  {
    name: "copy-dead-letters",
    sentence: "Messages lie in the copy queue's dead-letter queue, and no coordinator has looked into them.",
    metrics: { visible: queue("copyDeadLetters", "ApproximateNumberOfMessagesVisible") },
    is: "at least",
    threshold: 1,
    periods: minutes(15),
    silence: "good",
  },
  {
    name: "queue-nearly-full",
    sentence: "The copy queue has nearly as many messages in flight as SQS allows (120,000).",
    metrics: { inFlight: queue("copyQueue", "ApproximateNumberOfMessagesNotVisible") },
    is: "at least",
    threshold: 100_000,
    periods: minutes(5),
    silence: "good",
  },
  {
    name: "credentials-refused",
    sentence: "S3 or STS does not accept the credentials of the transfer role.",
    metrics: { refused: ours("CredentialsRefused", "copier") },
    is: "at least",
    threshold: 3,
    periods: fiveMinutes(1),
    silence: "good",
  },
  {
    name: "slowed-by-s3",
    sentence: "For half an hour S3 has answered every fifth request or more with SlowDown.",
    metrics: { throttled: ours("Throttles", "copier"), sent: ours("S3Requests", "copier") },
    expression: "IF(sent > 1000, throttled / sent, 0)",
    is: "at least",
    threshold: 0.2,
    periods: fiveMinutes(6),
    silence: "good",
  },
  {
    name: "many-errors",
    sentence: "Steps of the services keep ending in errors; they are tried again.",
    metrics: { coordinator: ours("Errors", "coordinator"), copier: ours("Errors", "copier") },
    expression: "FILL(coordinator, 0) + FILL(copier, 0)",
    is: "at least",
    threshold: 100,
    periods: fiveMinutes(3),
    silence: "good",
  },
  {
    name: "coordinator-down",
    sentence: "No coordinator runs and answers: nothing is accepted, planned or recorded.",
    metrics: { healthy: healthy("coordinator") },
    is: "below",
    threshold: 1,
    periods: minutes(5),
    silence: "bad",
  },
  {
    name: "page-down",
    sentence: "The page does not answer; transfers go on without it.",
    metrics: { healthy: healthy("page") },
    is: "below",
    threshold: 1,
    periods: minutes(5),
    silence: "bad",
  },
  {
    name: "api-fails",
    sentence: "Requests to the API or the page end in errors of theirs, or nobody answers them.",
    metrics: {
      answered: balancer("api", "HTTPCode_Target_5XX_Count", "Sum"),
      unanswered: balancer("api", "HTTPCode_ELB_5XX_Count", "Sum"),
    },
    expression: "FILL(answered, 0) + FILL(unanswered, 0)",
    is: "at least",
    threshold: 20,
    periods: fiveMinutes(3),
    silence: "good",
  },
  {
    name: "ledger-slow",
    sentence: "Statements of the ledger take longer than five seconds.",
    metrics: { latency: ours("LedgerLatency", "coordinator") },
    is: "at least",
    threshold: 5_000,
    periods: fiveMinutes(3),
    silence: "good",
  },
  {
    name: "ledger-at-its-limit",
    sentence: "The ledger has worked at the upper limit of its capacity for half an hour.",
    metrics: { used: { namespace: "AWS/RDS", name: "ACUUtilization", statistic: "Average", of: "ledger" } },
    is: "at least",
    threshold: 90,
    periods: fiveMinutes(6),
    silence: "good",
  },
];
