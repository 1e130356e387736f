import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { bePatient } from "./be-patient.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { signInAs } from "./sign-in-as.ts";

bePatient();

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await openWorld({
    homeDir: join(inject("runFolder"), "permission"),
    fleet: { min: 1, max: 1 },
    // It is the person who notices, not the prober.
    serviceEnvironment: { S3MIRROR_PROBE_SCHEDULE_SECONDS: "86400" },
  });
  browser = await launchBrowser(inject("runFolder"));
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("refused files are told as one cause in plain words; its statement applied and Try again pressed, they alone move and all is complete", async () => {
  const { id, source } = await deliver();
  const permissions = ["clipboard-read", "clipboard-write"];
  const watched = await signInAs("operator", { world, browser, permissions });
  const { page } = watched;
  const clipboard = () => page.evaluate<string>("navigator.clipboard.readText()");
  await page.getByRole("region", { name: "Needs attention" }).getByText("3 files: Northlab must act").waitFor();
  await page.getByRole("link", { name: "Plate 3" }).click();
  await page.getByText("6 of 9 files are here.").waitFor();

  const card = page.getByRole("region", { name: "Northlab must act: 3 files" });
  await card.getByText(`Northlab does not let us read 3 files in the bucket ${source}`).waitFor();
  await card.getByText(/^Northlab: add the statement below to the policy of the bucket/).waitFor();
  await card.getByText("The policy statement to add").click();
  const shown = (await card.getByRole("region", { name: "Policy statement" }).textContent()) ?? "";
  await card.getByRole("button", { name: "Copy statement" }).click();
  await page.getByText("The statement is copied").waitFor();
  expect(await clipboard()).toBe(shown);
  await card.getByRole("button", { name: "Copy mail" }).click();
  await page.getByText("The mail is copied").waitFor();
  const mail = await clipboard();
  expect(mail).toContain("Dear Northlab,");
  expect(mail).toContain(shown);
  for (const key of late) expect(mail).toContain(key);
  const address = (await card.getByRole("link", { name: "Write mail" }).getAttribute("href")) ?? "";
  expect(new URL(address).searchParams.get("subject")).toBe(mail.split("\n")[0]);

  await card.getByRole("button", { name: "Try again (3)" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
  const refused = "3 files are still refused: nothing was remedied yet, and nothing changed.";
  await page.getByRole("dialog", { name: refused }).getByRole("button", { name: "Close" }).click();
  const before = await readFiles(id);
  expect(before.filter(({ redrives }) => redrives > 0)).toEqual([]);

  await world.allow(source, ["run-7/early/*"], [JSON.parse(shown)]);
  await card.getByRole("button", { name: "Try again (3)" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
  const moving = page.getByRole("dialog", { name: "3 files are being copied." });
  await moving.getByText(/^Written down as entry \d+ of the audit log\.$/).waitFor();
  await moving.getByRole("button", { name: "Close" }).click();
  await page.getByText("All files are here.").waitFor();
  await card.waitFor({ state: "detached" });
  await page.getByText("Complete", { exact: true }).first().waitFor();
  expect(await readFiles(id)).toEqual(
    before.map((file) => (late.includes(file.key) ? { ...file, state: "copied", redrives: 1, attempts: 2 } : file)),
  );
  await page.keyboard.press("End");
  await page.getByText("3 files tried again by Otto").waitFor();
  expect(watched.faults).toEqual([]);
});

const early = Array.from({ length: 6 }, (_, n) => `run-7/early/NA${n + 1}_S${n + 1}_L001_R1_001.fastq.gz`);
const late = Array.from({ length: 3 }, (_, n) => `run-7/late/NA${n + 7}_S${n + 7}_L001_R1_001.fastq.gz`);

/** A vendor's delivery of nine files, of which we may read six. */
async function deliver(): Promise<{ id: string; source: string }> {
  const objects = [...early, ...late].map((key, seed) => ({ key, size: 3_000_000_000, seed }));
  const { source, destination } = await world.makeBuckets("plate-3", objects);
  await world.allow(source, ["run-7/early/*"]);
  const vendor = await world.call<{ id: string }>("POST", "/v1/vendors", { name: "Northlab" });
  const { accountId } = world.stack.endpoints.accounts.vendor;
  const route = await world.call<{ id: string }>("POST", "/v1/routes", {
    vendor: vendor.id,
    source: { bucket: source, prefix: "", accountId },
    destination: { bucket: destination, prefix: "" },
    reason: "a new laboratory",
  });
  const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
    name: "Plate 3",
    route: route.id,
    source: { bucket: source, prefix: "run-7/" },
    destination: { bucket: destination, prefix: "run-7/" },
  });
  return { id, source };
}

type File = { key: string; state: string; redrives: number; attempts: number };

async function readFiles(id: string): Promise<File[]> {
  const { items } = await world.call<{ items: File[] }>("GET", `/v1/transfers/${id}/files`);
  return items.map(({ key, state, redrives, attempts }) => ({ key, state, redrives, attempts }));
}
