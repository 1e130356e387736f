import { join } from "node:path";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";

bePatient();

let world: World;
let browser: Browser;
let moving: string;

beforeAll(async () => {
  world = await openWorld({
    homeDir: join(inject("runFolder"), "acts"),
    fleet: { min: 1, max: 1 },
    serviceEnvironment: { S3MIRROR_PROBE_SCHEDULE_SECONDS: "86400", S3MIRROR_API_CALLER_SECONDS: "0" },
  });
  browser = await launchBrowser(inject("runFolder"));
  await makeBlocked("Plate 9", ["a", "b"]);
  await makeBlocked("Plate 10", ["a", "b", "c", "d", "e"]);
  // At 1 MB/s it is on its way for as long as this file runs.
  await world.setCopySpeed(1_000_000);
  moving = await makeMoving();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("an operator pauses in two presses and a reason, reads what stays and the audit entry, and undoes it in one", async () => {
  const { page, faults } = await signInAs("operator", { world, browser });
  await page.getByRole("link", { name: "Plate 8" }).click();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Pause this transfer?" });
  await dialog.getByText(/\d files? (are|is) in (a copier’s|copiers’) hands/).waitFor();
  expect(await page.evaluate("document.activeElement.labels[0].textContent")).toMatch(/^Reason/);
  await expectFaultless(page);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("the laboratory renames the samples");
  await dialog.getByRole("button", { name: "Pause", exact: true }).click();
  const receipt = page.getByRole("dialog", { name: "It is paused." });
  await receipt.getByText(/^Written down as entry \d+ of the audit log\.$/).waitFor();
  expect(await readTransfer(moving)).toMatchObject({
    state: "paused",
    pause: { reason: "the laboratory renames the samples" },
  });
  await expectFaultless(page);
  await receipt.getByRole("button", { name: "Undo" }).click();
  await page
    .getByRole("dialog", { name: "It goes on." })
    .getByText(/^Written down as entry \d+/)
    .waitFor();
  expect(await readTransfer(moving)).toMatchObject({ state: "running", pause: null });
  await page.keyboard.press("Escape");
  expect(await page.getByRole("dialog").count()).toBe(0);
  // What opened it went and came: the page's content has the focus.
  await page.waitForFunction("document.activeElement.id === 'main'");

  // The reason is offered the next time, and Escape leaves everything as it is.
  await page.getByRole("button", { name: "Pause", exact: true }).press("Enter");
  await page.getByRole("dialog").getByRole("button", { name: "the laboratory renames the samples" }).click();
  expect(await page.getByRole("dialog").getByRole("textbox").inputValue()).toBe("the laboratory renames the samples");
  await page.keyboard.press("Escape");
  await page.waitForFunction("document.activeElement.textContent === 'Pause'");
  expect(await readTransfer(moving)).toMatchObject({ state: "running" });
  expect(faults).toEqual([]);
});

test("a viewer finds every act disabled with whom to ask, and the API takes none of their hands", async () => {
  const watched = await signInAs("viewer", { world, browser });
  const { page } = watched;
  await page.getByRole("link", { name: "Plate 8" }).click();
  const acts = page.getByRole("region", { name: "What can be decided" });
  for (const name of ["Pause", "Cancel transfer"]) {
    await acts.getByRole("button", { name, exact: true, disabled: true }).waitFor();
  }
  await acts.getByText("This needs an operator: ask one to do it.").filter({ visible: true }).waitFor();
  await acts.getByRole("button", { name: "Pause", exact: true }).press("Enter");
  await page.getByRole("status").getByText("This needs an operator: ask one to do it.").waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  await expectFaultless(page);
  await page.goto(world.page);
  await page.getByRole("link", { name: "Plate 9" }).click();
  await page.getByRole("button", { name: "Try again (1)", disabled: true }).waitFor();
  await page.getByRole("button", { name: "Waive", disabled: true }).waitFor();
  expect(watched.faults).toEqual([]);
});

test("pressed twice, or its answer lost, an act has its effect once", async () => {
  const watched = await signInAs("operator", { world, browser });
  const { page } = watched;
  await page.getByRole("link", { name: "Plate 8" }).click();
  const before = await readPauses();
  let isFirst = true;
  let lose: () => void = () => undefined;
  const pressed = new Promise<void>((resolve) => {
    lose = resolve;
  });
  // The API acts, and its answer never arrives.
  await page.route("**/pause", async (route) => {
    if (!isFirst) return await route.continue();
    isFirst = false;
    await route.fetch();
    await pressed;
    await route.abort("connectionreset");
  });
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("a drill");
  await dialog.getByRole("button", { name: "Pause", exact: true }).dblclick();
  lose();
  await dialog
    .getByRole("alert")
    .getByText(/answer was lost, so it may have happened/)
    .waitFor();
  expect(await dialog.getByRole("textbox", { name: "Reason" }).isEditable()).toBe(false);
  await dialog.getByRole("button", { name: "Send it again" }).click();
  await page
    .getByRole("dialog", { name: "It is paused." })
    .getByText(/^Written down as entry \d+/)
    .waitFor();
  expect((await readPauses()).length).toBe(before.length + 1);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByRole("dialog", { name: "It goes on." }).waitFor();
  watched.expectFault(/ERR_CONNECTION_RESET/);
  expect(watched.faults).toEqual([]);
});

test("refused in a state that does not allow it, the dialog says why in the API’s words and keeps the reason", async () => {
  const watched = await signInAs("operator", { world, browser });
  const { page } = watched;
  await page.getByRole("link", { name: "Plate 8" }).click();
  await page.getByRole("button", { name: "Pause", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Reason" }).fill("too late");
  // Somebody else is quicker.
  await world.call("POST", `/v1/transfers/${moving}/cancel`, { reason: "sent twice" });
  await dialog.getByRole("button", { name: "Pause", exact: true }).click();
  await dialog
    .getByRole("alert")
    .getByText(/cannot be paused/)
    .waitFor();
  expect(await dialog.getByRole("textbox", { name: "Reason" }).inputValue()).toBe("too late");
  await dialog.getByRole("button", { name: "Leave it" }).click();
  watched.expectFault(/409 \(Conflict\)/);
  expect(watched.faults).toEqual([]);
});

test("of files that were chosen one by one an operator tries some again and goes without others; one alone in its drawer", async () => {
  const { page, faults } = await signInAs("operator", { world, browser });
  await page.getByRole("link", { name: "Plate 10" }).click();
  await page.getByRole("link", { name: /^Needs attention 4/ }).click();
  for (const number of [2, 3]) await page.getByRole("checkbox", { name: `Choose file ${number}` }).check();
  const chosen = page.getByRole("region", { name: "Chosen files" });
  await chosen.getByText("2 files chosen").waitFor();
  await expectFaultless(page);
  await chosen.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
  await page.getByRole("dialog", { name: /^2 files are still refused/ }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await chosen.getByRole("button", { name: "Waive" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).fill("withdrawn");
  await page.getByRole("dialog").getByRole("button", { name: "Waive" }).click();
  await page.getByRole("dialog", { name: "2 files were waived." }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("link", { name: /^Needs attention 2/ }).waitFor();
  await chosen.waitFor({ state: "detached" });

  await page.getByRole("row").filter({ hasText: "d.bam" }).getByRole("link").click();
  const drawer = page.getByRole("dialog", { name: "File 4" });
  await drawer.getByRole("button", { name: "Waive" }).click();
  const dialog = page.getByRole("dialog", { name: "Go without these files?" });
  await dialog.getByRole("button", { name: "withdrawn" }).click();
  await dialog.getByRole("button", { name: "Waive" }).click();
  await page.getByRole("dialog", { name: "1 file was waived." }).getByRole("button", { name: "Close" }).click();
  await drawer.getByText("Waived by Otto: withdrawn.").waitFor();
  expect(faults).toEqual([]);
});

test("an operator goes without the files of a cause, by name and with a reason, and the transfer is complete", async () => {
  const { page, faults } = await signInAs("operator", { world, browser });
  await page.getByRole("link", { name: "Plate 9" }).click();
  const card = page.getByRole("region", { name: /must act: 1 file$/ });
  await card.getByRole("button", { name: "Waive" }).click();
  const dialog = page.getByRole("dialog", { name: "Go without these files?" });
  await dialog.getByRole("button", { name: "Waive" }).click();
  expect(await page.evaluate("document.activeElement.validity.valueMissing")).toBe(true);
  await dialog.getByRole("textbox", { name: "Reason" }).fill("the sample was withdrawn");
  await dialog.getByRole("button", { name: "Waive" }).click();
  const receipt = page.getByRole("dialog", { name: "1 file was waived." });
  await receipt.getByText(/^Written down as entry \d+/).waitFor();
  await receipt.getByRole("button", { name: "Close" }).click();
  await page.getByText("Complete, with files that were waived.").waitFor();
  // What opened the dialog is gone: the page's content has the focus.
  expect(await page.evaluate("document.activeElement.id")).toBe("main");
  expect(faults).toEqual([]);
});

/** Nothing for axe to find in either theme, nothing wider than a phone. */
async function expectFaultless(page: Page): Promise<void> {
  expect(await findAxeViolations(page)).toEqual([]);
  await page.setViewportSize({ width: 360, height: 740 });
  const tooWide = `[...document.querySelectorAll("body *")]
    .filter((element) => element.getBoundingClientRect().right > innerWidth && element.children.length === 0)
    .map((element) => element.outerHTML.slice(0, 200))`;
  expect(await page.evaluate("document.documentElement.scrollWidth"), `${await page.evaluate(tooWide)}`).toBe(360);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function readTransfer(id: string): Promise<object> {
  return await world.call<object>("GET", `/v1/transfers/${id}`);
}

async function readPauses(): Promise<unknown[]> {
  const { items } = await world.call<{ items: { type: string }[] }>("GET", `/v1/transfers/${moving}/events?limit=500`);
  return items.filter(({ type }) => type === "transfer.paused");
}

/** Six files of 60 GB in parts. */
async function makeMoving(): Promise<string> {
  const objects = Array.from({ length: 6 }, (_, seed) => ({ key: `run/NA${seed}.bam`, size: 60_000_000_000, seed }));
  const { source, destination } = await world.makeBuckets("plate-8", objects);
  await world.allow(source, ["*"]);
  const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
    name: "Plate 8",
    source: { bucket: source, prefix: "run/" },
    destination: { bucket: destination, prefix: "run/" },
    options: { partSizeBytes: 8 * 1024 * 1024 },
  });
  const inHand = () => world.call<{ files: number }>("GET", `/v1/transfers/${id}/in-flight`);
  await waitUntil("copiers have it in hand", async () => (await inHand()).files > 0, PATIENCE_MS);
  return id;
}

/** Files, of which we may only read the first. */
async function makeBlocked(name: string, files: string[]): Promise<void> {
  const objects = files.map((file, seed) => ({ key: `run/${file}.bam`, size: 3_000_000, seed }));
  const { source, destination } = await world.makeBuckets(name.toLowerCase().replace(" ", "-"), objects);
  await world.allow(source, ["run/a.bam"]);
  const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
    name,
    source: { bucket: source, prefix: "run/" },
    destination: { bucket: destination, prefix: "run/" },
  });
  const state = async () => (await world.call<{ state: string }>("GET", `/v1/transfers/${id}`)).state;
  await waitUntil("it ends incomplete", async () => (await state()) === "completed_with_failures", PATIENCE_MS);
}
