import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { findFreePort, isPortFree } from "@s3mirror/local-aws/free-port";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { expect, test } from "vitest";
import { cleanups, makeHome, noneRuns, readEndpoints, runStack, startedStack } from "./testing/run-stack.ts";

const withPage = { services: { coordinators: 1, copier: false, web: true } };
// The first of these builds the page.
const timeout = 300_000;

const pageAt = (url: string | null) =>
  fetch(`${url}/`, { redirect: "manual" }).then(
    ({ status }) => status,
    () => 0,
  );

test("the page is built at the first start, comes back when it is killed, and goes with SIGKILL of the supervisor", {
  timeout,
}, async () => {
  await rm(fileURLToPath(new URL("../../web/.next/built-from", import.meta.url)), { force: true });
  const home = await makeHome();
  const { child, exited, errors } = await startedStack(home, {}, withPage);
  expect(errors()).toContain("Building the page");
  const endpoints = await readEndpoints(home);
  // Who is not signed in is sent to sign in.
  expect(await pageAt(endpoints.web)).toBe(307);

  const find = async () => (await readEndpoints(home)).processes.find(({ role }) => role === "web")?.pid;
  const pid = (await find()) ?? 0;
  process.kill(pid, "SIGKILL");
  await waitUntil("the page is back", async () => ![pid, undefined].includes(await find()));
  await waitUntil("it answers", async () => (await pageAt(endpoints.web)) === 307);

  const pids = (await readEndpoints(home)).processes.map((one) => one.pid);
  child.kill("SIGKILL");
  await exited;
  await waitUntil("all ended", () => noneRuns(pids));

  const again = await startedStack(home, {}, withPage);
  expect(again.errors()).not.toContain("Building the page");
  again.child.kill("SIGTERM");
  expect(await again.exited).toBe(0);
});

test("links are whole addresses of the page", { timeout }, async () => {
  const home = await makeHome();
  await startedStack(home, {}, withPage);
  const { api, web, adminApiKey } = await readEndpoints(home);
  const answer = await fetch(`${api}/v1/sign-in-links`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminApiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ email: "ann@example.org", role: "viewer" }),
  });
  const { url, path } = (await answer.json()) as { url: string; path: string };
  expect(url).toBe(`${web}${path}`);
});

test("whoever starts it while it is being built may stop it at once", { timeout }, async () => {
  await rm(fileURLToPath(new URL("../../web/.next/built-from", import.meta.url)), { force: true });
  const { child, exited, errors } = runStack(await makeHome(), {}, withPage);
  await waitUntil("it builds", () => errors().includes("Building the page"), 60_000);
  child.kill("SIGTERM");
  expect(await exited).toBe(1);
  expect(errors()).toContain("Stopped before it was up.");
});

test("the page's port, when taken, is named with the setting", async () => {
  let port = 0;
  do port = await findFreePort();
  while (!(await isPortFree(port - 1)));
  const server = createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  cleanups.push(async () => server.close());
  const refused = runStack(await makeHome(), { S3MIRROR_PORT: String(port - 1) }, withPage);
  expect(await refused.exited).toBe(1);
  expect(refused.errors()).toMatch(
    new RegExp(`Port ${port} is taken; the local stack wants it for the page\\..*S3MIRROR_PORT=`),
  );
});
