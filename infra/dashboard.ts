import { failureKinds } from "@s3mirror/core/failure";
import { failureMetric, type MetricName, metricNamespace, metrics } from "@s3mirror/core/metrics";
import { prices } from "@s3mirror/core/prices";
import type { Place } from "./alarm-rules.ts";
import { metricDimensionsOf } from "./metric-dimensions.ts";
import { prefix, region } from "./settings.ts";

type Line = unknown[];
type Options = { label: string; id?: string; stat?: string; visible?: boolean; yAxis?: "left" | "right" };

function line(namespace: string, name: string, of: Place, options: Options): Line {
  return [namespace, name, ...Object.entries(metricDimensionsOf(namespace, of)).flat(), options];
}

function ours(name: MetricName, of: "coordinator" | "copier", options: Options): Line {
  const stat = name in metrics ? metrics[name as keyof typeof metrics].statistic : "Sum";
  return line(metricNamespace, name, of, { stat, ...options });
}

const computed = (expression: string, label: string): Line => [{ expression, label }];
const perMinute = { period: 60 };

/** One screen: is anything waiting, is anything wrong, how fast is it, what does it cost. Three to a row. */
const graphs: { title: string; lines: Line[]; stacked?: boolean }[] = [
  {
    title: "Work: files that wait, and copiers",
    lines: [
      ours("Backlog", "coordinator", { label: "files waiting" }),
      line("AWS/SQS", "ApproximateNumberOfMessagesNotVisible", "copyQueue", { label: "in flight", stat: "Maximum" }),
      line("ECS/ContainerInsights", "RunningTaskCount", "copier", {
        label: "copiers",
        stat: "Maximum",
        yAxis: "right",
      }),
    ],
  },
  {
    title: "The longest wait for a copier, and transfers that stall",
    lines: [
      ours("OldestWaiting", "coordinator", { label: "seconds without a claim" }),
      ours("StalledTransfers", "coordinator", { label: "stalled transfers", yAxis: "right" }),
    ],
  },
  {
    title: "Files that wait for somebody",
    lines: [
      ours("DeadLettersForVendor", "coordinator", { label: "a vendor" }),
      ours("DeadLettersForCloudTeam", "coordinator", { label: "the cloud team" }),
      ours("DeadLettersForOperator", "coordinator", { label: "an operator" }),
    ],
    stacked: true,
  },
  {
    title: "Speed",
    lines: [
      ours("BytesCopied", "copier", { id: "bytes", label: "bytes", visible: false }),
      computed("RATE(bytes)", "bytes a second"),
      ours("FilesCopied", "copier", { label: "files a minute", yAxis: "right" }),
    ],
  },
  {
    title: "S3: requests, SlowDown, refused credentials",
    lines: [
      ours("S3Requests", "copier", { label: "requests" }),
      ours("Throttles", "copier", { label: "SlowDown", yAxis: "right" }),
      ours("CredentialsRefused", "copier", { label: "credentials refused", yAxis: "right" }),
    ],
  },
  {
    title: "What S3's requests cost per TB copied, in US$",
    lines: [
      ours("BytesCopied", "copier", { id: "copied", label: "bytes", visible: false }),
      ours("S3Requests", "copier", { id: "sent", label: "requests", visible: false }),
      computed(`IF(copied > 0, sent * ${prices.s3.writeUsd} / (copied / 1000000000000))`, "US$ per TB, all as writes"),
    ],
  },
  {
    title: "Failures by kind",
    lines: failureKinds.map((kind) => ours(failureMetric(kind), "copier", { label: kind })),
    stacked: true,
  },
  {
    title: "Failures on their way into the ledger",
    lines: [
      ours("RecorderLag", "coordinator", { label: "seconds from failure to record" }),
      line("AWS/SQS", "ApproximateNumberOfMessagesVisible", "needsAction", { label: "unread", stat: "Maximum" }),
      line("AWS/SQS", "ApproximateNumberOfMessagesVisible", "copyDeadLetters", { label: "backstop", stat: "Maximum" }),
    ],
  },
  {
    title: "Errors of our own",
    lines: [
      ours("Errors", "coordinator", { label: "coordinators" }),
      ours("Errors", "copier", { label: "copiers" }),
      line("AWS/ApplicationELB", "HTTPCode_Target_5XX_Count", "api", { label: "answers 5xx", stat: "Sum" }),
    ],
  },
  {
    title: "The ledger: one statement, milliseconds (p99)",
    lines: [
      ours("LedgerLatency", "coordinator", { label: "coordinators" }),
      ours("LedgerLatency", "copier", { label: "copiers" }),
    ],
  },
  {
    title: "The ledger's size",
    lines: [
      line("AWS/RDS", "ServerlessDatabaseCapacity", "ledger", { label: "ACUs", stat: "Average" }),
      line("AWS/RDS", "ACUUtilization", "ledger", { label: "% of the limit", stat: "Average", yAxis: "right" }),
    ],
  },
  {
    title: "The page and the API: answers within (p95)",
    lines: [line("AWS/ApplicationELB", "TargetResponseTime", "api", { label: "seconds", stat: "p95" })],
  },
];

new aws.cloudwatch.Dashboard("Dashboard", {
  dashboardName: prefix,
  dashboardBody: $jsonStringify({
    widgets: graphs.map(({ title, lines, stacked }, index) => ({
      type: "metric",
      x: (index % 3) * 8,
      y: Math.floor(index / 3) * 6,
      width: 8,
      height: 6,
      properties: { title, region, view: "timeSeries", stacked: stacked ?? false, metrics: lines, ...perMinute },
    })),
  }),
});
