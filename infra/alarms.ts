import { type AlarmRule, alarmRules } from "./alarm-rules.ts";
import { metricDimensionsOf } from "./metric-dimensions.ts";
import { prefix, settings } from "./settings.ts";
import { alerts } from "./topics.ts";

const silence = { good: "notBreaching", bad: "breaching", "as before": "ignore" } as const;

// Where nobody is to be told, an alarm would only cost money; the dashboard shows the same.
if (settings.alerts.emails.length + settings.alerts.https.length > 0) for (const rule of alarmRules) createAlarm(rule);

function createAlarm(rule: AlarmRule): void {
  const { expression } = rule;
  const metrics = Object.entries(rule.metrics).map(([id, { namespace, name, statistic, of }]) => ({
    id,
    returnData: expression === undefined,
    metric: {
      namespace,
      metricName: name,
      stat: statistic,
      period: rule.periods.seconds,
      dimensions: metricDimensionsOf(namespace, of),
    },
  }));
  const result = expression === undefined ? [] : [{ id: "result", expression, label: rule.name, returnData: true }];
  new aws.cloudwatch.MetricAlarm(`Alarm-${rule.name}`, {
    name: `${prefix}-${rule.name}`,
    alarmDescription: `${rule.sentence} What to do: docs/operations.md#${rule.name}`,
    comparisonOperator: rule.is === "below" ? "LessThanThreshold" : "GreaterThanOrEqualToThreshold",
    threshold: rule.threshold,
    evaluationPeriods: rule.periods.count,
    treatMissingData: silence[rule.silence],
    metricQueries: [...metrics, ...result],
    alarmActions: [alerts.arn],
    okActions: [alerts.arn],
  });
}
