import type { FailureKind } from "./failure-kind.ts";

/** Where CloudWatch keeps our metrics. */
export const metricNamespace = "S3Mirror";

/** What tells our metrics apart, and nothing else: a dimension per transfer or copier would be a metric each, and paid for. */
export const metricDimensions = ["stage", "service"] as const;

/** `statistic`: how to read it over many processes; every coordinator tells the same facts of the ledger (Maximum). */
type MetricRule = {
  unit: "Count" | "Bytes" | "Seconds" | "Milliseconds";
  statistic: "Maximum" | "Sum" | "p99";
  meaning: string;
};

/** Every metric we write, but for failures: those are named by `failureMetric`. Dashboards and alarms take their names from here. */
export const metrics = {
  Backlog: { unit: "Count", statistic: "Maximum", meaning: "files that wait (planned or queued) in open transfers" },
  OldestWaiting: {
    unit: "Seconds",
    statistic: "Maximum",
    meaning: "the longest that a running transfer with waiting files has gone without a claim",
  },
  DeadLettersForVendor: { unit: "Count", statistic: "Maximum", meaning: "files of open causes that wait for a vendor" },
  DeadLettersForCloudTeam: {
    unit: "Count",
    statistic: "Maximum",
    meaning: "files of open causes that wait for the cloud team",
  },
  DeadLettersForOperator: {
    unit: "Count",
    statistic: "Maximum",
    meaning: "files of open causes that wait for an operator",
  },
  StalledTransfers: { unit: "Count", statistic: "Maximum", meaning: "transfers that are stalled now" },
  RecorderLag: {
    unit: "Seconds",
    statistic: "Maximum",
    meaning: "from the sending of a dead letter to its being received by the recorder",
  },
  Errors: {
    unit: "Count",
    statistic: "Sum",
    meaning: "steps of the coordinator's rooms, or of files' work, that ended in an error",
  },
  LedgerLatency: { unit: "Milliseconds", statistic: "p99", meaning: "one statement or transaction, waiting included" },
  FilesCopied: { unit: "Count", statistic: "Sum", meaning: "files copied" },
  BytesCopied: { unit: "Bytes", statistic: "Sum", meaning: "bytes that attempts copied" },
  S3Requests: { unit: "Count", statistic: "Sum", meaning: "requests sent to S3: what it charges for" },
  CredentialsRefused: {
    unit: "Count",
    statistic: "Sum",
    meaning: "requests that failed because S3 or STS did not accept our own credentials",
  },
  Throttles: { unit: "Count", statistic: "Sum", meaning: "requests that S3 answered with SlowDown or the like" },
} as const satisfies Record<string, MetricRule>;

export type MetricName = keyof typeof metrics | `Failures.${FailureKind}`;

/** Attempts that ended in a failure of this kind. */
export function failureMetric(kind: FailureKind): MetricName {
  return `Failures.${kind}`;
}

function unitOf(name: MetricName): MetricRule["unit"] {
  return name in metrics ? metrics[name as keyof typeof metrics].unit : "Count";
}

/** The most values of one metric in one line (CloudWatch, "Specification: Embedded metric format"). */
const mostValues = 100;

/**
 * What a process has counted since it last told. `add` sums, `set` keeps the latest, `observe` keeps each value (the
 * latest 100: the format takes no more).
 */
export type Meter = {
  add(name: MetricName, amount: number): void;
  set(name: MetricName, value: number): void;
  observe(name: MetricName, value: number): void;
  /**
   * One line of the embedded metric format, or null where nothing was counted, and begins anew. The logger adds the
   * members `stage` and `service` that the dimensions name.
   * @param timestampMs milliseconds since 1970
   */
  take(timestampMs: number): EmbeddedMetrics | null;
};

export type EmbeddedMetrics = {
  _aws: {
    Timestamp: number;
    CloudWatchMetrics: {
      Namespace: string;
      Dimensions: string[][];
      Metrics: { Name: string; Unit: string }[];
    }[];
  };
} & Partial<Record<MetricName, number | number[]>>;

export function makeMeter(): Meter {
  let values = new Map<MetricName, number | number[]>();
  return {
    add(name, amount) {
      const before = values.get(name);
      values.set(name, (typeof before === "number" ? before : 0) + amount);
    },
    set(name, value) {
      values.set(name, value);
    },
    observe(name, value) {
      const before = values.get(name);
      const list = Array.isArray(before) ? before : [];
      if (list.length === mostValues) list.shift();
      list.push(value);
      values.set(name, list);
    },
    take(timestampMs) {
      if (values.size === 0) return null;
      const taken = values;
      values = new Map();
      return {
        _aws: {
          Timestamp: Math.round(timestampMs),
          CloudWatchMetrics: [
            {
              Namespace: metricNamespace,
              Dimensions: [[...metricDimensions]],
              Metrics: [...taken.keys()].map((name) => ({ Name: name, Unit: unitOf(name) })),
            },
          ],
        },
        ...Object.fromEntries(taken),
      };
    },
  };
}
