import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { bePatient } from "./be-patient.ts";
import { findAxeViolations } from "./find-axe-violations.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";
import type { WatchedPage } from "./watch-page.ts";

bePatient();

let world: World;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

beforeAll(async () => {
  world = await openWorld({ homeDir: join(inject("runFolder"), "accessible"), fleet: { min: 1, max: 1 } });
  browser = await launchBrowser(inject("runFolder"));
  watched = await signInAs("operator", { world, browser });
  page = watched.page;
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("every page and state is without fault for axe in both themes, and fits a phone", async () => {
  const found: string[] = [];
  const look = async (state: string, sign: { waitFor: () => Promise<void> }) => {
    await sign.waitFor();
    found.push(...(await findFaults()).map((fault) => `${state}: ${fault}`));
  };
  const heading = (name: string) => page.getByRole("heading", { name });
  await look("list, empty", page.getByText("No transfers yet"));
  await page.goto(`${world.page}/?view=attention`);
  await look("list, nobody has to act", page.getByText("Nobody has to act", { exact: true }));

  const ids = await makeTransfers();
  await page.goto(world.page);
  await look("list", page.getByRole("region", { name: "Earlier" }));
  await page.goto(`${world.page}/?q=nothing`);
  await look("list, nothing fits", page.getByText("No transfer fits"));
  await page.goto(`${world.page}/transfers/${ids.running}`);
  await look("running", page.getByText(/% copied/).first());
  await page.goto(`${world.page}/transfers/${ids.blocked}`);
  await page.getByText("The policy statement to add").click();
  await look("with a cause", page.getByRole("button", { name: "Try again (1)" }));
  await page.getByRole("button", { name: "Try again (1)" }).click();
  await look("an act's dialog", page.getByRole("dialog").getByRole("textbox", { name: "Reason" }));
  await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
  await look("an act's receipt", page.getByRole("dialog", { name: /^1 file is still refused/ }));
  await page.goto(`${world.page}/transfers/${ids.blocked}?tab=attention&file=2`);
  await page.getByRole("dialog").getByText("Technical details").click();
  await look("a file's drawer", page.getByRole("dialog").getByText("AccessDenied"));
  await page.goto(`${world.page}/transfers/${ids.complete}`);
  await page.keyboard.press("End");
  await look("complete", page.getByText("Copying began"));
  for (const [path, title] of [
    ["new", "New transfer"],
    ["routes", "Routes"],
    ["vendors", "Laboratories"],
    ["recipients", "Alerts"],
  ]) {
    await page.goto(`${world.page}/${path}`);
    await look(`${path}`, page.getByRole("heading", { level: 1, name: title ?? "" }));
  }
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole("button", { name: "Menu" }).click();
  await look("the menu of a phone", page.getByRole("navigation", { name: "Pages" }));
  await page.goto(`${world.page}/transfers/tr_none`);
  await look("not found", heading("There is nothing here"));
  watched.expectFault(/404 \(Not Found\)/);

  await vi.waitUntil(() => failToLoad(), { timeout: PATIENCE_MS });
  await look("no answer", heading("S3Mirror does not answer just now"));
  watched.expectFault(/.*/);
  await vi.waitUntil(() => tryUntilThere(), { timeout: PATIENCE_MS, interval: 500 });
  watched.expectFault(/.*/);

  const stranger = await browser.newContext();
  page = await stranger.newPage();
  await page.goto(`${world.page}/transfers/${ids.running}`);
  await look("sign in", heading("Sign in to S3Mirror"));
  await page.goto(`${world.page}/sign-in#s3l_cut`);
  await look("sign in, refused", heading("You could not be signed in"));
  page = watched.page;
  expect(found).toEqual([]);
  expect(watched.faults).toEqual([]);
});

test("the whole way goes by keyboard: one always sees where one is, and Escape leads back", async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(world.page);
  await page.getByRole("region", { name: "Earlier" }).waitFor();
  expect(await tabTo("Blocked")).toEqual([
    ...["Skip to the content", "S3Mirror", "Transfers", "Routes", "Laboratories", "Alerts", "Pause the fleet"],
    ...["Light or dark", "Sign out", "New transfer"],
    ...["All", "Needs attention", "In progress", "Complete"],
    ...["Search transfers", "Laboratory", "Asked for within", "Blocked"],
  ]);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Blocked" }).waitFor();
  await tabTo("The policy statement to add");
  await page.keyboard.press("Enter");
  await tabTo("Policy statement");
  await tabTo("Try again (1)");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByRole("textbox", { name: "Reason" }).waitFor();
  await tabTo("Try again");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: /^1 file is still refused/ }).waitFor();
  await tabTo("Close");
  await page.keyboard.press("Enter");
  expect((await readFocus()).name).toBe("Try again (1)");
  await tabTo("Show the file");
  await page.keyboard.press("Enter");
  await page.getByText("Only files that wait for one thing").waitFor();
  await tabTo("b.bam");
  await page.keyboard.press("Enter");
  const drawer = page.getByRole("dialog", { name: "File 2" });
  await drawer.getByText("Technical details").waitFor();
  await tabTo("Technical details");
  await page.keyboard.press("Escape");
  await drawer.waitFor({ state: "detached" });
  expect((await readFocus()).name).toBe("b.bam");
  expect(watched.faults).toEqual([]);
});

