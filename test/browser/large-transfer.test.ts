import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { ODD_KEYS, seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";
import type { WatchedPage } from "./watch-page.ts";

const FILES = 1_000_000;
bePatient();

let world: World;
let browser: Browser;
let transferId: string;
let watched: WatchedPage;
let page: Page;

// No copier: nothing but what the page is shown must move.
beforeAll(async () => {
  const homeDir = join(inject("runFolder"), "large-transfer");
  world = await openWorld({ homeDir, services: { coordinators: 1, copier: false, web: true } });
  browser = await launchBrowser(inject("runFolder"));
  transferId = await seedLargeTransfer(world.ledger, { files: FILES, name: "A million reads" });
  watched = await signInAs("operator", { world, browser });
  page = watched.page;
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

const table = () => page.getByRole("table", { name: "Files" });
const rows = () => table().getByRole("row");
const row = (number: number) => rows().filter({ hasText: new RegExp(`^${number.toLocaleString("en")}\\D`) });
const scroller = () => page.getByRole("rowgroup", { name: "Files" });

test("a million files: the first rows, any number, the last row and what needs attention are there without the rest", async () => {
  await openPage();
  await row(1).waitFor();
  expect(await table().getAttribute("aria-rowcount")).toBe(`${FILES + 1}`);
  expect(await rows().count()).toBeLessThan(60);

  await goTo(FILES);
  await row(FILES).waitFor();
  expect(await row(FILES).getAttribute("aria-rowindex")).toBe(`${FILES + 1}`);
  expect(await page.getByLabel("Files shown").inputValue()).toBe("900001");
  expect(await row(FILES).textContent()).toContain("Needs attention");

  await page.getByRole("button", { name: "Earlier" }).click();
  await row(900_000).waitFor();
  await scrollTo(6_000_000);
  await row(750_000).waitFor();

  const { counts } = await world.call<{ counts: { deadLettered: number } }>("GET", `/v1/transfers/${transferId}`);
  await page.getByRole("link", { name: /^Needs attention/ }).click();
  await row(1_000).waitFor();
  expect(await table().getAttribute("aria-rowcount")).toBe(`${counts.deadLettered + 1}`);
  // Walked through page by page: it ends with the last of them, and none was lost on the way.
  const lastIndex = () => rows().last().getAttribute("aria-rowindex");
  await expect.poll(() => toEnd().then(lastIndex), { timeout: PATIENCE_MS }).toBe(`${counts.deadLettered + 1}`);
  expect(watched.faults).toEqual([]);
});

test("keys of markup, of marks that turn the text around and of 1,024 bytes are shown as they are and do nothing", async () => {
  await openPage();
  await row(ODD_KEYS.length).waitFor();
  expect(await row(1).textContent()).toContain("<img src=x onerror=alert(1)>.fastq.gz");
  expect(await row(2).textContent()).toContain("\\u202ezg.qtsaf\\u202c reversed.fastq.gz");
  expect(await row(3).textContent()).toContain("two  spaces\\u0009and a tab, 'quotes' \"too\" &amp; +ö%20.fastq.gz");
  await row(4).getByRole("link").click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText(`s3://laboratory/${ODD_KEYS[3]}`).waitFor();
  expect(new URL(page.url()).searchParams.get("file")).toBe("4");
  expect(await findAxeViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  expect(new URL(page.url()).searchParams.get("file")).toBeNull();
  expect(await page.locator("main img").count()).toBe(0);
  expect(watched.faults).toEqual([]);
});

test("a shared link opens the same file; the drawer keeps the focus and gives it back", async () => {
  await openPage("?tab=attention&file=1000");
  const drawer = page.getByRole("dialog", { name: "File 1,000" });
  await drawer.getByText("The laboratory must act").waitFor();
  for (let press = 0; press < 12; press += 1) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(isFocusInDrawer)).toBe(true);
  }
  await drawer.getByText("Technical details").click();
  await drawer.getByText("AccessDenied").waitFor();
  await drawer.getByRole("button", { name: "Show all files that wait for this" }).click();
  await page.getByText("Only files that wait for one thing").waitFor();
  await row(1_000).getByRole("link").focus();
  await page.keyboard.press("Enter");
  await drawer.waitFor();
  await page.goBack();
  await drawer.waitFor({ state: "detached" });
  expect(await row(1_000).getByRole("link").evaluate(hasFocus)).toBe(true);
  expect(watched.faults).toEqual([]);
});

test("what is typed and where one has scrolled to stay through refreshes; a banner tells when they stop", async () => {
  await openPage();
  await row(1).waitFor();
  await scrollTo(40_000);
  await row(1_005).waitFor();
  const field = page.getByLabel("File number");
  await field.click();
  await field.pressSequentially("12,3");
  for (let refresh = 0; refresh < 2; refresh += 1) {
    await page.waitForResponse((answer) => answer.url().includes(`/v1/transfers/${transferId}/files?`));
  }
  expect(await field.inputValue()).toBe("12,3");
  expect(await field.evaluate(hasFocus)).toBe(true);
  expect(await scrollTop()).toBe(40_000);
  await row(1_005).waitFor();

  await page.route("**/v1/**", (route) => route.abort());
  await page.getByText("Updates stopped at").waitFor();
  await page.unroute("**/v1/**");
  await page.getByText("Updates stopped at").waitFor({ state: "detached" });
  expect(await field.inputValue()).toBe("12,3");
  watched.expectFault(/ERR_FAILED/);
  expect(watched.faults).toEqual([]);
});

test("a search finds files by a part of their name and its address shows others the same", async () => {
  await openPage();
  await page.getByLabel("Find files by a part of their name").fill("K77_S77_L001");
  await row(616).waitFor();
  await expect.poll(() => rows().count(), { timeout: PATIENCE_MS }).toBe(3);
  const { search } = new URL(page.url());
  await openPage(search);
  await row(616).waitFor();
  expect(await page.getByLabel("Find files by a part of their name").inputValue()).toBe("K77_S77_L001");
  await page.getByLabel("Find files by a part of their name").fill("no such name");
  await page.getByRole("button", { name: "Show all files" }).click();
  await row(1).waitFor();
  expect(watched.faults).toEqual([]);
});

// The browser's own bar may have it in between.
const isFocusInDrawer = "document.activeElement === document.body || document.activeElement.closest('dialog') !== null";
const hasFocus = (element: { matches(selectors: string): boolean }) => element.matches(":focus");

const scrollTop = () => scroller().evaluate((element) => element.scrollTop);
const toEnd = () => scroller().evaluate((element) => element.scrollTo({ top: element.scrollHeight }));

/** Until scripts run, the list is no longer than its first rows: it is scrolled again until it is where it shall be. */
async function scrollTo(px: number): Promise<void> {
  const scroll = () => scroller().evaluate((element, top) => element.scrollTo({ top }), px);
  await expect.poll(() => scroll().then(scrollTop), { timeout: PATIENCE_MS }).toBe(px);
}

/** What is asked for by script tells that the scripts run, and take what is typed and pressed. */
async function openPage(search = ""): Promise<void> {
  // The page before may still be answered.
  await page.goto("about:blank");
  await Promise.all([page.waitForResponse(/\/v1\//), page.goto(`${world.page}/transfers/${transferId}${search}`)]);
}

async function goTo(number: number): Promise<void> {
  await page.getByLabel("File number").fill(`${number}`);
  await page.getByRole("button", { name: "Go to" }).click();
}
