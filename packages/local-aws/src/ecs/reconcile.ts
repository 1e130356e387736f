import { addEvent, type Cluster, type Service } from "./cluster.ts";
import { isProtected, isWanted, startTask, stopTask, type Task } from "./task.ts";

/** A start that lasts less is a quick death; from the second one in a row on, the next start waits. */
const quickMs = 5_000;
const longestPauseMs = 10_000;
/** Stopped tasks that DescribeTasks still knows. */
const rememberedTasks = 200;

/**
 * Brings a service towards its desired count, and is called again whenever something changed: starts what is missing,
 * replaces tasks of older deployments one for one once newer ones run, and stops what is too many, newest first.
 * Protected tasks are passed over; their turn comes when the protection ends.
 */
export function reconcile(cluster: Cluster, service: Service): void {
  clearTimeout(service.timer);
  if (cluster.closing) return;
  const current = service.deployments[0]?.id;
  const wanted = [...cluster.tasks.values()].filter((task) => task.service === service.config.name && isWanted(task));
  const fresh = wanted.filter((task) => task.deploymentId === current);
  const old = wanted.filter((task) => task.deploymentId !== current);

  const missing = service.desiredCount - fresh.length;
  if (missing > 0 && service.nextStartAt <= Date.now()) {
    for (let n = 0; n < missing; n += 1)
      fresh.push(startTask(cluster, service, (task) => afterEnd(cluster, service, task)));
    addEvent(service, `has started ${missing} tasks.`);
  }
  const running = fresh.filter((task) => task.lastStatus === "RUNNING").length;
  stopSome(cluster, service, old, old.length - Math.max(0, service.desiredCount - running));
  stopSome(cluster, service, fresh, fresh.length - service.desiredCount);

  service.deployments = service.deployments.filter(
    ({ id }) => id === current || old.some((task) => task.deploymentId === id && isWanted(task)),
  );
  const isSteady = service.deployments.length === 1 && running === service.desiredCount;
  if (isSteady && !service.wasSteady) addEvent(service, "has reached a steady state.");
  service.wasSteady = isSteady;
  cluster.save();
  lookAgain(cluster, service);
}

function stopSome(cluster: Cluster, service: Service, tasks: Task[], tooMany: number): void {
  if (tooMany <= 0) return;
  const free = tasks.filter((task) => isWanted(task) && !isProtected(task));
  const chosen = free.reverse().slice(0, tooMany);
  for (const task of chosen) {
    stopTask(cluster, task, {
      stopCode: "ServiceSchedulerInitiated",
      reason: `Scaling activity initiated by (deployment ${service.deployments[0]?.id})`,
    });
  }
  if (chosen.length > 0) addEvent(service, `has stopped ${chosen.length} running tasks.`);
}

/** When a pause before the next start, or a protection, ends. */
function lookAgain(cluster: Cluster, service: Service): void {
  const now = Date.now();
  const times = [...cluster.tasks.values()]
    .filter((task) => task.service === service.config.name && isWanted(task) && isProtected(task))
    .map((task) => task.protectedUntil ?? now);
  if (service.nextStartAt > now) times.push(service.nextStartAt);
  if (times.length > 0) service.timer = setTimeout(reconcile, Math.min(...times) - now + 1, cluster, service);
}

function afterEnd(cluster: Cluster, service: Service, task: Task): void {
  const now = Date.now();
  const wasAsked = task.stoppingAt !== undefined;
  if (!wasAsked && now - task.createdAt < quickMs) {
    // Ten tasks that die together are one death of the service, not ten.
    if (task.createdAt >= service.lastDeathAt) service.quickDeaths += 1;
    service.lastDeathAt = now;
    const pauseMs = service.quickDeaths < 2 ? 0 : Math.min(longestPauseMs, 250 * 2 ** (service.quickDeaths - 2));
    service.nextStartAt = now + pauseMs;
    addEvent(service, `task ${task.taskId} ended ${now - task.createdAt} ms after its start: ${task.stoppedReason}`);
  } else if (!wasAsked) {
    service.quickDeaths = 0;
    service.nextStartAt = 0;
  }
  const stopped = [...cluster.tasks.values()].filter(({ lastStatus }) => lastStatus === "STOPPED");
  for (const { taskId } of stopped.slice(0, -rememberedTasks)) cluster.tasks.delete(taskId);
  reconcile(cluster, service);
}
