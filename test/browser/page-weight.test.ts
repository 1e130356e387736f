import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { bePatient } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";

bePatient();

let world: World;
let browser: Browser;
let transferId: string;

beforeAll(async () => {
  const homeDir = join(inject("runFolder"), "page-weight");
  world = await openWorld({ homeDir, services: { coordinators: 1, copier: false, web: true } });
  browser = await launchBrowser(inject("runFolder"));
  transferId = await seedLargeTransfer(world.ledger, { files: 20_000, name: "Weighed" });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("no page brings more than 200 kB of scripts, compressed, before it is scrolled; speed and events, further down, 40 kB more", async () => {
  const { page } = await signInAs("operator", { world, browser });
  const transfer = `/transfers/${transferId}`;
  const [signIn] = await weigh("/sign-in", (visited) => visited.getByRole("heading", { level: 1 }).waitFor());
  const [list] = await weigh("/", (visited) => visited.getByRole("link", { name: "Weighed" }).waitFor());
  const [file] = await weigh(`${transfer}?file=10`, (visited) => visited.getByText("Attempts").waitFor());
  const [before, after] = await weigh(
    transfer,
    (visited) => visited.getByRole("table", { name: "Files" }).waitFor(),
    async (visited) => {
      await visited.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      await visited.getByRole("img", { name: /^Speed over time/ }).waitFor();
      await visited.evaluate("window.scrollTo(0, document.body.scrollHeight)");
      await visited.getByRole("heading", { name: "What happened" }).waitFor();
    },
  );
  for (const [name, bytes] of Object.entries({ signIn, list, file, transfer: before })) {
    expect(bytes, name).toBeGreaterThan(50_000);
    expect(bytes, name).toBeLessThanOrEqual(200_000);
  }
  expect(after).toBeGreaterThan(before);
  expect(after - before).toBeLessThanOrEqual(40_000);

  /** Bytes of scripts as they came over the wire into an empty cache: once the page is there, and once it is seen through. */
  async function weigh(path: string, ...steps: ((visited: Page) => Promise<unknown>)[]): Promise<[number, number]> {
    const context = await browser.newContext({ storageState: await page.context().storageState() });
    const visited = await context.newPage();
    const scripts: Promise<number>[] = [];
    visited.on("requestfinished", (request) => {
      if (request.resourceType() === "script") scripts.push(request.sizes().then((sizes) => sizes.responseBodySize));
    });
    await visited.goto(`${world.page}${path}`);
    const weights: number[] = [];
    for (const step of steps) {
      await step(visited);
      await visited.waitForLoadState("networkidle");
      weights.push((await Promise.all(scripts)).reduce((sum, size) => sum + size, 0));
    }
    await context.close();
    return [weights[0] ?? 0, weights.at(-1) ?? 0];
  }
});
