import type { BrowserContext, Page } from "playwright-core";

/** A page and what must not happen on it. */
export type WatchedPage = {
  page: Page;
  /** Console errors, exceptions, breaches of the page's content security policy, requests that left 127.0.0.1. */
  faults: readonly string[];
  /** Forgets those so far that match: a refused call a test provoked, say. */
  expectFault(pattern: RegExp): void;
};

/**
 * Opens a page that remembers every fault. Tests end with `expect(watched.faults).toEqual([])`.
 * Breaches are heard as the browser reports them, even where no console line names them.
 */
export async function watchPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage();
  let faults: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol) && url.hostname !== "127.0.0.1") faults.push(`outside: ${url.href}`);
  });
  await page.exposeFunction("reportBreach", (breach: string) => faults.push(`policy: ${breach}`));
  await page.addInitScript(
    `document.addEventListener("securitypolicyviolation", (event) =>
       reportBreach(event.effectiveDirective + " " + event.blockedURI))`,
  );
  return {
    page,
    get faults() {
      return faults;
    },
    expectFault(pattern) {
      faults = faults.filter((fault) => !pattern.test(fault));
    },
  };
}
