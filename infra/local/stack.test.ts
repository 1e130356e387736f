import { once } from "node:events";
import { stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { findFreePort, isPortFree } from "@s3mirror/local-aws/free-port";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { expect, test } from "vitest";
import type { AwsClientSettings } from "./clients.ts";
import { migrateDatabase } from "./database.ts";
import type { Endpoints } from "./endpoints.ts";
import { cleanups, makeHome, noneRuns, pidsOf, readEndpoints, runStack, startedStack } from "./testing/run-stack.ts";

function clientsOf({ region, accounts, s3, sqs, sns, rdsData, ecs }: Endpoints): AwsClientSettings {
  return { region, credentials: accounts.company, endpoints: { s3, sqs, sns, rdsData, ecs } };
}

/** Whether each stand-in answers a call that means something to it. */
async function isUsable(endpoints: Endpoints): Promise<boolean> {
  const clients = clientsOf(endpoints);
  const sqs = new SQSClient({ ...clients, endpoint: endpoints.sqs, maxAttempts: 1 });
  try {
    const { QueueUrls } = await sqs.send(new ListQueuesCommand({}));
    const target = {
      resourceArn: "arn:aws:rds:eu-central-1:111122223333:cluster:x",
      secretArn: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:s3mirror-local-ledger",
    };
    await migrateDatabase(clients, { ...target, database: "s3mirror" }, null);
    await fetch(endpoints.s3);
    await fetch(endpoints.sns);
    await fetch(endpoints.ecs);
    return QueueUrls?.length === 3;
  } catch {
    return false;
  } finally {
    sqs.destroy();
  }
}

test("a stack comes up on free ports, says where it is in a file only its owner reads, and SIGTERM leaves nothing", async () => {
  const home = await makeHome();
  const { child, exited } = await startedStack(home);
  const endpoints = await readEndpoints(home);
  expect((await stat(join(home, "endpoints.json"))).mode & 0o777).toBe(0o600);
  expect(endpoints.accounts.company.principalArn).toMatch(/^arn:aws:iam::\d{12}:role\/s3mirror-local-transfer$/);
  expect(endpoints.processes.map(({ role }) => role).sort()).toEqual(
    ["ecs", "postgres", "postmaster", "rds-data", "s3", "sns", "sqs", "supervisor"].sort(),
  );
  expect(await isUsable(endpoints)).toBe(true);
  const pids = await pidsOf(home);
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
  expect(noneRuns(pids)).toBe(true);
  await expect(stat(join(home, "endpoints.json"))).rejects.toThrow("ENOENT");
});

test("whatever is killed with SIGKILL comes back where it was, with what it held", async () => {
  const home = await makeHome();
  await startedStack(home);
  const endpoints = await readEndpoints(home);
  for (const { role } of endpoints.processes.filter((one) => one.role !== "supervisor")) {
    const find = async () => (await readEndpoints(home)).processes.find((one) => one.role === role)?.pid;
    const pid = (await find()) ?? 0;
    process.kill(pid, "SIGKILL");
    await waitUntil(`${role} is back`, async () => ![pid, undefined].includes(await find()));
    await waitUntil(`usable after ${role}`, async () => isUsable(endpoints));
  }
});

test("when the supervisor is killed with SIGKILL everything ends by itself, and the next stack takes over", async () => {
  const home = await makeHome();
  const { child, exited } = await startedStack(home);
  const before = await readEndpoints(home);
  child.kill("SIGKILL");
  await exited;
  await waitUntil("all ended", () => noneRuns(before.processes.map(({ pid }) => pid)));
  await startedStack(home);
  const after = await readEndpoints(home);
  expect(await isUsable(after)).toBe(true);
  expect(after.adminApiKey).toBe(before.adminApiKey);
});

test("SIGTERM while it is still starting leaves nothing", async () => {
  const home = await makeHome();
  const { child, exited, errors } = runStack(home);
  const known = async () => (await readEndpoints(home).catch(() => undefined))?.processes ?? [];
  await waitUntil("something runs", async () => (await known()).length > 3);
  const pids = (await known()).map(({ pid }) => pid);
  child.kill("SIGTERM");
  expect(await exited).toBe(1);
  expect(errors()).toContain("Stopped before it was up.");
  expect(noneRuns(pids)).toBe(true);
});

test("a second stack on the same folder is refused, and the first goes on", async () => {
  const home = await makeHome();
  await startedStack(home);
  const second = runStack(home);
  expect(await second.exited).toBe(1);
  expect(second.errors()).toMatch(/already runs on .*home \(process \d+\)\. Stop it, or .* S3MIRROR_HOME=DIR/);
  expect(await isUsable(await readEndpoints(home))).toBe(true);
});

test("a taken port is an error that names it, who wanted it, and the setting", async () => {
  // The three ports before it must be free, or another one would be named.
  let port = 0;
  const before = () => Promise.all([port - 3, port - 2, port - 1, port].map(isPortFree));
  do port = await findFreePort();
  while (!(await before()).every(Boolean));
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(async () => server.close());
  const refused = runStack(await makeHome(), { S3MIRROR_PORT: String(port - 3) });
  expect(await refused.exited).toBe(1);
  expect(refused.errors()).toContain(`Port ${port} is taken; the local stack wants it for sqs.`);
  expect(refused.errors()).toContain("S3MIRROR_PORT=");
});

test("a folder that cannot be used is an error with the remedy", async () => {
  const home = await makeHome();
  await writeFile(home, "a file");
  const refused = runStack(join(home, "below"));
  expect(await refused.exited).toBe(1);
  expect(refused.errors()).toMatch(/below cannot be used .*\(ENOTDIR\).*--home DIR or S3MIRROR_HOME=DIR/);
});

test("a service whose endpoint is already named is taken from there", async () => {
  const home = await makeHome();
  await startedStack(home, { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" });
  const endpoints = await readEndpoints(home);
  expect(endpoints.s3).toBe("http://127.0.0.1:9");
  expect(endpoints.processes.some(({ role }) => role === "s3")).toBe(false);
});
