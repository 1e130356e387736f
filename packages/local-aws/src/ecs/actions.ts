import { type ZodType, z } from "zod";
import { AwsError, notImplemented } from "../wire/aws-error.ts";
import { addEvent, type Cluster, newDeployment, type Service, withinLimits } from "./cluster.ts";
import { desiredStatusOf, showCluster, showService, showTask } from "./describe.ts";
import { reconcile } from "./reconcile.ts";
import { stopTask, type Task } from "./task.ts";

export type EcsAction = (cluster: Cluster, input: unknown) => object;

const inCluster = z.strictObject({ cluster: z.string().default("default"), include: z.array(z.string()).optional() });

export const ecsActions: Record<string, EcsAction> = {
  DescribeClusters: action(
    z.strictObject({ clusters: z.array(z.string()).default(["default"]), include: z.array(z.string()).optional() }),
    (cluster, { clusters }) => {
      const known = clusters.filter((name) => isThis(cluster, name));
      return {
        clusters: known.map(() => showCluster(cluster)),
        failures: missing(cluster, "cluster", clusters, known),
      };
    },
  ),

  DescribeServices: action(
    inCluster.extend({ services: z.array(z.string()).min(1).max(10) }),
    (cluster, { cluster: name, services: names }) => {
      requireCluster(cluster, name);
      const known = names.filter((one) => findService(cluster, one));
      const services = known.map((one) => showService(cluster, serviceOf(cluster, one)));
      return { services, failures: missing(cluster, "service", names, known) };
    },
  ),

  UpdateService: action(
    inCluster.extend({
      service: z.string(),
      desiredCount: z.int().min(0).optional(),
      forceNewDeployment: z.boolean().optional(),
    }),
    (cluster, input) => {
      requireCluster(cluster, input.cluster);
      const service = serviceOf(cluster, input.service);
      if (input.desiredCount !== undefined) setDesiredCount(service, input.desiredCount);
      if (input.forceNewDeployment) service.deployments.unshift(newDeployment());
      service.quickDeaths = 0;
      service.nextStartAt = 0;
      reconcile(cluster, service);
      return { service: showService(cluster, service) };
    },
  ),

  ListTasks: action(
    inCluster.extend({
      serviceName: z.string().optional(),
      desiredStatus: z.enum(["RUNNING", "PENDING", "STOPPED"]).default("RUNNING"),
      maxResults: z.int().min(1).max(100).default(100),
      nextToken: z.string().regex(/^\d+$/).default("0"),
    }),
    (cluster, input) => {
      requireCluster(cluster, input.cluster);
      const service = input.serviceName === undefined ? undefined : serviceOf(cluster, input.serviceName);
      const tasks = [...cluster.tasks.values()].filter(
        (task) =>
          (service === undefined || task.service === service.config.name) &&
          desiredStatusOf(task) === input.desiredStatus,
      );
      const from = Number(input.nextToken);
      const to = from + input.maxResults;
      return {
        taskArns: tasks.slice(from, to).map(({ arn }) => arn),
        ...(to < tasks.length && { nextToken: `${to}` }),
      };
    },
  ),

  DescribeTasks: action(
    inCluster.extend({ tasks: z.array(z.string()).min(1).max(100) }),
    (cluster, { cluster: name, tasks: asked }) => {
      requireCluster(cluster, name);
      const tasks = asked.flatMap((one) => findTask(cluster, one) ?? []);
      const known = asked.filter((one) => findTask(cluster, one));
      return { tasks: tasks.map((task) => showTask(cluster, task)), failures: missing(cluster, "task", asked, known) };
    },
  ),

  StopTask: action(
    inCluster.extend({ task: z.string(), reason: z.string().max(1_024).optional() }),
    (cluster, input) => {
      requireCluster(cluster, input.cluster);
      const task = findTask(cluster, input.task);
      if (!task) throw invalidParameter("The referenced task was not found.");
      stopTask(cluster, task, { stopCode: "UserInitiated", reason: input.reason ?? "Task stopped by user" });
      const service = cluster.services.get(task.service);
      if (service) reconcile(cluster, service);
      return { task: showTask(cluster, task) };
    },
  ),
};

function action<I>(schema: ZodType<I>, run: (cluster: Cluster, input: I) => object): EcsAction {
  return (cluster, input) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(cluster, parsed.data);
    const issue = parsed.error.issues[0];
    if (issue?.code === "unrecognized_keys") throw notImplemented(`the parameter ${issue.keys.join(", ")}`);
    throw invalidParameter(`${issue?.path.join(".") ?? "input"}: ${issue?.message}`);
  };
}

function setDesiredCount(service: Service, asked: number): void {
  service.desiredCount = withinLimits(service.config, asked);
  const deployment = service.deployments[0];
  if (deployment) deployment.updatedAt = Date.now();
  if (service.desiredCount !== asked) {
    const { minCount, maxCount } = service.config;
    addEvent(
      service,
      `desired count ${asked} was set to ${service.desiredCount}: at least ${minCount}, at most ${maxCount}.`,
    );
  }
}

function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterException", message);
}

/** AWS means the cluster named "default" when none is named. */
function isThis(cluster: Cluster, name: string): boolean {
  return name === cluster.config.cluster || name === cluster.arn;
}

function requireCluster(cluster: Cluster, name: string): void {
  if (!isThis(cluster, name)) throw new AwsError("ClusterNotFoundException", "Cluster not found.");
}

function findService(cluster: Cluster, nameOrArn: string): Service | undefined {
  const service = cluster.services.get(nameOrArn.split("/").at(-1) ?? "");
  return nameOrArn === service?.config.name || nameOrArn === service?.arn ? service : undefined;
}

function serviceOf(cluster: Cluster, nameOrArn: string): Service {
  const service = findService(cluster, nameOrArn);
  if (!service) throw new AwsError("ServiceNotFoundException", "Service not found.");
  return service;
}

function findTask(cluster: Cluster, idOrArn: string): Task | undefined {
  const task = cluster.tasks.get(idOrArn.split("/").at(-1) ?? "");
  return idOrArn === task?.taskId || idOrArn === task?.arn ? task : undefined;
}

function missing({ config, arn }: Cluster, kind: string, asked: string[], known: string[]): object[] {
  const prefix = kind === "cluster" ? "" : `${config.cluster}/`;
  const whole = (name: string): string =>
    name.startsWith("arn:") ? name : `${arn.replace(/:cluster\/.*/, "")}:${kind}/${prefix}${name}`;
  return asked.filter((name) => !known.includes(name)).map((name) => ({ arn: whole(name), reason: "MISSING" }));
}
