import type { Resource } from "../evaluation.ts";
import type { EmittedMetric } from "./emitted-metrics.ts";
import { evaluateExpression } from "./metric-expression.ts";

/** What was told of a metric in one minute: nothing, or one value that stands for all of them. */
export type Telling = (metric: EmittedMetric, minute: number) => number | undefined;

type Query = {
  id: string;
  expression?: string;
  returnData?: boolean;
  metric?: EmittedMetric & { stat: string; period: number };
};

/** Every metric that an alarm looks at. */
export function metricsOf({ inputs }: Resource): EmittedMetric[] {
  return (inputs.metricQueries as Query[]).flatMap(({ metric }) => (metric ? [metric] : []));
}

/**
 * Whether an alarm is in ALARM after so many minutes (CloudWatch User Guide, "Evaluating an alarm" and "Configuring how
 * alarms treat missing data"): it must breach in each of its periods; a period without a value counts as the alarm says.
 */
export function isInAlarm(alarm: Resource, minutes: number, telling: Telling): boolean {
  const queries = alarm.inputs.metricQueries as Query[];
  const period = (queries.find(({ metric }) => metric)?.metric?.period ?? 60) / 60;
  const count = Number(alarm.inputs.evaluationPeriods);
  let state = false;
  const recent: boolean[] = [];
  for (let from = 0; from + period <= minutes; from += period) {
    const values: Record<string, number | undefined> = {};
    for (const { id, metric } of queries) if (metric) values[id] = overPeriod(metric, { from, period }, telling);
    const shown = queries.find(({ returnData }) => returnData);
    const value =
      shown?.expression === undefined ? values[String(shown?.id)] : evaluateExpression(shown.expression, values);
    if (value === undefined && alarm.inputs.treatMissingData === "ignore") continue;
    recent.push(value === undefined ? alarm.inputs.treatMissingData === "breaching" : breaches(alarm, value));
    if (recent.length > count) recent.shift();
    state = recent.length === count && recent.every((one) => one);
  }
  return state;
}

function breaches({ inputs }: Resource, value: number): boolean {
  const threshold = Number(inputs.threshold);
  return inputs.comparisonOperator === "LessThanThreshold" ? value < threshold : value >= threshold;
}

function overPeriod(
  metric: NonNullable<Query["metric"]>,
  { from, period }: { from: number; period: number },
  telling: Telling,
): number | undefined {
  const values = Array.from({ length: period }, (_none, minute) => telling(metric, from + minute)).filter(
    (one) => one !== undefined,
  );
  if (values.length === 0) return undefined;
  if (metric.stat === "Sum") return values.reduce((sum, one) => sum + one, 0);
  if (metric.stat === "Average") return values.reduce((sum, one) => sum + one, 0) / values.length;
  if (metric.stat === "Maximum" || metric.stat === "p99") return Math.max(...values);
  throw new Error(`The simulation does not know the statistic ${metric.stat}`);
}
