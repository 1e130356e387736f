import { DescribeServicesCommand, DescribeTasksCommand, ListTasksCommand } from "@aws-sdk/client-ecs";
import type { SmokeContext } from "./probe.ts";

/** How many copiers there are and should be. */
export async function countCopiers({ clients, deployed, signal }: SmokeContext): Promise<number> {
  const ask = new DescribeServicesCommand({ cluster: deployed.cluster, services: [deployed.copierService] });
  const { services } = await clients.ecs.send(ask, { abortSignal: signal });
  const [service] = services ?? [];
  if (service === undefined) throw new Error(`ECS knows no service ${deployed.copierService} in ${deployed.cluster}`);
  return Math.max(service.desiredCount ?? 0, (service.runningCount ?? 0) + (service.pendingCount ?? 0));
}

/** The copiers that run; those that are still starting hold nothing. */
export async function listCopiers({ clients, deployed, signal }: SmokeContext): Promise<string[]> {
  const { cluster, copierService: serviceName } = deployed;
  const options = { abortSignal: signal };
  const { taskArns = [] } = await clients.ecs.send(new ListTasksCommand({ cluster, serviceName }), options);
  if (taskArns.length === 0) return [];
  const { tasks = [] } = await clients.ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }), options);
  return tasks.flatMap(({ taskArn, lastStatus }) => (taskArn && lastStatus === "RUNNING" ? [taskArn] : []));
}

export type Ended = { exitCodes: (number | undefined)[]; longestMs: number };

/** How tasks ended; null while one has not. */
export async function howEnded({ clients, deployed, signal }: SmokeContext, tasks: string[]): Promise<Ended | null> {
  const ask = new DescribeTasksCommand({ cluster: deployed.cluster, tasks });
  const { tasks: seen = [] } = await clients.ecs.send(ask, { abortSignal: signal });
  if (seen.some(({ lastStatus }) => lastStatus !== "STOPPED")) return null;
  // A task is stopped once its network is taken down as well: its process ended before.
  const lasted = seen.map(({ stoppingAt, executionStoppedAt, stoppedAt }) => {
    const ended = executionStoppedAt ?? stoppedAt;
    return (ended?.getTime() ?? 0) - (stoppingAt?.getTime() ?? 0);
  });
  const exitCodes = seen.flatMap(({ containers = [] }) => containers.map(({ exitCode }) => exitCode));
  return { exitCodes, longestMs: Math.max(0, ...lasted) };
}
