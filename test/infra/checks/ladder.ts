import { desiredCopiers, scalingLadder } from "@s3mirror/core/scaling-ladder";
import type { Stage } from "../../../infra/stages/schema.ts";
import { ofType, type Resource } from "../evaluation.ts";
import { isInAlarm, type Telling } from "./alarm-simulation.ts";
import type { Check } from "./find-problems.ts";

/** Minutes after which every alarm of scaling has made up its mind. */
const longEnough = 30;

/**
 * Step scaling, with its alarms, sets for every backlog what the one ladder wants, however many copiers run; and at rest no
 * alarm lasts, because Auto Scaling repeats what an alarm does for as long as it lasts.
 */
export const ladder =
  (fleet: Stage["fleet"]): Check =>
  (evaluation) => {
    const policies = ofType(evaluation, "aws:appautoscaling/policy:Policy");
    const alarms = ofType(evaluation, "aws:cloudwatch/metricAlarm:MetricAlarm").filter((alarm) =>
      policies.some(({ outputs }) => actionsOf(alarm).includes(outputs.arn)),
    );
    const backlogs = [0, ...scalingLadder.flatMap(({ backlogFrom }) => [backlogFrom - 1, backlogFrom]), 1e9];
    return [...new Set(backlogs)].flatMap((backlog) =>
      [...new Set([fleet.min, fleet.min + 1, fleet.max])].flatMap((running) => {
        const wanted = backlog === 0 && running === fleet.min ? [] : [desiredCopiers({ backlog, ...fleet })];
        const set = alarms
          .filter((alarm) => isInAlarm(alarm, longEnough, telling(backlog, running)))
          .flatMap((alarm) =>
            policies
              .filter(({ outputs }) => actionsOf(alarm).includes(outputs.arn))
              .flatMap((policy) => stepOf(policy, alarm, measured(alarm, backlog))),
          );
        if (`${set}` === `${wanted}`) return [];
        return [
          backlog === 0 && running === fleet.min
            ? `at rest an alarm lasts that sets ${set.join(", ") || "none"} copiers, again and again`
            : `a backlog of ${backlog} wants ${wanted} copiers, and step scaling sets ${set.join(", ") || "none"}`,
        ];
      }),
    );
  };

/** Half of a backlog is in flight. */
const telling =
  (backlog: number, running: number): Telling =>
  ({ metricName }) =>
    metricName === "RunningTaskCount"
      ? running
      : metricName === "ApproximateNumberOfMessagesVisible"
        ? Math.ceil(backlog / 2)
        : Math.floor(backlog / 2);

/** What the alarm's metric is while it lasts: the backlog, or 1 where it only says that something is so. */
function measured(alarm: Resource, backlog: number): number {
  const queries = alarm.inputs.metricQueries as { expression?: string }[];
  return queries.some(({ expression }) => expression?.includes("IF(")) ? 1 : backlog;
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
