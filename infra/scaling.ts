import { copier } from "./copier.ts";
import { metricDimensionsOf } from "./metric-dimensions.ts";
import { copyQueue } from "./queues.ts";
import { stepAdjustments, threshold } from "./scaling-steps.ts";
import { settings } from "./settings.ts";

// The fleet follows the backlog: what waits and what is being copied. Nothing of it exists where a person runs the
// services on their own machine (`sst dev`).
if (!$dev) {
  const { serviceNamespace, scalableDimension, resourceId } = copier.nodes.autoScalingTarget;
  const target = { serviceNamespace, scalableDimension, resourceId, policyType: "StepScaling" };
  const dimensions = { QueueName: copyQueue.nodes.queue.name };
  const messages = (id: string, metricName: string) => ({
    id,
    returnData: false,
    metric: { namespace: "AWS/SQS", metricName, stat: "Maximum", period: 60, dimensions },
  });
  const visibleAndInFlight = [
    messages("visible", "ApproximateNumberOfMessagesVisible"),
    messages("inFlight", "ApproximateNumberOfMessagesNotVisible"),
  ];
  const backlog = [
    ...visibleAndInFlight,
    {
      id: "backlog",
      label: "files waiting and in flight",
      expression: "FILL(visible, 0) + FILL(inFlight, 0)",
      returnData: true,
    },
  ];

  const climb = new aws.appautoscaling.Policy("CopierClimb", {
    ...target,
    stepScalingPolicyConfiguration: {
      adjustmentType: "ExactCapacity",
      metricAggregationType: "Maximum",
      cooldown: 60,
      stepAdjustments: stepAdjustments(settings.fleet),
    },
  });
  new aws.cloudwatch.MetricAlarm("CopierBacklog", {
    alarmDescription:
      "There is work: the number of copiers follows it. What to do: docs/operations.md#the-fleet-follows-the-work",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold,
    evaluationPeriods: 1,
    treatMissingData: "notBreaching",
    alarmActions: [climb.arn],
    metricQueries: backlog,
  });

  const rest = new aws.appautoscaling.Policy("CopierRest", {
    ...target,
    stepScalingPolicyConfiguration: {
      adjustmentType: "ExactCapacity",
      metricAggregationType: "Maximum",
      cooldown: 60,
      stepAdjustments: [{ metricIntervalLowerBound: "0", scalingAdjustment: settings.fleet.min }],
    },
  });
  // In alarm only while there is somebody to send home: Auto Scaling repeats an action as long as its alarm lasts, and an alarm
  // that lasted through the night would pull a fleet that was just woken back to its least (CloudWatch, "Alarm actions").
  new aws.cloudwatch.MetricAlarm("CopierIdle", {
    alarmDescription:
      "Copiers have had no work for ten minutes: the fleet rests. What to do: docs/operations.md#the-fleet-follows-the-work",
    comparisonOperator: "GreaterThanOrEqualToThreshold",
    threshold: 1,
    evaluationPeriods: 10,
    treatMissingData: "notBreaching",
    alarmActions: [rest.arn],
    metricQueries: [
      ...visibleAndInFlight,
      {
        id: "running",
        returnData: false,
        metric: {
          namespace: "ECS/ContainerInsights",
          metricName: "RunningTaskCount",
          stat: "Maximum",
          period: 60,
          dimensions: metricDimensionsOf("ECS/ContainerInsights", "copier"),
        },
      },
      {
        id: "idle",
        label: "copiers above the least, and nothing to do",
        expression: `IF(FILL(visible, 0) + FILL(inFlight, 0) > 0, 0, IF(FILL(running, 0) > ${settings.fleet.min}, 1, 0))`,
        returnData: true,
      },
    ],
  });
}
