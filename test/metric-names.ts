import { failureKinds } from "@s3mirror/core/failure";
import { failureMetric, type MetricName, metrics } from "@s3mirror/core/metrics";

/** Every metric that a service may tell, those of failures included. */
export const metricNames: readonly MetricName[] = [
  ...(Object.keys(metrics) as (keyof typeof metrics)[]),
  ...failureKinds.map(failureMetric),
];
