import { join } from "node:path";
import { anyRow } from "@s3mirror/core/store/rows";
import type { Browser, Page, Route } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { signInAs } from "./sign-in-as.ts";

bePatient();

/** So soon a page says that something is not as it was. */
const SOON_MS = 15_000;

let world: World;
let browser: Browser;
let page: Page;
let transferId: string;

beforeAll(async () => {
  const homeDir = join(inject("runFolder"), "truth");
  world = await openWorld({ homeDir, services: { coordinators: 1, copier: false, web: true } });
  browser = await launchBrowser(inject("runFolder"));
  transferId = await seedLargeTransfer(world.ledger, { files: 2_000, name: "Truth" });
  // Tall enough that every card is in sight.
  ({ page } = await signInAs("operator", { world, browser, viewport: { width: 1280, height: 6_000 } }));
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const sources = {
  list: /\/v1\/transfers\?/,
  summary: /\/v1\/summary/,
  transfer: /\/v1\/transfers\/tr_[a-z0-9]+$/,
  causes: /\/causes$/,
  samples: /\/samples\?/,
  files: /\/files\?/,
  events: /\/events\?/,
  throughput: /\/throughput$/,
} as const;

type Source = keyof typeof sources;
const onList: Source[] = ["list", "summary"];
const onTransfer: Source[] = ["transfer", "causes", "samples", "files", "events", "throughput"];

const fails = {
  "answers 500": (route: Route) => route.fulfill({ status: 500, json: { title: "x" } }),
  "never answers": () => undefined,
};

describeEach(onList, () => openList());
describeEach(onTransfer, () => openTransfer());

/** Each source, gone in each way, while the page is looked at: its card says so, all others live on, and it comes back. */
function describeEach(names: Source[], open: () => Promise<void>): void {
  for (const name of names) {
    test.each(Object.keys(fails) as (keyof typeof fails)[])(
      `where ${name} %s its card says within 15 s from when it is, and the others live on`,
      async (how) => {
        await open();
        await page.route(sources[name], fails[how]);
        const old = name === "summary" ? page.getByText(/^Updates stopped at/) : page.getByText(/^As of \d/);
        await old.first().waitFor({ timeout: SOON_MS });
        if (name !== "summary") expect(await old.count()).toBe(1);
        const others = [...onList, ...onTransfer].filter((other) => other !== name);
        await page.waitForResponse((answer) => others.some((other) => sources[other].test(answer.url())));
        expect(await page.getByRole("heading", { level: 1 }).count()).toBe(1);
        await page.unrouteAll({ behavior: "ignoreErrors" });
        await old.first().waitFor({ state: "detached" });
      },
    );
  }
}

test("what is old is told without a fault for axe, and no card lies about when the page was updated", async () => {
  await openTransfer();
  await page.route(sources.samples, fails["answers 500"]);
  await page.getByText(/^As of \d/).waitFor({ timeout: SOON_MS });
  expect(await findAxeViolations(page)).toEqual([]);
  // The oldest card in sight counts.
  await expect.poll(() => page.getByText(/^Updated (\d\d|[5-9]) s ago/).count(), { timeout: SOON_MS }).toBe(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("where what a filter asks for cannot be had, what was asked for before does not stand for it", async () => {
  await openList();
  await page.route(/\/v1\/transfers\?.*needsAttention/, fails["answers 500"]);
  await page.getByRole("link", { name: "Needs attention", exact: true }).click();
  await page.getByRole("heading", { name: "Transfers: not to be had just now" }).waitFor({ timeout: SOON_MS });
  expect(await page.getByRole("link", { name: "Truth" }).count()).toBe(0);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.getByRole("button", { name: "Ask again" }).click();
  await page.getByRole("link", { name: "Truth" }).waitFor();
});

test("where a part of the page is gone it reloads once, keeps its address, and then says so where the part should stand", async () => {
  const state = await page.context().storageState();
  const context = await browser.newContext({ storageState: state, viewport: { width: 1280, height: 6_000 } });
  const other = await context.newPage();
  const address = `${world.page}/transfers/${transferId}?tab=attention`;
  const documents: string[] = [];
  other.on("request", (request) => {
    if (request.isNavigationRequest()) documents.push(request.url());
  });
  // Every script that comes after the page has opened is a part of it that was left for later.
  await other.route(/\/_next\/static\/chunks\//, async (route) => {
    const isLate = await other.evaluate("document.readyState === 'complete'").catch(() => false);
    await (isLate ? route.fulfill({ status: 404, body: "" }) : route.continue());
  });
  await other.goto(address);
  await other.getByRole("heading", { name: "Speed: not to be had just now" }).waitFor();
  await other.getByRole("heading", { name: "What happened: not to be had just now" }).waitFor();
  expect(documents).toEqual([address, address]);
  expect(other.url()).toBe(address);
  await other.getByRole("table", { name: "Files" }).getByRole("link").first().waitFor();
  expect(await other.getByText("S3Mirror does not answer").count()).toBe(0);
  await other.unrouteAll({ behavior: "ignoreErrors" });
  await other.getByRole("button", { name: "Reload" }).first().click();
  await other.getByRole("img", { name: /^Speed over time/ }).waitFor();
  await context.close();
});

test("where a newer version of the page answers it says so, with one button", async () => {
  await openTransfer();
  await page.route(sources.causes, async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, headers: { ...answer.headers(), "x-s3mirror-page": "another" } });
  });
  const banner = page.getByRole("status").filter({ hasText: "There is a newer version of this page." });
  await banner.waitFor({ timeout: SOON_MS });
  expect(await banner.getByRole("button").count()).toBe(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await banner.getByRole("button", { name: "Reload" }).click();
  await banner.waitFor({ state: "detached" });
});

test("the brake is told on every page within 15 s: who, why, and nothing waits for a copier or turns", async () => {
  await openTransfer();
  await world.call("POST", "/v1/fleet/pause", { reason: "the bucket moves tonight" });
  const banner = page.getByRole("status").filter({ hasText: "All copying is paused." });
  await banner.waitFor({ timeout: SOON_MS });
  await banner.getByText(/^Decided by local admin .*: the bucket moves tonight$/).waitFor();
  expect(await page.getByText("Waiting for a copier").count()).toBe(0);
  await page.getByText(/^Paused at/).waitFor();
  await page.goto(world.page);
  await banner.waitFor();
  await page.getByRole("listitem").filter({ hasText: "Truth" }).getByText("Paused").waitFor();
  expect(await findAxeViolations(page)).toEqual([]);
  await world.call("POST", "/v1/fleet/resume", { reason: "it has moved" });
  await banner.waitFor({ state: "detached", timeout: SOON_MS });
});

test("a breaker, a pause and a route that is off are told each in one sentence, with the one button that ends it", async () => {
  const stop = (by: "breaker" | "user" | "route_disabled") =>
    world.ledger.run(
      anyRow,
      "update transfers set state = 'paused', paused_by = :by, route_id = 'rt_local' where id = :id returning id",
      { id: transferId, by },
    );
  // While it is off the coordinators leave its transfers paused.
  const switchRoute = (enabled: boolean) =>
    world.ledger.run(anyRow, "update routes set enabled = :enabled::boolean where id = 'rt_local' returning id", {
      enabled,
    });
  for (const [by, sentence, button] of [
    ["breaker", "S3Mirror paused this transfer by itself", "Resume"],
    ["user", "This transfer is paused.", "Resume"],
    ["route_disabled", "This transfer’s route is switched off.", "Switch the route on"],
  ] as const) {
    if (by === "route_disabled") await switchRoute(false);
    await stop(by);
    await openTransfer();
    const banner = page.getByRole("status").filter({ hasText: sentence });
    await banner.waitFor({ timeout: SOON_MS });
    await banner.getByRole("button", { name: button }).waitFor();
    expect(await banner.getByRole("button").count()).toBe(1);
    expect(await page.getByText("Waiting for a copier").count()).toBe(0);
    expect(await findAxeViolations(page)).toEqual([]);
  }
  await switchRoute(true);
  await world.ledger.run(
    anyRow,
    "update transfers set state = 'running', paused_by = null where id = :id returning id",
    { id: transferId },
  );
});

test("a session that has ended leads to signing in, whatever is asked first, and back", async () => {
  for (const name of [...onTransfer, "summary"] as const) {
    await openTransfer();
    await page.route(sources[name], (route) => route.fulfill({ status: 401, json: { title: "x" } }));
    await page.waitForURL(/\/sign-in\?from=/, { timeout: SOON_MS });
    expect(new URL(page.url()).searchParams.get("from")).toBe(`/transfers/${transferId}`);
    await page.unrouteAll({ behavior: "ignoreErrors" });
  }
});

test("a coordinator that hangs is noticed within 15 s, by an open page and by one that is asked for", async () => {
  await openTransfer();
  const coordinator = (await world.stack.processes()).find(({ role }) => role === "coordinator");
  if (coordinator === undefined) throw new Error("No coordinator runs.");
  process.kill(coordinator.pid, "SIGSTOP");
  try {
    await page.getByText(/^Updates stopped at/).waitFor({ timeout: SOON_MS });
    const other = await page.context().newPage();
    await other.goto(world.page);
    await other.getByRole("heading", { name: "S3Mirror does not answer just now" }).waitFor({ timeout: SOON_MS });
    const answer = await other.request.get(`${world.page}/v1/summary`);
    expect([answer.status(), (await answer.json()).code]).toEqual([504, "api_silent"]);
    await other.close();
  } finally {
    process.kill(coordinator.pid, "SIGCONT");
  }
  await page.getByText(/^Updates stopped at/).waitFor({ state: "detached" });
});

async function openList(): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await Promise.all([page.waitForResponse(sources.list), page.goto(world.page)]);
  await page.getByRole("link", { name: "Truth" }).waitFor();
}

async function openTransfer(): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.goto("about:blank");
  await Promise.all([page.waitForResponse(sources.samples), page.goto(`${world.page}/transfers/${transferId}`)]);
  await page.getByRole("img", { name: /^Speed over time/ }).waitFor();
  await page.getByRole("heading", { name: "What happened" }).waitFor();
}
