import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { processStart } from "../running.ts";
import type { Cluster, Service } from "./cluster.ts";
import { type Leftover, signalGroup } from "./leftovers.ts";

export type Task = {
  taskId: string;
  arn: string;
  service: string;
  deploymentId: string;
  lastStatus: "PENDING" | "RUNNING" | "STOPPING" | "STOPPED";
  createdAt: number;
  startedAt: number | undefined;
  stoppingAt: number | undefined;
  stoppedAt: number | undefined;
  stopCode:
    | "ServiceSchedulerInitiated"
    | "UserInitiated"
    | "EssentialContainerExited"
    | "TaskFailedToStart"
    | undefined;
  stoppedReason: string | undefined;
  exitCode: number | undefined;
  /** Epoch milliseconds until which scale-in passes it over. */
  protectedUntil: number | undefined;
  child: ChildProcess;
  process: Leftover | undefined;
  ended: Promise<void>;
  killTimer: NodeJS.Timeout | undefined;
};

/**
 * Really starts a process, in a group of its own and with a stdin that only this process holds: when it dies, however,
 * a task that watches its stdin sees the end of it. `onEnd` is called once, when the process is gone.
 */
export function startTask(cluster: Cluster, service: Service, onEnd: (task: Task) => void): Task {
  const { config } = service;
  const taskId = randomBytes(16).toString("hex");
  const logDir = config.logDir ?? join(cluster.config.dataDir, "logs");
  mkdirSync(logDir, { recursive: true });
  const log = openSync(join(logDir, `${config.name}-${taskId}.log`), "a");
  const child = spawn(config.command, config.args, {
    cwd: config.cwd,
    env: {
      ...config.env,
      ECS_CONTAINER_METADATA_URI_V4: `${cluster.url()}/metadata/${taskId}`,
      ECS_AGENT_URI: `${cluster.url()}/agent/${taskId}`,
    },
    stdio: ["pipe", log, log],
    detached: true,
  });
  closeSync(log);
  child.stdin?.on("error", () => {});
  const task: Task = {
    taskId,
    arn: `arn:aws:ecs:${cluster.config.region}:${cluster.config.accountId}:task/${cluster.config.cluster}/${taskId}`,
    service: config.name,
    deploymentId: service.deployments[0]?.id ?? "",
    lastStatus: "PENDING",
    createdAt: Date.now(),
    startedAt: undefined,
    stoppingAt: undefined,
    stoppedAt: undefined,
    stopCode: undefined,
    stoppedReason: undefined,
    exitCode: undefined,
    protectedUntil: undefined,
    child,
    process: undefined,
    ended: Promise.resolve(),
    killTimer: undefined,
  };
  if (child.pid !== undefined) {
    task.lastStatus = "RUNNING";
    task.startedAt = task.createdAt;
    task.process = { pid: child.pid, startedAt: processStart(child.pid) ?? "" };
  }
  task.ended = new Promise((resolve) => {
    const end = (stopCode: NonNullable<Task["stopCode"]>, reason: string, exitCode: number | undefined): void => {
      if (task.lastStatus === "STOPPED") return;
      clearTimeout(task.killTimer);
      if (child.pid !== undefined) signalGroup(child.pid, "SIGKILL");
      task.lastStatus = "STOPPED";
      task.stoppedAt = Date.now();
      task.stopCode ??= stopCode;
      task.stoppedReason ??= reason;
      task.exitCode = exitCode;
      task.process = undefined;
      resolve();
      onEnd(task);
    };
    child.once("error", (error) => end("TaskFailedToStart", `CannotStartContainerError: ${error.message}`, undefined));
    child.once("exit", (code, signal) =>
      // A process ended by a signal shows as 128 + its number, as in any container: 137 for SIGKILL, 143 for SIGTERM.
      end("EssentialContainerExited", "Essential container in task exited", code ?? (signal === "SIGKILL" ? 137 : 143)),
    );
  });
  cluster.tasks.set(taskId, task);
  return task;
}

/** SIGTERM now, SIGKILL to its whole group after the stop timeout. Nothing happens to one that is stopping. */
export function stopTask(
  cluster: Cluster,
  task: Task,
  why: { stopCode: NonNullable<Task["stopCode"]>; reason: string },
): void {
  if (!isWanted(task)) return;
  task.lastStatus = "STOPPING";
  task.stoppingAt = Date.now();
  task.stopCode = why.stopCode;
  task.stoppedReason = why.reason;
  const { pid } = task.child;
  if (pid === undefined) return;
  signalGroup(pid, "SIGTERM");
  const timeoutMs = (cluster.services.get(task.service)?.config.stopTimeoutSeconds ?? 30) * 1_000;
  task.killTimer = setTimeout(signalGroup, timeoutMs, pid, "SIGKILL");
}

/** Whether the task counts towards the desired number: started, and nobody asked it to stop. */
export function isWanted(task: Task): boolean {
  return task.lastStatus === "PENDING" || task.lastStatus === "RUNNING";
}

export function isProtected(task: Task): boolean {
  return task.protectedUntil !== undefined && task.protectedUntil > Date.now();
}
