import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  StopTaskCommand,
  UpdateServiceCommand,
} from "@aws-sdk/client-ecs";
import { expect, onTestFinished, test } from "vitest";
import { isRunning } from "../running.ts";
import { awsClientConfig } from "../testing/aws-client-config.ts";
import { startStandInChild } from "../testing/stand-in-child.ts";
import { makeTemporaryFolder } from "../testing/temporary-folder.ts";
import { waitUntil } from "../testing/wait-until.ts";
import type { EcsConfig, ServiceConfig } from "./config.ts";
import { startEcs } from "./server.ts";

/** Tells where it finds ECS, ends on SIGTERM and with its stdin. */
const polite = `
  console.log(JSON.stringify({ metadata: process.env.ECS_CONTAINER_METADATA_URI_V4, agent: process.env.ECS_AGENT_URI, mode: process.env.MODE }));
  process.on("SIGTERM", () => { console.log("SIGTERM"); process.exit(0); });
  process.stdin.on("end", () => process.exit(0)).resume();
  setInterval(() => {}, 1000);
`;
const stubborn = `process.on("SIGTERM", () => {}); setInterval(() => {}, 1000);`;
/** Has a child of its own, and does not tell it to end. */
const parent = `
  const { spawn } = require("node:child_process");
  console.log(spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" }).pid);
  process.on("SIGTERM", () => process.exit(0));
  setInterval(() => {}, 1000);
`;

async function testConfig(script: string, more: Partial<ServiceConfig> = {}): Promise<EcsConfig> {
  const folder = await makeTemporaryFolder();
  onTestFinished(folder.remove);
  const service = {
    name: "copier",
    command: process.execPath,
    args: ["-e", script],
    env: { MODE: "test" },
    desiredCount: 0,
    minCount: 0,
    maxCount: 4,
    stopTimeoutSeconds: 5,
    ...more,
  };
  const where = { port: 0, host: "127.0.0.1", region: "eu-central-1", accountId: "111122223333" };
  return { ...where, dataDir: folder.path, cluster: "local", services: [service] };
}

function speakTo(url: string) {
  const client = new ECSClient(awsClientConfig(url));
  onTestFinished(() => client.destroy());
  const inCluster = { cluster: "local" };
  return {
    url,
    client,
    update: (input: { desiredCount?: number; forceNewDeployment?: boolean }) =>
      client.send(new UpdateServiceCommand({ ...inCluster, service: "copier", ...input })),
    async service() {
      const input = { ...inCluster, services: ["copier"] };
      const { services = [] } = await client.send(new DescribeServicesCommand(input));
      return services[0];
    },
    async processes() {
      const answer = await fetch(`${url}/_local/tasks`);
      return (await answer.json()) as { taskId: string; pid: number; lastStatus: string; startedAt: number }[];
    },
    describe: async (task: string) =>
      (await client.send(new DescribeTasksCommand({ ...inCluster, tasks: [task] }))).tasks?.[0],
    stop: (task: string) => client.send(new StopTaskCommand({ ...inCluster, task, reason: "enough" })),
    protect: (taskId: string, body: object) =>
      fetch(`${url}/agent/${taskId}/task-protection/v1/state`, { method: "PUT", body: JSON.stringify(body) }),
  };
}

type Ecs = ReturnType<typeof speakTo>;

async function startTestEcs(config: EcsConfig): Promise<Ecs> {
  const ecs = await startEcs(config);
  onTestFinished(() => ecs.close());
  return speakTo(ecs.url);
}

async function waitForProcesses(ecs: Ecs, count: number) {
  await waitUntil(`${count} tasks run`, async () => (await ecs.processes()).length === count);
  return ecs.processes();
}

async function logOf(config: EcsConfig, taskId: string): Promise<string> {
  return readFile(join(config.dataDir, "logs", `copier-${taskId}.log`), "utf8");
}

/** Until a polite task listens to signals. */
async function waitUntilUp(config: EcsConfig, taskIds: string[]): Promise<void> {
  for (const id of taskIds) await waitUntil(`${id} is up`, async () => (await logOf(config, id)).includes("metadata"));
}

