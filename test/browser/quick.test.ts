import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { seedTransfers } from "../seed/seed-transfers.ts";
import { bePatient } from "./be-patient.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";

bePatient();

let world: World;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  const homeDir = join(inject("runFolder"), "quick");
  world = await openWorld({ homeDir, services: { coordinators: 1, copier: false, web: true } });
  browser = await launchBrowser(inject("runFolder"));
  // The 1,200th of 3,000 is of ten months ago.
  await seedTransfers(world.ledger, 3_000, { 1200: "Northlab plate 7, spring" });
  ({ page } = await signInAs("viewer", { world, browser }));
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

/** Hears of long tasks and layout shifts from the first moment on, and of how long it takes to leave a page. */
const listening = `
  window.blockedMs = 0;
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.blockedMs += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) window.shifted += value;
  }).observe({ type: "layout-shift", buffered: true });
  let left = 0;
  addEventListener("pagehide", () => { left = performance.now(); });
  // Between the two the browser tells the page natively that it is no longer seen.
  addEventListener("unload", () => sessionStorage.setItem("leavingMs", String(performance.now() - left)));
`;

const blockedMs = () => page.evaluate<number>("window.blockedMs");
const leavingMs = () => page.evaluate<number>(`Number(sessionStorage.getItem("leavingMs") ?? NaN)`);
const rowCount = () => page.locator("li a[href^='/transfers/tr_']").count();

test("1,000 rows: one listener hears whether the page is seen, and reload and navigation block for less than 200 ms", async () => {
  await page.addInitScript(listening);
  await page.goto(world.page);
  while ((await rowCount()) < 1_000) {
    const before = await rowCount();
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(rowCount, { timeout: PATIENCE_MS }).toBeGreaterThan(before);
  }
  expect(await countListeners("visibilitychange")).toBe(1);

  await page.evaluate("window.blockedMs = 0");
  const [first, second] = [page.waitForResponse(/\/v1\/summary/), page.waitForResponse(/\/v1\/transfers\?/)];
  await Promise.all([first, second]);
  expect(await blockedMs()).toBeLessThan(200);

  await page.reload();
  expect(await leavingMs()).toBeLessThan(200);
  await page.waitForResponse(/\/v1\/transfers\?/);
  expect(await blockedMs()).toBeLessThan(200);

  await page.evaluate("window.blockedMs = 0");
  await page.getByRole("link", { name: "Northlab run 3000" }).click();
  await page.getByRole("heading", { level: 1, name: "Northlab run 3000" }).waitFor();
  expect(await blockedMs()).toBeLessThan(200);
  expect(await countListeners("visibilitychange")).toBe(1);
});

test("a list of which many pages are opened asks for those in sight and no others, 24 times a minute at rest", async () => {
  await page.goto(world.page);
  for (let opened = 1; opened < 6; opened += 1) {
    await page.getByRole("button", { name: "Show more" }).click();
    await expect.poll(rowCount, { timeout: PATIENCE_MS }).toBe((opened + 1) * 50);
  }
  await page.evaluate("scrollTo(0, 0)");
  await page.waitForResponse(/\/v1\/transfers\?/);
  const asked = await countRequests(30_000);
  expect(asked.filter((url) => url.includes("cursor="))).toEqual([]);
  expect(asked.length).toBeGreaterThanOrEqual(6);
  expect(asked.length).toBeLessThanOrEqual(12);
});

test("last spring's transfer among 3,000 is found by words in any order, in one search and one click", async () => {
  await page.goto(world.page);
  await page.getByRole("searchbox", { name: "Search transfers" }).fill("spring northlab plate");
  await page.getByRole("link", { name: "Northlab plate 7, spring" }).click();
  await page.getByRole("heading", { level: 1, name: "Northlab plate 7, spring" }).waitFor();
  await expect.poll(() => page.title()).toContain("Northlab plate 7, spring");
});

test("/transfers is the list, with the address's filters", async () => {
  await page.goto(`${world.page}/transfers?q=spring`);
  await page.getByRole("link", { name: "Northlab plate 7, spring" }).waitFor();
  await expect.poll(rowCount, { timeout: PATIENCE_MS }).toBe(1);
  await page.getByRole("link", { name: "Complete", exact: true }).click();
  await page.waitForURL(`${world.page}/transfers?q=spring&view=complete`);
});

