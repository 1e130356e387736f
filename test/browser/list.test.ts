import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { bePatient } from "./be-patient.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";
import type { WatchedPage } from "./watch-page.ts";

bePatient();

let world: World;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  world = await openWorld({ homeDir: join(inject("runFolder"), "list"), fleet: { min: 1, max: 1 } });
  browser = await launchBrowser(inject("runFolder"));
  watched = await signInAs("viewer", { world, browser, viewport: { width: 1000, height: 400 } });
  page = watched.page;
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("an empty list teaches the next step; then what needs somebody comes first, and filters and search stand in the address", async () => {
  await page.getByText("No transfers yet").waitFor();
  await page.getByText("npx s3mirror transfers create").waitFor();
  await makeTransfers();
  await page.goto(world.page);
  await row("Running").waitFor();
  expect(await page.getByRole("heading", { level: 2 }).allTextContents()).toEqual([
    "Needs attention",
    "In progress",
    "Earlier",
  ]);

  await page.getByRole("link", { name: "Complete", exact: true }).click();
  await row("Blocked").waitFor({ state: "detached" });
  await expect.poll(names, { timeout: PATIENCE_MS }).toEqual(["Done"]);
  await page.getByRole("link", { name: "All", exact: true }).click();
  // The links of rows keep the filters under which they are shown.
  await row("Running").waitFor();
  await page.getByRole("link", { name: "study HEART-2" }).first().click();
  await row("Running").waitFor({ state: "detached" });
  await page.getByLabel("Search transfers").fill("block");
  await row("Done").waitFor({ state: "detached" });
  await expect.poll(names, { timeout: PATIENCE_MS }).toEqual(["Blocked"]);
  const { search } = new URL(page.url());
  expect(Object.fromEntries(new URLSearchParams(search))).toEqual({ q: "block", "label.study": "HEART-2" });

  await page.goto(`${world.page}/${search}`);
  await row("Blocked").waitFor();
  await expect.poll(names, { timeout: PATIENCE_MS }).toEqual(["Blocked"]);
  expect(await page.getByLabel("Search transfers").inputValue()).toBe("block");
  await page.getByLabel("Search transfers").fill("nothing like it");
  await page.getByText("No transfer fits").waitFor();
  await page.getByRole("link", { name: "Show all transfers" }).click();
  await row("Running").waitFor();
  expect(watched.faults).toEqual([]);
});

test("the first paint needs no script", async () => {
  const storageState = await page.context().storageState();
  const plain = await (await browser.newContext({ javaScriptEnabled: false, storageState })).newPage();
  await plain.goto(world.page);
  expect(await plain.getByRole("listitem").filter({ hasText: "Blocked" }).first().textContent()).toContain(
    "1 file: the laboratory must act",
  );
  await plain.getByRole("region", { name: "Earlier" }).getByText("2 files").waitFor();
});

test("it tells how old it is, asks only while it is looked at, and keeps what is typed and where one is", async () => {
  await page.goto(`${world.page}/?view=complete`);
  const age = async () => Number(/\d+/.exec((await page.getByText(/^Updated /).textContent()) ?? "")?.[0] ?? 0);
  await vi.waitUntil(async () => (await age()) > 1, { timeout: PATIENCE_MS });
  const before = await age();
  await vi.waitUntil(async () => (await age()) > before, { timeout: PATIENCE_MS });

  await page.goto(world.page);
  await refreshes(page, 1);
  const field = page.getByLabel("Search transfers");
  await field.fill("n");
  await page.waitForURL(/q=n/);
  await page.evaluate("scrollTo(0, 120)");
  await refreshes(page, 2);
  expect(await field.inputValue()).toBe("n");
  expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe("Search transfers");
  expect(await page.evaluate("scrollY")).toBe(120);

  const other = await page.context().newPage();
  await other.goto(world.page);
  let asked = 0;
  await page.evaluate(turn("hidden"));
  page.on("request", (request) => {
    if (request.url().includes("/v1/")) asked += 1;
  });
  await refreshes(other, 3);
  expect(asked).toBe(0);
  const again = refreshes(page, 1);
  await page.evaluate(turn("visible"));
  await again;
  expect(watched.faults).toEqual([]);
});

const row = (name: string) => page.getByRole("link", { name, exact: true }).and(page.locator("[href^='/transfers/']"));
const names = () => page.locator("a[href^='/transfers/']").allTextContents();

/** As the browser tells a page that its tab is left or looked at again. */
const turn = (state: "hidden" | "visible") =>
  `Object.defineProperty(document, "visibilityState", { value: "${state}", configurable: true });
   document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));`;

async function refreshes(of: Page, count: number): Promise<void> {
  for (let n = 0; n < count; n += 1) await of.waitForResponse((answer) => answer.url().includes("/v1/transfers?"));
}

/** One that waits for the laboratory, one that is complete, and one that runs as long as one looks. */
async function makeTransfers(): Promise<void> {
  const make = async (name: string, size: number, readable: string, labels: Record<string, string>) => {
    const objects = ["run/a.bam", "run/b.bam"].map((key, seed) => ({ key, size, seed }));
    const { source, destination } = await world.makeBuckets(name.toLowerCase(), objects);
    await world.allow(source, [readable]);
    const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
      name,
      labels,
      source: { bucket: source, prefix: "run/" },
      destination: { bucket: destination, prefix: "run/" },
    });
    return id;
  };
  const hasEnded = async (id: string) =>
    (await world.call<{ finishedAt: string | null }>("GET", `/v1/transfers/${id}`)).finishedAt !== null;
  const blocked = await make("Blocked", 3_000_000, "run/a.bam", { study: "HEART-2" });
  const done = await make("Done", 3_000_000, "*", { study: "HEART-2" });
  await vi.waitUntil(async () => (await hasEnded(blocked)) && (await hasEnded(done)), { timeout: PATIENCE_MS });
  await world.setCopySpeed(1_000_000);
  await make("Running", 90_000_000_000, "*", {});
}
