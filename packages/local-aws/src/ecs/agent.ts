import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { readBody, sendJson } from "../wire/http-server.ts";
import type { Cluster } from "./cluster.ts";
import { desiredStatusOf } from "./describe.ts";
import { reconcile } from "./reconcile.ts";
import { isProtected, type Task } from "./task.ts";

/** Minutes: 1 to 2,880, by default two hours. Source: task scale-in protection endpoint, ECS developer guide. */
const protectionInput = z.object({
  ProtectionEnabled: z.boolean(),
  ExpiresInMinutes: z.int().min(1).max(2_880).default(120),
});

/**
 * What a task finds at its two addresses: `/metadata/ID[/task]` and `/agent/ID/task-protection/v1/state` (GET and PUT).
 * No signature: on AWS they answer on a link-local address.
 */
export async function answerTask(cluster: Cluster, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, area, taskId = "", ...rest] = `${request.url}`.split("/");
  const task = cluster.tasks.get(taskId);
  const path = rest.join("/");
  if (!task) return sendJson(response, 404, { error: { Code: "ResourceNotFoundException", Message: "No such task." } });
  if (area === "metadata") {
    const shown = showMetadata(cluster, task, path);
    return sendJson(response, shown ? 200 : 404, shown ?? { error: { Code: "InvalidParameterException" } });
  }
  if (path !== "task-protection/v1/state")
    return sendJson(response, 404, { error: { Code: "InvalidParameterException" } });
  if (request.method === "PUT") {
    const input = protectionInput.safeParse(parseJson(await readBody(request)));
    if (!input.success) {
      const [issue] = input.error.issues;
      const Message = `${issue?.path.join(".") || "body"}: ${issue?.message}`;
      return sendJson(response, 400, { error: { Arn: task.arn, Code: "InvalidParameterException", Message } });
    }
    const { ProtectionEnabled, ExpiresInMinutes } = input.data;
    task.protectedUntil = ProtectionEnabled ? Date.now() + ExpiresInMinutes * 60_000 : undefined;
    const service = cluster.services.get(task.service);
    if (service) reconcile(cluster, service);
  }
  return sendJson(response, 200, {
    protection: {
      TaskArn: task.arn,
      ProtectionEnabled: isProtected(task),
      ...(isProtected(task) && { ExpirationDate: new Date(task.protectedUntil ?? 0).toISOString() }),
    },
  });
}

function showMetadata(cluster: Cluster, task: Task, path: string): object | undefined {
  const container = { DockerId: `${task.taskId}-0`, Name: task.service, KnownStatus: task.lastStatus, Type: "NORMAL" };
  if (path === "") return container;
  if (path !== "task") return undefined;
  return {
    Cluster: cluster.arn,
    TaskARN: task.arn,
    Family: task.service,
    Revision: "1",
    ServiceName: task.service,
    DesiredStatus: desiredStatusOf(task),
    KnownStatus: task.lastStatus,
    LaunchType: "FARGATE",
    AvailabilityZone: `${cluster.config.region}a`,
    Containers: [container],
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
