import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApi, type TestApi } from "../api/open-test-api.ts";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { watchPage } from "./watch-page.ts";

bePatient();

let api: TestApi;
let browser: Browser;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "s3mirror-docs-"));
  [api, browser] = await Promise.all([openTestApi(), launchBrowser(folder)]);
});
afterAll(async () => {
  await browser?.close();
  await api?.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
});

test("the API's page is accessible in both themes, fits a phone, and asks nobody for anything", async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: false });
  const watched = await watchPage(context);
  const requests: string[] = [];
  watched.page.on("request", (request) => requests.push(new URL(request.url()).pathname));
  await watched.page.goto(`${api.url}/docs`);
  expect(await watched.page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  expect(await watched.page.locator("h1").count()).toBe(1);
  expect(watched.faults).toEqual([]);
  expect(requests.filter((path) => path !== "/favicon.ico")).toEqual(["/docs"]);
  // axe is put into the page as a script, which the page's own policy forbids.
  const outside = await browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: true });
  const page = await outside.newPage();
  await page.goto(`${api.url}/docs`);
  expect(await findAxeViolations(page)).toEqual([]);
  await Promise.all([context.close(), outside.close()]);
});
