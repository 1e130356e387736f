import { join } from "node:path";
import { anyRow } from "@s3mirror/core/store/rows";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { bePatient } from "./be-patient.ts";
import { launchBrowser } from "./launch.ts";
import { openWorld, type World } from "./open-world.ts";
import { PATIENCE_MS } from "./patience.ts";
import { signInAs } from "./sign-in-as.ts";
import { startSite } from "./start-site.ts";
import { watchPage } from "./watch-page.ts";

bePatient();

let world: World;
let browser: Browser;
let id: string;

beforeAll(async () => {
  world = await openWorld({
    homeDir: join(inject("runFolder"), "roles"),
    fleet: { min: 1, max: 1 },
    serviceEnvironment: { S3MIRROR_PROBE_SCHEDULE_SECONDS: "86400", S3MIRROR_API_CALLER_SECONDS: "0" },
  });
  browser = await launchBrowser(inject("runFolder"));
  id = await makeBlockedTransfer();
});
afterAll(async () => {
  await browser?.close();
  await world?.close();
});

test("a viewer sees what is wrong and whom to ask to press the button, and the API takes none of their hands", async () => {
  const watched = await signInAs("viewer", { world, browser });
  const { page } = watched;
  await page.getByText("1 file: the laboratory must act").waitFor();
  expect(await tryAgain(page).count()).toBe(0);
  await page.getByRole("link", { name: "Plate 4" }).click();
  const card = page.getByRole("region", { name: "The laboratory must act: 1 file" });
  await card.getByRole("button", { name: "Try again (1)", disabled: true }).press("Enter");
  await page.getByRole("status").getByText("ask one to do it").waitFor();
  expect(await page.getByRole("dialog").count()).toBe(0);
  await page.getByRole("row").filter({ hasText: "b.bam" }).getByRole("link").click();
  await page.getByRole("dialog").getByText("The laboratory must act").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Try again", disabled: true }).waitFor();

  expect(
    await page.evaluate<number>(`fetch("${redrive()}", ${JSON.stringify(json)}).then(({ status }) => status)`),
  ).toBe(403);
  watched.expectFault(/403 \(Forbidden\)/);
  const cookie = await cookieOf(page);
  const byHand = await post({ cookie, origin: world.page });
  expect([byHand.status, byHand.code]).toEqual([403, "role_not_enough"]);
  expect(await redrives()).toBe(0);
  expect(watched.faults).toEqual([]);
});

