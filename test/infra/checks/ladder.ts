import { desiredCopiers, scalingLadder } from "@s3mirror/core/scaling-ladder";
import type { Stage } from "../../../infra/stages/schema.ts";
import { ofType, type Resource } from "../evaluation.ts";
import type { Check } from "./find-problems.ts";

/** Step scaling, with its alarms, sets for every backlog what the one ladder wants. */
export const ladder =
  (fleet: Stage["fleet"]): Check =>
  (evaluation) => {
    const policies = ofType(evaluation, "aws:appautoscaling/policy:Policy");
    const alarms = ofType(evaluation, "aws:cloudwatch/metricAlarm:MetricAlarm").filter((alarm) =>
      policies.some(({ outputs }) => actionsOf(alarm).includes(outputs.arn)),
    );
    const backlogs = [0, ...scalingLadder.flatMap(({ backlogFrom }) => [backlogFrom - 1, backlogFrom]), 1e9];
    return [...new Set(backlogs)].flatMap((backlog) => {
      const fired = alarms.find((alarm) => fires(alarm, backlog));
      const wanted = desiredCopiers({ backlog, ...fleet });
      const set = policies.flatMap((policy) =>
        fired !== undefined && actionsOf(fired).includes(policy.outputs.arn) ? stepOf(policy, fired, backlog) : [],
      );
      return set.length === 1 && set[0] === wanted
        ? []
        : [`a backlog of ${backlog} wants ${wanted} copiers, and step scaling sets ${set.join(", ") || "none"}`];
    });
  };

function fires({ inputs }: Resource, backlog: number): boolean {
  const threshold = Number(inputs.threshold);
  return inputs.comparisonOperator === "LessThanThreshold" ? backlog < threshold : backlog >= threshold;
}

type Step = { metricIntervalLowerBound?: string; metricIntervalUpperBound?: string; scalingAdjustment: number };

/** What the policy sets where the alarm's metric is `backlog`: bounds count from the alarm's threshold. */
function stepOf({ inputs }: Resource, alarm: Resource, backlog: number): number[] {
  const { adjustmentType, stepAdjustments } = inputs.stepScalingPolicyConfiguration as {
    adjustmentType: string;
    stepAdjustments: Step[];
  };
  if (adjustmentType !== "ExactCapacity") return [];
  const above = backlog - Number(alarm.inputs.threshold);
  return stepAdjustments
    .filter(
      (step) =>
        Number(step.metricIntervalLowerBound ?? Number.NEGATIVE_INFINITY) <= above &&
        above < Number(step.metricIntervalUpperBound ?? Number.POSITIVE_INFINITY),
    )
    .map((step) => step.scalingAdjustment);
}

const actionsOf = ({ inputs }: Resource): unknown[] => (inputs.alarmActions ?? []) as unknown[];
