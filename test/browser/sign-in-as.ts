import type { Browser, BrowserContextOptions } from "playwright-core";
import type { Role, World } from "./open-world.ts";
import { type WatchedPage, watchPage } from "./watch-page.ts";

/** A browser of its own with a person who has followed a one-time link and sees the list of transfers. */
export async function signInAs(
  role: Role,
  { world, browser, ...options }: { world: World; browser: Browser } & BrowserContextOptions,
): Promise<WatchedPage> {
  const watched = await watchPage(await browser.newContext({ timezoneId: "Europe/Vienna", ...options }));
  await watched.page.goto(await world.makeSignInLink(role));
  await watched.page.getByRole("heading", { level: 1, name: "Transfers" }).waitFor();
  return watched;
}
