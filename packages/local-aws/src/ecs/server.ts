import type { IncomingMessage, ServerResponse } from "node:http";
import { type ActionLog, openActionLog } from "../wire/action-log.ts";
import { AwsError, notImplemented, requireSignature } from "../wire/aws-error.ts";
import { listen, readBody, sendJson } from "../wire/http-server.ts";
import { ecsActions } from "./actions.ts";
import { answerTask } from "./agent.ts";
import { type Cluster, openCluster } from "./cluster.ts";
import type { EcsConfig } from "./config.ts";
import { endLeftovers } from "./leftovers.ts";
import { reconcile } from "./reconcile.ts";
import { stopTask } from "./task.ts";

/**
 * An ECS over AWS JSON 1.1 whose tasks are processes of this machine. `GET /_local/tasks` tells
 * `[{taskId, service, pid, startedAt, lastStatus}]` of those not stopped yet (`startedAt` in epoch milliseconds).
 * `close` ends every task, with SIGTERM and after its stop timeout with SIGKILL, before it resolves.
 */
export async function startEcs(config: EcsConfig): Promise<{ url: string; close(): Promise<void> }> {
  let url = "";
  const cluster = openCluster(config, () => url);
  const actionLog = openActionLog(config.actionLog);
  const http = await listen(config, async (request, response) => {
    if (request.url === "/_local/tasks") sendJson(response, 200, listProcesses(cluster));
    else if (/^\/(metadata|agent)\//.test(`${request.url}`)) await answerTask(cluster, request, response);
    else await answer(cluster, actionLog, request, response);
  });
  url = http.url;
  const closing = new AbortController();
  const longestStopMs = Math.max(0, ...config.services.map((service) => service.stopTimeoutSeconds * 1_000));
  const cleared = endLeftovers(cluster.leftovers, longestStopMs, closing.signal).then(() => {
    cluster.leftovers = [];
    cluster.save();
  });
  for (const service of cluster.services.values()) reconcile(cluster, service);
  return {
    url,
    async close() {
      cluster.closing = true;
      closing.abort();
      for (const service of cluster.services.values()) clearTimeout(service.timer);
      const tasks = [...cluster.tasks.values()];
      for (const task of tasks) stopTask(cluster, task, { stopCode: "ServiceSchedulerInitiated", reason: "Closing" });
      await Promise.all([cleared, ...tasks.map(({ ended }) => ended)]);
      cluster.save();
      await http.close();
      actionLog.close();
    },
  };
}

function listProcesses(cluster: Cluster): object[] {
  return [...cluster.tasks.values()]
    .filter(({ lastStatus }) => lastStatus !== "STOPPED")
    .map(({ taskId, service, child, startedAt, lastStatus }) => ({
      taskId,
      service,
      pid: child.pid,
      startedAt,
      lastStatus,
    }));
}

async function answer(
  cluster: Cluster,
  actionLog: ActionLog,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (status: number, body: object): void =>
    sendJson(response, status, body, { "content-type": "application/x-amz-json-1.1" });
  try {
    const body = await readBody(request);
    requireSignature(request.headers.authorization);
    const name = `${request.headers["x-amz-target"]}`.replace(/^AmazonEC2ContainerServiceV20141113\./, "");
    const run = Object.hasOwn(ecsActions, name) ? ecsActions[name] : undefined;
    if (!run) throw notImplemented(name);
    const input = parseInput(body);
    for (const resource of servicesIn(cluster, input)) {
      actionLog.note(request.headers["user-agent"], { action: `ecs:${name}`, resource });
    }
    send(200, run(cluster, input));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    send(error.status, { __type: error.type, message: error.message });
  }
}

/** The services that a call is about, by ARN; "*" where it names none. */
function servicesIn({ config }: Cluster, input: unknown): string[] {
  const { services, service } = (input ?? {}) as { services?: unknown; service?: unknown };
  const names = [services ?? service ?? []].flat().map(String);
  const { region, accountId, cluster } = config;
  if (names.length === 0) return ["*"];
  return names.map((name) => `arn:aws:ecs:${region}:${accountId}:service/${cluster}/${name.replace(/^.*\//, "")}`);
}

function parseInput(body: string): unknown {
  try {
    return JSON.parse(body || "{}");
  } catch {
    throw new AwsError("SerializationException", "The request body is not JSON.");
  }
}
