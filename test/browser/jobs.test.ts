import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { signInAs } from "./sign-in-as.ts";

bePatient();

let world: World;
let browser: Browser;
const keys = Array.from({ length: 6 }, (_, n) => `runs/12/NL0${n + 1}_S${n + 1}_L001_R1_001.fastq.gz`);

beforeAll(async () => {
  world = await openWorld({
    homeDir: join(inject("runFolder"), "jobs"),
    fleet: { min: 1, max: 1 },
    serviceEnvironment: { S3MIRROR_PROBE_SCHEDULE_SECONDS: "86400", S3MIRROR_API_CALLER_SECONDS: "0" },
  });
  browser = await launchBrowser(inject("runFolder"));
  await makeRoute();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("an operator looks at what is there and starts a transfer; its samples are downloaded in two presses, and it is made again", async () => {
  const { page, faults } = await signInAs("operator", { world, browser });
  await page.getByRole("link", { name: "New transfer" }).click();
  await chooseRoute(page);
  await page.getByRole("textbox", { name: "Everything below" }).fill("runs/12");
  await page.getByText("It does not end with a slash: say which of both is meant.").waitFor();
  await page.getByRole("button", { name: "Only the object runs/12" }).waitFor();
  await expectFaultless(page);
  await page.getByRole("button", { name: "All below runs/12/" }).click();
  const look = page.getByRole("region", { name: "What is there now" });
  await look.getByText("6 files, 18 MB").waitFor();
  expect(await look.getByRole("listitem").count()).toBe(6);
  await page.getByRole("textbox", { name: "Name" }).fill("Northlab run 12");
  await page.getByRole("textbox", { name: "Reference" }).fill("NL-12");
  await expectFaultless(page);
  // The draft stands in the address: it survives a reload.
  await page.waitForURL(/name=Northlab/);
  await page.reload();
  await look.getByText("6 files, 18 MB").waitFor();
  await page.getByRole("button", { name: "Start" }).click();
  await page.getByRole("heading", { level: 1, name: "Northlab run 12" }).waitFor();
  await page.getByText("2 of 6 files are here.").waitFor();
  expect(await started("NL-12")).toBe(1);

  // From the list: two presses.
  await page.goto(world.page);
  await page.getByRole("link", { name: "Northlab run 12" }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Ready samples as CSV" }).click();
  const ready = await saved(await waiting);
  expect(ready.name).toMatch(/\.csv$/);
  expect(ready.text).toMatch(/NL01/);
  expect(ready.text).toMatch(/s3:\/\/genomics-run-12\/northlab\/12\/NL01/);
  expect(ready.text).not.toMatch(/NL03/);
  const failing = page.waitForEvent("download");
  await page.getByRole("link", { name: "Failed files as CSV" }).click();
  const failed = await saved(await failing);
  expect(failed.text.trim().split(/\r\n/).length).toBe(5);

  // The same again, as it was; and the draft that was sent leads to the same transfer however often it is sent.
  await page.getByRole("link", { name: "Make again" }).click();
  await page.getByText("Made after").waitFor();
  expect(await page.getByRole("textbox", { name: "Everything below" }).inputValue()).toBe("runs/12/");
  expect(await page.getByRole("textbox", { name: "Reference" }).inputValue()).toBe("NL-12");
  let isFirst = true;
  await page.route("**/v1/transfers", async (route) => {
    if (!isFirst || route.request().method() !== "POST") return await route.continue();
    isFirst = false;
    await route.fetch();
    await route.abort("connectionreset");
  });
  await page.getByRole("button", { name: "Start" }).click();
  await page
    .getByRole("alert")
    .getByText(/answer was lost, so it may have happened/)
    .waitFor();
  await page.getByRole("button", { name: "Send it again" }).click();
  await page.getByRole("heading", { level: 1, name: "Northlab run 12" }).waitFor();
  expect(await started("NL-12")).toBe(2);
  expect(faults.filter((fault) => !/ERR_CONNECTION_RESET/.test(fault))).toEqual([]);
});

test("an administrator switches a route off and on again, with reasons, and is told where somebody else was quicker", async () => {
  const watched = await signInAs("admin", { world, browser });
  const { page } = watched;
  await page.getByRole("link", { name: "Routes" }).click();
  const row = page.getByRole("listitem", { name: "Northlab’s runs" });
  await row.getByText("On", { exact: true }).waitFor();
  await expectFaultless(page);
  await row.getByRole("button", { name: "Switch off" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("the contract ends");
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await page
    .getByRole("dialog", { name: "The route is off." })
    .getByText(/^Written down as entry \d+/)
    .waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await row.getByText("Off", { exact: true }).waitFor();
  await row.getByText(/^Switched off by Ada .*: the contract ends$/).waitFor();

  await row.getByRole("button", { name: "Switch on" }).click();
  await dialog.getByRole("textbox", { name: "Reason" }).fill("prolonged");
  await switchRoute("enable", "quicker");
  await switchRoute("disable", "and off again");
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await dialog
    .getByRole("alert")
    .getByText(/was changed since you read it/)
    .waitFor();
  expect(await dialog.getByRole("textbox", { name: "Reason" }).inputValue()).toBe("prolonged");
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await page
    .getByRole("dialog", { name: "The route is on." })
    .getByText(/^Written down as entry \d+/)
    .waitFor();
  watched.expectFault(/412 \(Precondition Failed\)/);
  expect(watched.faults).toEqual([]);
});

test("an operator brakes from any page and releases in one press of the banner; a viewer sees both and may neither", async () => {
  const operator = await signInAs("operator", { world, browser });
  const viewer = await signInAs("viewer", { world, browser });
  await viewer.page.getByRole("button", { name: "Pause the fleet", disabled: true }).waitFor();
  const { page } = operator;
  await page.getByRole("button", { name: "Pause the fleet" }).click();
  const dialog = page.getByRole("dialog", { name: "Pause everything?" });
  await dialog.getByRole("textbox", { name: "Reason" }).fill("a drill");
  await dialog.getByRole("button", { name: "Pause the fleet" }).click();
  await page
    .getByRole("dialog", { name: "The brake is on." })
    .getByText(/^Written down as entry \d+/)
    .waitFor();
  await page.keyboard.press("Escape");
  await viewer.page.reload();
  await viewer.page.getByText("All copying is paused.").waitFor();
  await viewer.page.getByText(/a drill$/).waitFor();
  await viewer.page.getByRole("button", { name: "Release the brake", disabled: true }).waitFor();
  await expectFaultless(viewer.page);
  await page.getByRole("button", { name: "Release the brake" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Release the brake" }).click();
  await page.getByRole("dialog", { name: "The brake is released." }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByText("All copying is paused.").waitFor({ state: "detached" });
  expect([...operator.faults, ...viewer.faults]).toEqual([]);
});

test("who hears of alerts is seen, who has not agreed in red; they are asked again, and a test is sent", async () => {
  const sns = new SNSClient({
    region: world.stack.endpoints.region,
    endpoint: world.stack.endpoints.sns,
    credentials: world.stack.endpoints.accounts.company,
  });
  const TopicArn = world.stack.environments.coordinator.S3MIRROR_ALERTS_TOPIC_ARN;
  await sns.send(new SubscribeCommand({ TopicArn, Protocol: "email", Endpoint: "new@example.org" }));
  sns.destroy();
  const { page, faults } = await signInAs("operator", { world, browser });
  await page.getByRole("link", { name: "Alerts" }).click();
  const unconfirmed = page.getByRole("listitem", { name: "new@example.org" });
  await unconfirmed.getByText("Not confirmed").waitFor();
  await page.getByRole("listitem", { name: "operators@s3mirror.local" }).getByText("Confirmed").waitFor();
  await expectFaultless(page);
  await unconfirmed.getByRole("button", { name: "Send again" }).click();
  await unconfirmed.getByText(/^Asked again/).waitFor();
  await page.getByRole("button", { name: "Send a test" }).click();
  await page.getByText("A test is on its way to 1 recipient. 1 other will not hear of it: not confirmed.").waitFor();
  expect(faults).toEqual([]);
});

test("a laboratory’s contact is changed by an administrator, and the mails to it are addressed to them", async () => {
  const { page, faults } = await signInAs("admin", { world, browser });
  await page.getByRole("link", { name: "Laboratories" }).click();
  const row = page.getByRole("listitem", { name: "Northlab" });
  await row.getByText("Nobody to write to is known.").waitFor();
  await row.getByRole("button", { name: "Change contact" }).click();
  const dialog = page.getByRole("dialog", { name: "Contact of Northlab" });
  await dialog.getByRole("textbox", { name: "Name" }).fill("Nora North");
  await dialog.getByRole("textbox", { name: "Mail address" }).fill("data@northlab.example");
  await expectFaultless(page);
  await dialog.getByRole("button", { name: "Save" }).click();
  await row.getByRole("link", { name: "data@northlab.example" }).waitFor();
  await expectFaultless(page);
  await page.getByRole("link", { name: "Transfers" }).click();
  await page.getByRole("link", { name: "Northlab run 12" }).first().click();
  const card = page.getByRole("region", { name: "Northlab must act: 4 files" });
  const href = (await card.getByRole("link", { name: "Write mail" }).getAttribute("href")) ?? "";
  expect(new URL(href).pathname).toBe("data@northlab.example");
  await row.waitFor({ state: "detached" });
  expect(faults).toEqual([]);
});

async function chooseRoute(page: Page): Promise<void> {
  await page.getByRole("combobox", { name: "Route" }).selectOption({ label: "Northlab’s runs" });
}

async function saved(download: {
  suggestedFilename(): string;
  path(): Promise<string>;
}): Promise<{ name: string; text: string }> {
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

/** How many transfers have this reference. */
async function started(reference: string): Promise<number> {
  const { items } = await world.call<{ items: { reference: string | null }[] }>("GET", "/v1/transfers?limit=500");
  return items.filter((one) => one.reference === reference).length;
}

async function switchRoute(verb: "enable" | "disable", reason: string): Promise<void> {
  const { items } = await world.call<{ items: { id: string; name: string; revision: number }[] }>("GET", "/v1/routes");
  const route = items.find(({ name }) => name === "Northlab’s runs");
  const answer = await fetch(`${world.stack.endpoints.api}/v1/routes/${route?.id}/${verb}`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${world.stack.endpoints.adminApiKey}`,
      "content-type": "application/json",
      "if-match": `"${route?.revision}"`,
    },
    body: JSON.stringify({ reason }),
  });
  expect(answer.status).toBe(200);
}

/** A laboratory's six files of six samples, of which we may read two. */
async function makeRoute(): Promise<void> {
  const vendor = await world.call<{ id: string }>("POST", "/v1/vendors", { name: "Northlab" });
  const objects = keys.map((key, seed) => ({ key, size: 3_000_000, seed }));
  const { source, destination } = await world.makeBuckets("run-12", objects);
  await world.allow(source, ["runs/12/NL01*", "runs/12/NL02*"]);
  const { accountId } = world.stack.endpoints.accounts.vendor;
  await world.call("POST", "/v1/routes", {
    vendor: vendor.id,
    name: "Northlab’s runs",
    source: { bucket: source, prefix: "runs/", accountId },
    destination: { bucket: destination, prefix: "northlab/" },
    reason: "the contract with Northlab",
  });
}

/** Nothing for axe to find in either theme, nothing wider than a phone. */
async function expectFaultless(page: Page): Promise<void> {
  expect(await findAxeViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
  await page.setViewportSize({ width: 1280, height: 800 });
}
