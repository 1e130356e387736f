import { copier } from "./copier.ts";
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
  const backlog = [
    messages("visible", "ApproximateNumberOfMessagesVisible"),
    messages("inFlight", "ApproximateNumberOfMessagesNotVisible"),
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
      stepAdjustments: [{ metricIntervalUpperBound: "0", scalingAdjustment: settings.fleet.min }],
    },
  });
  new aws.cloudwatch.MetricAlarm("CopierIdle", {
    alarmDescription:
      "Ten minutes without work: the fleet rests. What to do: docs/operations.md#the-fleet-follows-the-work",
    comparisonOperator: "LessThanThreshold",
    threshold,
    evaluationPeriods: 10,
    // An idle queue stops reporting after a while: that is rest, too.
    treatMissingData: "breaching",
    alarmActions: [rest.arn],
    metricQueries: backlog,
  });
}
