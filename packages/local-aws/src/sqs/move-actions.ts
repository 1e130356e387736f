import { randomUUID } from "node:crypto";
import { z } from "zod";
import { action, type SqsAction, type SqsDeps } from "./action.ts";
import { invalidParameter, resourceNotFound } from "./errors.ts";
import { enqueue, remove } from "./keep-message.ts";
import { wakeWaiters } from "./long-poll.ts";
import { type Queue, settle } from "./queue.ts";
import { queueArn } from "./queue-attributes.ts";

/** One redrive of a dead-letter queue. Lives in memory: a kill ends it, what it moved stays moved. */
export type MoveTask = {
  handle: string;
  source: string;
  destination: string | undefined;
  perSecond: number;
  status: "RUNNING" | "COMPLETED" | "FAILED";
  moved: number;
  toMove: number;
  startedAt: number;
};

export const moveActions: Record<string, SqsAction> = {
  StartMessageMoveTask: action(
    z.object({
      SourceArn: z.string(),
      DestinationArn: z.string().optional(),
      MaxNumberOfMessagesPerSecond: z.int().min(1).max(500).optional(),
    }),
    (deps, input) => {
      const source = queueByArn(deps, input.SourceArn);
      const destination = input.DestinationArn && queueByArn(deps, input.DestinationArn);
      const { name } = source.settings;
      const isDeadLetterQueue = [...deps.broker.queues.values()].some(
        ({ settings }) => settings.redrive?.deadLetterQueue === name,
      );
      if (!isDeadLetterQueue) {
        throw invalidParameter("SourceArn", input.SourceArn, "Source queue must be configured as a Dead Letter Queue.");
      }
      if (deps.moveTasks.some((task) => task.source === name && task.status === "RUNNING")) {
        throw invalidParameter("SourceArn", input.SourceArn, "There is already a task running.");
      }
      settle(source, deps.broker.now());
      const task: MoveTask = {
        handle: Buffer.from(JSON.stringify({ taskId: randomUUID(), sourceArn: input.SourceArn })).toString("base64"),
        source: name,
        destination: destination ? destination.settings.name : undefined,
        perSecond: input.MaxNumberOfMessagesPerSecond ?? 500,
        status: "RUNNING",
        moved: 0,
        toMove: source.counts.visible,
        startedAt: deps.broker.now(),
      };
      deps.moveTasks.unshift(task);
      moveSome(deps, task);
      return { TaskHandle: task.handle };
    },
  ),

  ListMessageMoveTasks: action(
    z.object({ SourceArn: z.string(), MaxResults: z.int().min(1).max(10).default(1) }),
    (deps, { SourceArn, MaxResults }) => {
      const { name } = queueByArn(deps, SourceArn).settings;
      const tasks = deps.moveTasks.filter((task) => task.source === name).slice(0, MaxResults);
      return { Results: tasks.map((task) => show(deps, task)) };
    },
  ),
};

function queueByArn({ broker, where }: SqsDeps, arn: string): Queue {
  const name = arn.split(":").at(-1) ?? "";
  const queue = arn === queueArn(where, name) ? broker.queues.get(name) : undefined;
  if (!queue) throw resourceNotFound("The resource that you specified for the SourceArn parameter doesn't exist.");
  return queue;
}

/**
 * A tenth of a second's worth now, the rest later. A moved message is a new one to SQS: new id, new timestamp, receive
 * count 0. Without a destination it goes back to the queue it was dead-lettered from. Source: StartMessageMoveTask.
 */
function moveSome(deps: SqsDeps, task: MoveTask): void {
  const { broker } = deps;
  const source = broker.queues.get(task.source);
  const now = broker.now();
  for (let left = Math.ceil(task.perSecond / 10); left > 0 && task.moved < task.toMove; left -= 1) {
    const message = source?.ring.take();
    if (!message) break;
    const target = broker.queues.get(task.destination ?? message.deadLetterSource ?? "");
    if (!target) {
      source?.ring.push(message);
      task.status = "FAILED";
      break;
    }
    const { body, group, attributes } = message;
    enqueue(broker, {
      queue: target.settings.name,
      messageId: randomUUID(),
      body,
      group,
      attributes,
      sentAt: now,
      visibleAt: now,
    });
    remove(broker, message);
    wakeWaiters(broker, target);
    task.moved += 1;
  }
  broker.journal.flush();
  if (task.status !== "RUNNING") return;
  if (task.moved >= task.toMove || !source?.counts.visible) task.status = "COMPLETED";
  else deps.timers.add(setTimeout(moveSome, 100, deps, task));
}

function show({ where }: SqsDeps, task: MoveTask): object {
  return {
    ...(task.status === "RUNNING" && { TaskHandle: task.handle }),
    Status: task.status,
    SourceArn: queueArn(where, task.source),
    ...(task.destination && { DestinationArn: queueArn(where, task.destination) }),
    MaxNumberOfMessagesPerSecond: task.perSecond,
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.status === "FAILED" && { FailureReason: "CouldNotDetermineMessageSource" }),
    StartedTimestamp: task.startedAt,
  };
}
