import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { PATIENCE_MS } from "./patience.ts";
import { startSite } from "./start-site.ts";
import { watchPage } from "./watch-page.ts";

bePatient();

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser(inject("runFolder"));
});
afterAll(() => browser?.close());

test("a watched page tells errors, breaches of its policy and requests to the outside", async () => {
  const site = await startSite(
    `<!doctype html><link rel="icon" href="data:,"><title>x</title>
     <script nonce="n">console.error("told"); setTimeout(() => { throw new Error("thrown"); })</script>
     <script>document.title = "run";</script><img src="http://example.com/pixel">`,
    { "content-security-policy": "script-src 'nonce-n'" },
  );
  const watched = await watchPage(await browser.newContext());
  try {
    await watched.page.goto(site.origin);
    expect(await watched.page.title()).toBe("x");
    await expect
      .poll(() => watched.faults, { timeout: PATIENCE_MS })
      .toEqual(
        expect.arrayContaining([
          "console: told",
          "exception: thrown",
          "policy: script-src-elem inline",
          "outside: http://example.com/pixel",
        ]),
      );
    watched.expectFault(/./);
    expect(watched.faults).toEqual([]);
  } finally {
    await watched.page.context().close();
    await site.close();
  }
});

test("axe is asked in both themes and names rule and place", async () => {
  const site = await startSite(
    `<!doctype html><html lang="en"><title>x</title><style>@media (prefers-color-scheme: dark) { p { color: #eee } }</style>
     <main><h1>Files</h1><p>pale in the dark</p></main></html>`,
  );
  const context = await browser.newContext();
  const page = await context.newPage();
  try {
    await page.goto(site.origin);
    const found = await findAxeViolations(page);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^dark: color-contrast: .*: p \(Element has insufficient/);
  } finally {
    await context.close();
    await site.close();
  }
});
