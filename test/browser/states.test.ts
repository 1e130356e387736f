import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { makeStates, type States, soonStalled } from "./make-states.ts";
import { openWorld, type World } from "./open-world.ts";
import { signInAs } from "./sign-in-as.ts";
import type { WatchedPage } from "./watch-page.ts";

bePatient();

let world: World;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let states: States;

beforeAll(async () => {
  world = await openWorld({
    homeDir: join(inject("runFolder"), "states"),
    fleet: { min: 1, max: 1 },
    ...soonStalled,
  });
  browser = await launchBrowser(inject("runFolder"));
  states = await makeStates(world);
  watched = await signInAs("viewer", { world, browser, permissions: ["clipboard-read", "clipboard-write"] });
  page = watched.page;
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("one that could not start says why and who must act, and has the mail to them; it shows no bar and no files", async () => {
  await open("couldNotStart");
  const card = page.getByRole("region", { name: "Northlab must act: it could not start" });
  await card.getByText(/^We are not allowed to list s3:\/\//).waitFor();
  await card.getByText(/allows s3:ListBucket for our transfer role/).waitFor();
  const mail = await readMail(card);
  expect(mail.get("subject")).toBe("Northlab run 2026-11-D: it could not start");
  expect(mail.get("body")).toMatch(/^Dear Northlab,\n\nWe are not allowed to list .*s3:ListBucket/s);
  expect(await page.getByRole("progressbar").count()).toBe(0);
  expect(await page.getByRole("heading", { name: "Files" }).count()).toBe(0);
  await expectFaultless();
});

test("one that a person paused says who, when and why", async () => {
  await open("paused");
  await page.getByText("once somebody resumes it, it goes on where it was").waitFor();
  const banner = page.getByRole("status").filter({ hasText: "This transfer is paused." });
  await banner.getByText(/^Decided by local admin .* ago: the laboratory renames the samples tonight$/).waitFor();
  await page.getByText("Paused", { exact: true }).first().waitFor();
  await expectFaultless();
});

test("one that was cancelled says who and why, what stays, and does not claim to have gone through its phases", async () => {
  await open("cancelled");
  await page.getByText("Cancelled.").waitFor();
  await page.getByText(/had been copied/).waitFor();
  await page.getByText(/^Decided by local admin .* ago: sent twice$/).waitFor();
  expect(await page.getByRole("list", { name: "Phases" }).count()).toBe(0);
  await expectFaultless();
});

test("one that ended with files that wait says how many samples are ready and whom the rest waits for, with the mail", async () => {
  await open("incomplete");
  await page.getByText("2 of 6 files are here.").waitFor();
  await page.getByText("4 files wait for Northlab.").waitFor();
  const ready = page.getByRole("term").filter({ hasText: "Samples ready" }).locator("xpath=following-sibling::dd[1]");
  expect(await ready.textContent()).toBe("2 of 6");
  const card = page.getByRole("region", { name: "Northlab must act: 4 files" });
  // With its statement and the way to the page it is too long for some mail programs: then it is copied whole.
  await card.getByRole("button", { name: "Copy mail" }).click();
  await page.getByText("The mail is copied").waitFor();
  const mail = await page.evaluate<string>("navigator.clipboard.readText()");
  expect(mail).toContain("Dear Northlab,");
  expect(mail).toContain(`${world.page}/transfers/${states.incomplete}#cause-`);
  expect((await readMail(card)).get("subject")).toBe(mail.split("\n")[0]);
  await expectFaultless();
});

test("one that stalled says since when and who should look, with the mail to them", async () => {
  await open("stalled");
  await page.getByText(/Nothing has moved since .*: an operator should look\./).waitFor();
  const card = page.getByRole("region", { name: /^An operator should look: nothing has moved since/ });
  expect((await readMail(card)).get("body")).toContain("Dear operator,");
  await page.getByText("Stalled", { exact: true }).first().waitFor();
  await expectFaultless();
});

test("the list puts those that need somebody first, and says of each why or how far, and whether its samples are ready", async () => {
  await page.goto(world.page);
  const attention = page.getByRole("region", { name: "Needs attention" }).getByRole("listitem");
  const failed = attention.filter({ hasText: "Northlab run 2026-11-D" });
  await failed.getByText(/^We are not allowed to list/).waitFor();
  expect(await failed.getByRole("progressbar").count()).toBe(0);
  await attention.filter({ hasText: "Northlab run 2026-11-E" }).getByText("2 of 6 samples ready").waitFor();
  await attention.filter({ hasText: "Northlab run 2026-11-H" }).getByText("An operator should look").waitFor();
  await page.getByRole("region", { name: "In progress" }).getByText("Paused").waitFor();
  await page.getByRole("region", { name: "Earlier" }).getByText("Cancelled").waitFor();
  await expectFaultless();
});

async function open(state: keyof States): Promise<void> {
  await page.goto(`${world.page}/transfers/${states[state]}`);
}

/** The mail that a card's button opens in the reader's mail program. */
async function readMail(card: ReturnType<Page["getByRole"]>): Promise<URLSearchParams> {
  const href = (await card.getByRole("link", { name: "Write mail" }).getAttribute("href")) ?? "";
  return new URL(href).searchParams;
}

/** Nothing for axe to find in either theme, nothing wider than a phone, no fault of the page's. */
async function expectFaultless(): Promise<void> {
  expect(await findAxeViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(watched.faults).toEqual([]);
}