test("who is signed out anywhere is sent to sign in, and comes back to where they were", async () => {
  const watched = await signInAs("operator", { world, browser });
  const { page } = watched;
  await page.goto(`${world.page}/transfers/${id}?tab=attention`);
  await tryAgain(page).waitFor();
  const token = (await cookieOf(page)).split("=")[1];
  const ended = await fetch(`${world.stack.endpoints.api}/v1/sessions/current`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(ended.status).toBe(204);
  await page.getByRole("heading", { name: "Sign in to S3Mirror" }).waitFor();
  watched.expectFault(/401 \(Unauthorized\)/);

  // The link is pasted over the very page that asks for it.
  await page.goto(await world.makeSignInLink("operator"));
  await page.getByRole("heading", { level: 1, name: "Plate 4" }).waitFor();
  expect(page.url()).toBe(`${world.page}/transfers/${id}?tab=attention`);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to S3Mirror" }).waitFor();
  expect(await page.context().cookies()).not.toContainEqual(expect.objectContaining({ name: "__Host-s3mirror" }));
  await page.goto(`${world.page}/transfers/${id}`);
  await page.getByRole("heading", { name: "Sign in to S3Mirror" }).waitFor();
  expect(watched.faults).toEqual([]);
});

test("a link that was used or has expired says so and how to get another one", async () => {
  const watched = await watchPage(await browser.newContext());
  const { page } = watched;
  const used = await world.makeSignInLink("viewer");
  await page.goto(used);
  await page.getByRole("heading", { level: 1, name: "Transfers" }).waitFor();
  const expired = await world.makeSignInLink("viewer");
  await world.ledger.run(anyRow, "update sign_in_links set expires_at = clock_timestamp() where used_at is null", {});
  for (const [link, why] of [
    [used, "The link was used already; each signs in once."],
    [expired, "The link has expired."],
    [`${world.page}/sign-in#s3l_cut`, "The address holds no complete sign-in link."],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByRole("heading", { name: "You could not be signed in" }).waitFor();
    await page.getByText(why).waitFor();
    await page.getByText("Ask an administrator of S3Mirror.").waitFor();
    expect(new URL(page.url()).hash).toBe("");
    expect(await page.getByRole("button").count()).toBe(0);
  }
  watched.expectFault(/422 \(Unprocessable/);
  expect(watched.faults).toEqual([]);
});

test("another site cannot act with an operator's cookie, neither by form nor by script", async () => {
  const watched = await signInAs("operator", { world, browser });
  const { page } = watched;
  const cookie = await cookieOf(page);
  const refused = [
    await post({ cookie }),
    await post({ cookie, origin: "https://elsewhere.example" }),
    await post({ cookie, origin: world.page, "sec-fetch-site": "same-site" }),
  ];
  expect(refused.map(({ status, code }) => [status, code])).toEqual(refused.map(() => [403, "foreign_page"]));

  // Another port of this machine is another origin of the same site: the browser sends the cookie with it.
  const site = await startSite(
    `<title>elsewhere</title><form method="post" action="${world.page}${redrive()}"></form>`,
  );
  try {
    await page.goto(site.origin);
    const options = { method: "POST", mode: "no-cors", credentials: "include" };
    const byScript = page.evaluate(`fetch("${world.page}${redrive()}", ${JSON.stringify(options)})`);
    await expect(byScript).rejects.toThrow("Failed to fetch");
    const byForm = page.waitForResponse((answer) => answer.url().endsWith("/redrive"));
    await page.evaluate("document.forms[0].submit()");
    expect((await byForm).status()).toBe(403);
    expect((await (await byForm).request().allHeaders()).cookie).toContain("__Host-s3mirror=");
    await page.waitForURL(`${world.page}${redrive()}`);
  } finally {
    await site.close();
  }
  expect(await redrives()).toBe(0);
  await page.goto(`${world.page}/transfers/${id}`);
  await tryAgain(page).click();
  await page.getByRole("dialog").getByRole("button", { name: "Try again" }).click();
  await page.getByRole("dialog", { name: "1 file is being copied." }).getByRole("button", { name: "Close" }).click();
  await page.getByText("All files are here.").waitFor();
  expect(await redrives()).toBe(1);
});

const tryAgain = (page: Page) => page.getByRole("button", { name: /Try again/ });
const redrive = () => `/v1/transfers/${id}/redrive`;
const json = { method: "POST", headers: { "content-type": "application/json" }, body: "{}" };

async function post(headers: Record<string, string>): Promise<{ status: number; code: string }> {
  const answer = await fetch(`${world.page}${redrive()}`, { ...json, headers: { ...json.headers, ...headers } });
  return (await answer.json()) as { status: number; code: string };
}

async function cookieOf(page: Page): Promise<string> {
  const cookie = (await page.context().cookies()).find(({ name }) => name === "__Host-s3mirror");
  expect(cookie).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
  return `${cookie?.name}=${cookie?.value}`;
}

async function redrives(): Promise<number> {
  const { items } = await world.call<{ items: { redrives: number }[] }>("GET", `/v1/transfers/${id}/files`);
  return items.reduce((sum, file) => sum + file.redrives, 0);
}

/** Two files, of which we might not read one. Now we may, and nobody has noticed: whoever may try again moves it. */
async function makeBlockedTransfer(): Promise<string> {
  const objects = ["run/a.bam", "run/b.bam"].map((key, seed) => ({ key, size: 3_000_000, seed }));
  const { source, destination } = await world.makeBuckets("plate-4", objects);
  await world.allow(source, ["run/a.bam"]);
  const made = await world.call<{ id: string }>("POST", "/v1/transfers", {
    name: "Plate 4",
    source: { bucket: source, prefix: "run/" },
    destination: { bucket: destination, prefix: "run/" },
  });
  const hasEnded = async () => {
    const { state } = await world.call<{ state: string }>("GET", `/v1/transfers/${made.id}`);
    return state === "completed_with_failures";
  };
  await vi.waitUntil(hasEnded, { timeout: PATIENCE_MS });
  await world.allow(source, ["*"]);
  return made.id;
}
