import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { bePatient } from "./be-patient.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { weighPages } from "./weigh-pages.ts";

bePatient();

let world: World;
let browser: Browser;
let transferId: string;

beforeAll(async () => {
  const homeDir = join(inject("runFolder"), "page-weight");
  world = await openWorld({ homeDir, services: { coordinators: 1, copier: false, web: true } });
  browser = await launchBrowser(inject("runFolder"));
  transferId = await seedLargeTransfer(world.ledger, { files: 2_000, name: "Weighed" });
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("no page brings more than 190 kB of scripts, compressed, as it opens, and 206 kB with all of it seen, a file's drawer and an act's dialog", async () => {
  const weights = await weighPages({ world, browser, transferId });
  for (const [name, { opened, whole }] of Object.entries(weights)) {
    expect(opened, name).toBeGreaterThan(50_000);
    expect(opened, name).toBeLessThanOrEqual(190_000);
    expect(whole, name).toBeLessThanOrEqual(206_000);
  }
  // Speed, events, drawer and dialog were counted: they come when they are asked for.
  expect(weights["a transfer"].whole).toBeGreaterThan(weights["a transfer"].opened);
});