test("raising the desired count starts real processes, lowering it ends the newest with SIGTERM", async () => {
  const config = await testConfig(polite);
  const ecs = await startTestEcs(config);
  expect(await ecs.service()).toMatchObject({ desiredCount: 0, runningCount: 0, pendingCount: 0 });
  await ecs.update({ desiredCount: 1 });
  const [oldest] = await waitForProcesses(ecs, 1);
  const { service } = await ecs.update({ desiredCount: 3 });
  expect(service).toMatchObject({ desiredCount: 3 });
  const three = await waitForProcesses(ecs, 3);
  for (const { pid } of three) expect(isRunning(pid)).toBe(true);
  await waitUntilUp(
    config,
    three.map(({ taskId }) => taskId),
  );
  expect(await ecs.service()).toMatchObject({ runningCount: 3, deployments: [{ status: "PRIMARY", desiredCount: 3 }] });
  await ecs.update({ desiredCount: 1 });
  expect(await waitForProcesses(ecs, 1)).toMatchObject([{ pid: oldest?.pid }]);
  for (const { pid, taskId } of three.slice(1)) {
    expect(isRunning(pid)).toBe(false);
    expect(await logOf(config, taskId)).toContain("SIGTERM");
    expect(await ecs.describe(taskId)).toMatchObject({
      lastStatus: "STOPPED",
      stopCode: "ServiceSchedulerInitiated",
      containers: [{ exitCode: 0 }],
    });
  }
});

test("the desired count stays within minimum and maximum, and the service says so", async () => {
  const ecs = await startTestEcs(await testConfig(polite, { maxCount: 1 }));
  await ecs.update({ desiredCount: 9 });
  const service = await ecs.service();
  expect(service?.desiredCount).toBe(1);
  expect(service?.events?.map(({ message }) => message).join()).toContain("desired count 9 was set to 1");
});

test("a task is told where to find itself, and its protection keeps it from scale-in", async () => {
  const config = await testConfig(polite, { desiredCount: 2 });
  const ecs = await startTestEcs(config);
  const [older, newer] = await waitForProcesses(ecs, 2);
  if (!older || !newer) throw new Error("two tasks");
  await waitUntilUp(config, [older.taskId, newer.taskId]);
  const told = JSON.parse((await logOf(config, newer.taskId)).split("\n")[0] ?? "") as Record<string, string>;
  expect(told.mode).toBe("test");
  const arn = `arn:aws:ecs:eu-central-1:111122223333:task/local/${newer.taskId}`;
  expect(await (await fetch(`${told.metadata}/task`)).json()).toMatchObject({ TaskARN: arn, KnownStatus: "RUNNING" });

  const state = `${told.agent}/task-protection/v1/state`;
  const set = await ecs.protect(newer.taskId, { ProtectionEnabled: true, ExpiresInMinutes: 1 });
  expect(await set.json()).toMatchObject({ protection: { TaskArn: arn, ProtectionEnabled: true } });
  expect(await (await fetch(state)).json()).toMatchObject({ protection: { ProtectionEnabled: true } });
  expect((await ecs.protect(newer.taskId, { ProtectionEnabled: true, ExpiresInMinutes: 2_881 })).status).toBe(400);
  await ecs.update({ desiredCount: 0 });
  expect(await waitForProcesses(ecs, 1)).toMatchObject([{ pid: newer.pid }]);
  await ecs.protect(newer.taskId, { ProtectionEnabled: false });
  await waitForProcesses(ecs, 0);
});

test("a task that is killed is replaced", async () => {
  const ecs = await startTestEcs(await testConfig(polite, { desiredCount: 1 }));
  const [first] = await waitForProcesses(ecs, 1);
  process.kill(first?.pid ?? 0, "SIGKILL");
  await waitUntil("another one runs", async () => (await ecs.processes()).some(({ pid }) => pid !== first?.pid));
  expect(await ecs.describe(first?.taskId ?? "")).toMatchObject({
    stopCode: "EssentialContainerExited",
    containers: [{ exitCode: 137 }],
  });
});

test("a task that cannot live is not started in a frenzy, and one whose command is missing says why", async () => {
  const config = await testConfig("process.exit(3)", { desiredCount: 1 });
  await startTestEcs(config);
  const startedAt = Date.now();
  const logs = async () => (await readdir(join(config.dataDir, "logs"))).length;
  await waitUntil("it was tried four times", async () => (await logs()) >= 4);
  expect(Date.now() - startedAt).toBeGreaterThan(700);

  const missing = await startTestEcs(await testConfig("", { desiredCount: 1, command: "/no/such/program" }));
  await waitUntil("the reason is told", async () => {
    const { events = [] } = (await missing.service()) ?? {};
    return events.some(({ message }) => message?.includes("CannotStartContainerError"));
  });
});

