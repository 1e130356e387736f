import { metricNamespace } from "@s3mirror/core/metrics";
import type { Place } from "./alarm-rules.ts";
import { cluster } from "./cluster.ts";
import { database } from "./database.ts";
import { loadBalancer } from "./load-balancer.ts";
import { copyDeadLetters, copyQueue, needsAction } from "./queues.ts";

type Dimensions = Record<string, $util.Input<string>>;

const services: Partial<Record<Place, string>> = { coordinator: "Coordinator", copier: "Copier", page: "Web" };
const resources: Partial<Record<Place, Dimensions>> = {
  copyQueue: { QueueName: copyQueue.nodes.queue.name },
  copyDeadLetters: { QueueName: copyDeadLetters.nodes.queue.name },
  needsAction: { QueueName: needsAction.nodes.queue.name },
  api: { LoadBalancer: loadBalancer.nodes.loadBalancer.arnSuffix },
  ledger: { DBClusterIdentifier: database.nodes.cluster?.clusterIdentifier ?? "" },
};

/** How CloudWatch names whose metric it is. @throws Error for a place that the namespace knows nothing of */
export function metricDimensionsOf(namespace: string, of: Place): Dimensions {
  if (namespace === metricNamespace) return { stage: $app.stage, service: of };
  const service = services[of];
  if (service !== undefined) return { ClusterName: cluster.nodes.cluster.name, ServiceName: service };
  const dimensions = resources[of];
  if (dimensions === undefined) throw new Error(`${namespace} has no metric of ${of}`);
  return dimensions;
}
