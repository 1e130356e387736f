import type { Cluster, Deployment, Service } from "./cluster.ts";
import type { Task } from "./task.ts";

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1_000);

function count(tasks: Task[], status: Task["lastStatus"]): number {
  return tasks.filter(({ lastStatus }) => lastStatus === status).length;
}

function taskDefinitionArn({ config }: Cluster, family: string): string {
  return `arn:aws:ecs:${config.region}:${config.accountId}:task-definition/${family}:1`;
}

/** A service as DescribeServices and UpdateService show it. A stopping task counts as neither running nor pending. */
export function showService(cluster: Cluster, service: Service): object {
  const tasks = [...cluster.tasks.values()].filter((task) => task.service === service.config.name);
  const showDeployment = ({ id, createdAt, updatedAt }: Deployment, index: number): object => {
    const own = tasks.filter(({ deploymentId }) => deploymentId === id);
    const runningCount = count(own, "RUNNING");
    const desiredCount = index === 0 ? service.desiredCount : 0;
    return {
      id,
      status: index === 0 ? "PRIMARY" : "ACTIVE",
      taskDefinition: taskDefinitionArn(cluster, service.config.name),
      desiredCount,
      runningCount,
      pendingCount: count(own, "PENDING"),
      failedTasks: 0,
      createdAt: seconds(createdAt),
      updatedAt: seconds(updatedAt),
      launchType: "FARGATE",
      rolloutState: runningCount === desiredCount && service.deployments.length === 1 ? "COMPLETED" : "IN_PROGRESS",
    };
  };
  return {
    serviceArn: service.arn,
    serviceName: service.config.name,
    clusterArn: cluster.arn,
    status: "ACTIVE",
    launchType: "FARGATE",
    schedulingStrategy: "REPLICA",
    taskDefinition: taskDefinitionArn(cluster, service.config.name),
    desiredCount: service.desiredCount,
    runningCount: count(tasks, "RUNNING"),
    pendingCount: count(tasks, "PENDING"),
    deployments: service.deployments.map(showDeployment),
    events: service.events.map(({ id, at, message }) => ({ id, createdAt: seconds(at), message })),
  };
}

export function showTask(cluster: Cluster, task: Task): object {
  return {
    taskArn: task.arn,
    clusterArn: cluster.arn,
    taskDefinitionArn: taskDefinitionArn(cluster, task.service),
    group: `service:${task.service}`,
    startedBy: task.deploymentId,
    launchType: "FARGATE",
    lastStatus: task.lastStatus,
    desiredStatus: desiredStatusOf(task),
    createdAt: seconds(task.createdAt),
    startedAt: seconds(task.startedAt),
    stoppingAt: seconds(task.stoppingAt),
    stoppedAt: seconds(task.stoppedAt),
    stopCode: task.stopCode,
    stoppedReason: task.stoppedReason,
    containers: [{ name: task.service, lastStatus: task.lastStatus, exitCode: task.exitCode, taskArn: task.arn }],
  };
}

export function desiredStatusOf(task: Task): "RUNNING" | "STOPPED" {
  return task.lastStatus === "PENDING" || task.lastStatus === "RUNNING" ? "RUNNING" : "STOPPED";
}

export function showCluster(cluster: Cluster): object {
  const tasks = [...cluster.tasks.values()];
  return {
    clusterArn: cluster.arn,
    clusterName: cluster.config.cluster,
    status: "ACTIVE",
    runningTasksCount: count(tasks, "RUNNING"),
    pendingTasksCount: count(tasks, "PENDING"),
    activeServicesCount: cluster.services.size,
    registeredContainerInstancesCount: 0,
  };
}