test("StopTask ends one task, by SIGKILL if it does not listen, and the service replaces it", async () => {
  const ecs = await startTestEcs(await testConfig(stubborn, { desiredCount: 1, stopTimeoutSeconds: 0.5 }));
  const [first] = await waitForProcesses(ecs, 1);
  await ecs.stop(first?.taskId ?? "");
  await waitUntil("it is gone and replaced", async () => {
    const now = await ecs.processes();
    return now.length === 1 && now[0]?.pid !== first?.pid;
  });
  expect(isRunning(first?.pid ?? 0)).toBe(false);
  expect(await ecs.describe(first?.taskId ?? "")).toMatchObject({ stopCode: "UserInitiated", stoppedReason: "enough" });
});

test("a new deployment replaces every task, and never has fewer running than desired", async () => {
  const ecs = await startTestEcs(await testConfig(polite, { desiredCount: 2 }));
  const before = (await waitForProcesses(ecs, 2)).map(({ pid }) => pid);
  await ecs.update({ forceNewDeployment: true });
  await waitUntil("all are new", async () => {
    const service = await ecs.service();
    expect(service?.runningCount).toBeGreaterThanOrEqual(2);
    const pids = (await ecs.processes()).map(({ pid }) => pid);
    return pids.length === 2 && !pids.some((pid) => before.includes(pid));
  });
  const service = await ecs.service();
  expect(service?.deployments).toMatchObject([{ status: "PRIMARY", runningCount: 2, rolloutState: "COMPLETED" }]);
});

test("tasks, services and clusters are listed and described; what is not there is named as ECS does", async () => {
  const { client, ...ecs } = await startTestEcs(await testConfig(polite, { desiredCount: 1 }));
  const [task] = await ecs.processes();
  const { taskArns } = await client.send(new ListTasksCommand({ cluster: "local", serviceName: "copier" }));
  expect(taskArns).toEqual([`arn:aws:ecs:eu-central-1:111122223333:task/local/${task?.taskId}`]);
  const { clusters } = await client.send(new DescribeClustersCommand({ clusters: ["local"] }));
  expect(clusters).toMatchObject([{ clusterName: "local", status: "ACTIVE", runningTasksCount: 1 }]);
  const nothing = await client.send(new DescribeServicesCommand({ cluster: "local", services: ["other"] }));
  expect(nothing).toMatchObject({ services: [], failures: [{ reason: "MISSING" }] });
  await expect(client.send(new ListTasksCommand({ cluster: "x" }))).rejects.toMatchObject({
    name: "ClusterNotFoundException",
  });
  const update = new UpdateServiceCommand({ cluster: "local", service: "x" });
  await expect(client.send(update)).rejects.toMatchObject({ name: "ServiceNotFoundException" });
});

test("after close nothing runs, not even what a task started itself", async () => {
  const config = await testConfig(parent, { desiredCount: 2 });
  const ecs = await startEcs(config);
  const running = await waitForProcesses(speakTo(ecs.url), 2);
  const grandchildren: number[] = [];
  for (const { taskId } of running) {
    await waitUntil("it has a child", async () => (await logOf(config, taskId)).endsWith("\n"));
    grandchildren.push(Number(await logOf(config, taskId)));
  }
  await ecs.close();
  for (const pid of [...running.map((one) => one.pid), ...grandchildren]) {
    await waitUntil(`${pid} is gone`, () => !isRunning(pid));
  }
});

test("after kill -9 the desired count holds, tasks start anew, and those of the former life end", async () => {
  const config = await testConfig(stubborn, { stopTimeoutSeconds: 0.5 });
  const first = await startStandInChild("ecs/main.ts", config);
  await speakTo(first.url).update({ desiredCount: 2 });
  const before = await waitForProcesses(speakTo(first.url), 2);
  first.child.kill("SIGKILL");
  await first.exited;
  const second = await startStandInChild("ecs/main.ts", config);
  const after = await waitForProcesses(speakTo(second.url), 2);
  expect((await speakTo(second.url).service())?.desiredCount).toBe(2);
  for (const { pid } of before) await waitUntil(`${pid} is gone`, () => !isRunning(pid));
  for (const { pid } of after) expect(isRunning(pid)).toBe(true);
  second.child.stdin?.end();
  expect(await second.exited).toBe(0);
  for (const { pid } of after) expect(isRunning(pid)).toBe(false);
});

test("a task that watches its stdin ends when the stand-in is killed", async () => {
  const config = await testConfig(polite, { desiredCount: 1 });
  const ecs = await startStandInChild("ecs/main.ts", config);
  const [task] = await waitForProcesses(speakTo(ecs.url), 1);
  await waitUntilUp(config, [task?.taskId ?? ""]);
  ecs.child.kill("SIGKILL");
  await ecs.exited;
  await waitUntil("the task is gone", () => !isRunning(task?.pid ?? 0));
});