/** What axe finds, and whether something is wider than a phone of 360 px. */
async function findFaults(): Promise<string[]> {
  await page.setViewportSize({ width: 1280, height: 800 });
  const found = await findAxeViolations(page);
  await page.setViewportSize({ width: 360, height: 740 });
  found.push(...(await findAxeViolations(page, ["light"])).map((fault) => `360 px: ${fault}`));
  const isTooWide = "document.documentElement.scrollWidth > document.documentElement.clientWidth";
  if (await page.evaluate<boolean>(isTooWide)) found.push("360 px: scrolls sideways");
  return found;
}

type Focus = { name: string; isMarked: boolean; isInSight: boolean };

async function readFocus(): Promise<Focus> {
  return await page.evaluate<Focus>(`(() => {
    const element = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    const { top, bottom, width } = element.getBoundingClientRect();
    return {
      name: (element.getAttribute("aria-label") ?? element.textContent).trim(),
      isMarked: outlineStyle !== "none" && outlineWidth !== "0px",
      isInSight: width > 0 && bottom > 0 && top < innerHeight,
    };
  })()`);
}

/** Presses Tab until it comes to `name`; every stop on the way is marked and in sight. @returns the stops */
async function tabTo(name: string): Promise<string[]> {
  const stops: Focus[] = [];
  while (stops.at(-1)?.name !== name) {
    if (stops.length > 60)
      throw new Error(`Tab does not lead to ${name}: ${stops.map((stop) => stop.name).join(", ")}`);
    await page.keyboard.press("Tab");
    stops.push(await readFocus());
  }
  expect(stops.filter(({ isMarked, isInSight }) => !isMarked || !isInSight)).toEqual([]);
  return stops.map((stop) => stop.name);
}

/** One that runs as long as one looks, one that waits for the laboratory, one that is complete. */
async function makeTransfers(): Promise<{ running: string; blocked: string; complete: string }> {
  const make = async (name: string, size: number) => {
    const objects = ["run/a.bam", "run/b.bam"].map((key, seed) => ({ key, size, seed }));
    const { source, destination } = await world.makeBuckets(name.toLowerCase(), objects);
    await world.allow(source, name === "Blocked" ? ["run/a.bam"] : ["*"]);
    const { id } = await world.call<{ id: string }>("POST", "/v1/transfers", {
      name,
      labels: { study: "HEART-2" },
      source: { bucket: source, prefix: "run/" },
      destination: { bucket: destination, prefix: "run/" },
    });
    return id;
  };
  const hasEnded = async (id: string) =>
    (await world.call<{ finishedAt: string | null }>("GET", `/v1/transfers/${id}`)).finishedAt !== null;
  const [blocked, complete] = [await make("Blocked", 3_000_000), await make("Complete", 3_000_000)];
  await vi.waitUntil(async () => (await hasEnded(blocked)) && (await hasEnded(complete)), { timeout: PATIENCE_MS });
  await world.setCopySpeed(1_000_000);
  return { blocked, complete, running: await make("Running", 90_000_000_000) };
}

/** kill -9 of the coordinator, and the list asked for before it is back. Whether that failed. */
async function failToLoad(): Promise<boolean> {
  const coordinator = (await world.stack.processes()).find(({ role }) => role === "coordinator");
  if (coordinator === undefined) return false;
  process.kill(coordinator.pid, "SIGKILL");
  await page.goto(world.page);
  return await page.getByRole("heading", { name: "S3Mirror does not answer just now" }).isVisible();
}

async function tryUntilThere(): Promise<boolean> {
  const again = page.getByRole("button", { name: "Try again" });
  // The page may have come back by itself in between, and the button is gone.
  if (await again.isVisible()) await again.click({ timeout: 2_000 }).catch(() => "gone");
  return await page.getByRole("heading", { level: 1, name: "Transfers" }).isVisible();
}
