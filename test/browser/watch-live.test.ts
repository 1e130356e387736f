import { join } from "node:path";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { bePatient } from "./be-patient.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";

bePatient();

const MIB = 1024 * 1024;
const SAMPLES = ["NA12878", "NA12891", "NA12892"];
const files = SAMPLES.flatMap((sample, n) =>
  ["R1", "R2"].map((read) => `run-12/${sample}_S${n + 1}_L001_${read}_001.fastq.gz`),
);

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await openWorld({
    homeDir: join(inject("runFolder"), "watch-live"),
    fleet: { min: 1, max: 1 },
    sessionLeaseSeconds: 3,
    serviceEnvironment: { S3MIRROR_COPIER_GATE: "4" },
  });
  browser = await launchBrowser(inject("runFolder"));
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("a transfer is seen moving, its copier killed in the middle of a file, and complete, without a reload", async () => {
  const id = await startSlowly();
  const watched = await signInAs("viewer", { world, browser });
  const { page } = watched;
  const unchanged = await countUnchanged(page);
  await page.evaluate("window.isStillHere = true");
  await page.getByRole("link", { name: "Run 12" }).click();
  await page.getByRole("heading", { level: 1, name: "Run 12" }).waitFor();

  const percent = async () => Number(await progressOf(page).getAttribute("aria-valuenow"));
  await page.getByText(/^\d+ % copied\.$/).waitFor();
  await waitUntil("the bar begins", async () => (await percent()) > 0, PATIENCE_MS);
  const before = await percent();
  await waitUntil("the bar rises", async () => (await percent()) > before, PATIENCE_MS);
  await page.getByText("Copying", { exact: true }).first().waitFor();

  const cut = await killMidFile(id);
  await world.setCopySpeed(null);
  await page.getByText("All files are here.").waitFor();
  await page.getByText("All 6 are proven by checksum.").waitFor();
  await page.getByText("Complete", { exact: true }).first().waitFor();
  await page.getByRole("heading", { name: "3 of 3 samples ready" }).waitFor();
  expect(await percent()).toBe(100);

  await page
    .getByRole("row")
    .filter({ hasText: cut.key.replace("run-12/", "") })
    .getByRole("link")
    .click();
  const drawer = page.getByRole("dialog");
  await drawer.getByText("Copied", { exact: true }).waitFor();
  expect(await drawer.getByRole("definition").allTextContents()).toContain("2");
  await drawer.getByText("Taken over from a copier that stopped without a word.").waitFor();
  await page.keyboard.press("Escape");

  await page.getByRole("link", { name: "All transfers" }).click();
  await page.getByRole("region", { name: "Earlier" }).getByText("Complete").waitFor();
  expect(await page.evaluate("window.isStillHere")).toBe(true);
  expect(unchanged()).toBeGreaterThan(0);
  expect(watched.faults).toEqual([]);
});

const progressOf = (page: Page) => page.getByRole("progressbar", { name: "Progress of Run 12" });

const GIB = 1024 * MIB;

/** Four parts at once of 768, a second each: there is something to watch, on a busy machine too. */
async function startSlowly(): Promise<string> {
  const objects = files.map((key, seed) => ({ key, size: 8 * GIB, seed }));
  const { source, destination } = await world.makeBuckets("live", objects);
  await world.allow(source, ["*"]);
  await world.setCopySpeed(64 * MIB);
  const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
    name: "Run 12",
    source: { bucket: source, prefix: "run-12/" },
    destination: { bucket: destination, prefix: "run-12/" },
    options: { partSizeBytes: 64 * MIB },
  });
  return id;
}

type File = { number: number; key: string; bytesCopied: number };

/** kill -9 of the only copier while a part of a file is copied and not all of it. @returns such a file */
async function killMidFile(id: string): Promise<File> {
  let cut: File | undefined;
  await waitUntil(
    "a file is copied in part",
    async () => {
      const { items } = await world.call<{ items: File[] }>("GET", `/v1/transfers/${id}/files?state=copying`);
      cut = items.find(({ bytesCopied }) => bytesCopied > 0 && bytesCopied < 4 * GIB);
      return cut !== undefined;
    },
    PATIENCE_MS,
  );
  const copier = (await world.stack.processes()).find(({ role }) => role === "copier");
  if (cut === undefined || copier === undefined) throw new Error("No copier copies a file.");
  process.kill(copier.pid, "SIGKILL");
  return cut;
}

/** How many of the page's questions were answered by "nothing changed": the browser itself hides it from the page. */
async function countUnchanged(page: Page): Promise<() => number> {
  let count = 0;
  const session = await page.context().newCDPSession(page);
  session.on("Network.responseReceivedExtraInfo", ({ statusCode }) => {
    if (statusCode === 304) count += 1;
  });
  await session.send("Network.enable");
  return () => count;
}