test("a transfer's first paint needs no script, and one that there is not is answered 404", async () => {
  const storageState = await page.context().storageState();
  const context = await browser.newContext({ javaScriptEnabled: false, storageState });
  const plain = await context.newPage();
  await plain.goto(`${world.page}/transfers/tr_${"3000".padStart(26, "0")}`);
  await plain.getByRole("heading", { level: 1, name: "Northlab run 3000" }).waitFor();
  await plain.getByText("All files are here.").waitFor();
  const missing = await plain.goto(`${world.page}/transfers/tr_none`);
  expect(missing?.status()).toBe(404);
  await context.close();
});

test("text in a row can be selected, a click elsewhere in the row opens it", async () => {
  await page.goto(`${world.page}/?q=spring`);
  const row = page.getByRole("listitem").filter({ hasText: "Northlab plate 7, spring" });
  const badge = await row.getByText("Complete", { exact: true }).boundingBox();
  if (badge === null) throw new Error("The row has no badge.");
  await page.mouse.move(badge.x, badge.y + badge.height / 2);
  await page.mouse.down();
  await page.mouse.move(badge.x + badge.width + 30, badge.y + badge.height / 2, { steps: 4 });
  await page.mouse.up();
  expect(await page.evaluate("getSelection().toString()")).toContain("Complete");
  expect(page.url()).toBe(`${world.page}/?q=spring`);
  await page.mouse.click(badge.x + badge.width / 2, badge.y + badge.height / 2);
  await page.mouse.click(badge.x + badge.width / 2, badge.y + badge.height / 2);
  await page.getByRole("heading", { level: 1, name: "Northlab plate 7, spring" }).waitFor();
});

test("on a phone the first row stands by y = 220, what one taps is 44 px high, and a tap tells what hovering does", async () => {
  const storageState = await page.context().storageState();
  const viewport = { width: 390, height: 844 };
  const context = await browser.newContext({ storageState, viewport, hasTouch: true, isMobile: true });
  const phone = await context.newPage();
  await phone.goto(world.page);
  const row = phone.getByRole("listitem").filter({ hasText: "Northlab run 3000" });
  expect((await row.boundingBox())?.y).toBeLessThanOrEqual(220);
  const tooSmall = `[...document.querySelectorAll("button, select, input, summary, nav a, header a, li a")]
    .filter((element) => element.checkVisibility() && element.getBoundingClientRect().height > 0)
    .filter((element) => element.getBoundingClientRect().height < 44)
    .map((element) => element.outerHTML.slice(0, 120))`;
  await phone.getByRole("button", { name: "Search", exact: true }).tap();
  await phone.getByRole("searchbox", { name: "Search transfers" }).waitFor();
  expect(await phone.evaluate(tooSmall)).toEqual([]);
  await row.locator("time").first().tap();
  await phone
    .getByRole("status")
    .getByText(/\d{4}, \d\d:\d\d:\d\d/)
    .waitFor();
  expect(phone.url()).toBe(`${world.page}/`);
  await row.getByText("Complete").tap();
  await phone.getByRole("heading", { level: 1, name: "Northlab run 3000" }).waitFor();
  expect(await phone.evaluate(tooSmall)).toEqual([]);
  await context.close();
});

test("a transfer in work asks less than 240 times a minute with all of it in sight, and nothing jumps while a page opens", async () => {
  const id = await seedLargeTransfer(world.ledger, { files: 2_000, name: "At work" });
  const storageState = await page.context().storageState();
  for (const viewport of [
    { width: 1280, height: 5_000 },
    { width: 390, height: 844 },
  ]) {
    const context = await browser.newContext({ storageState, viewport });
    page = await context.newPage();
    await page.addInitScript(listening);
    for (const path of ["/", `/transfers/${id}`]) {
      await page.goto(`${world.page}${path}`);
      await page.waitForResponse(/\/v1\/transfers/);
      await page.waitForResponse(/\/v1\/transfers/);
      expect(await page.evaluate<number>("window.shifted"), `${path} at ${viewport.width} px`).toBeLessThanOrEqual(
        0.02,
      );
    }
    const asked = await countRequests(15_000);
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.length).toBeLessThanOrEqual(60);
  }
});

async function countListeners(type: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  const { result } = await session.send("Runtime.evaluate", { expression: "document" });
  const { listeners } = await session.send("DOMDebugger.getEventListeners", { objectId: result.objectId ?? "" });
  await session.detach();
  return listeners.filter((listener) => listener.type === type).length;
}

/** What the page asks of the API within a time: paths with their queries. */
async function countRequests(ms: number): Promise<string[]> {
  const asked: string[] = [];
  const hear = (request: { url(): string }) => {
    if (request.url().includes("/v1/")) asked.push(request.url());
  };
  page.on("request", hear);
  await page.evaluate(`new Promise((resolve) => setTimeout(resolve, ${ms}))`);
  page.off("request", hear);
  return asked;
}
