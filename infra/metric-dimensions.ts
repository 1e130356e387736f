import { metricNamespace } from "@s3mirror/core/metrics";
import type { Place } from "./alarm-rules.ts";
import { cluster } from "./cluster.ts";
import { coordinator } from "./coordinator.ts";
import { database } from "./database.ts";
import { loadBalancer } from "./load-balancer.ts";
import { copyDeadLetters, copyQueue, needsAction } from "./queues.ts";
import { web } from "./web.ts";

type Dimensions = Record<string, $util.Input<string>>;

const balancer = loadBalancer.nodes.loadBalancer.arnSuffix;

/** The one target group of a service, as the metrics of its health are named (`targetgroup/NAME/ID`). */
const targetsOf = ({ nodes }: sst.aws.Service): Dimensions => ({
  LoadBalancer: balancer,
  TargetGroup: nodes.service.loadBalancers.apply((all) => `${all?.[0]?.targetGroupArn}`.replace(/^.*:/, "")),
});

const resources: Partial<Record<Place, Dimensions>> = {
  copyQueue: { QueueName: copyQueue.nodes.queue.name },
  copyDeadLetters: { QueueName: copyDeadLetters.nodes.queue.name },
  needsAction: { QueueName: needsAction.nodes.queue.name },
  coordinator: targetsOf(coordinator),
  page: targetsOf(web),
  api: { LoadBalancer: balancer },
  ledger: { DBClusterIdentifier: database.nodes.cluster?.clusterIdentifier ?? "" },
};

/** How CloudWatch names whose metric it is. @throws Error for a place that the namespace knows nothing of */
export function metricDimensionsOf(namespace: string, of: Place): Dimensions {
  if (namespace === metricNamespace) return { stage: $app.stage, service: of };
  if (of === "copier") return { ClusterName: cluster.nodes.cluster.name, ServiceName: "Copier" };
  const dimensions = resources[of];
  if (dimensions === undefined) throw new Error(`${namespace} has no metric of ${of}`);
  return dimensions;
}
