import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export type Picture = {
  name: string;
  url: string;
  /** What is done before it is taken, and waited for. */
  prepare: (page: Page) => Promise<unknown>;
  /** A drawer lies over the window, not over the whole page. */
  isWindow?: boolean;
};

const looks: Record<string, BrowserContextOptions> = {
  "": { colorScheme: "light", viewport: { width: 1_152, height: 720 } },
  "-dark": { colorScheme: "dark", viewport: { width: 1_152, height: 720 } },
  "-phone": { colorScheme: "light", viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
};

/** Whoever clones the project fetches them all. */
const MOST_BYTES = 300_000;

/**
 * Takes a picture by day, by night and on a phone: `name.png`, `name-dark.png`, `name-phone.png` in the folder.
 * @throws Error naming one that has more than 300 kB: it shows too much
 */
export async function takePictures(
  { name, url, prepare, isWindow = false }: Picture,
  { browser, folder, storageState }: { browser: Browser; folder: string } & Pick<BrowserContextOptions, "storageState">,
): Promise<void> {
  for (const [suffix, look] of Object.entries(looks)) {
    const context = await browser.newContext({
      timezoneId: "Europe/Vienna",
      reducedMotion: "reduce",
      ...(storageState !== undefined && { storageState }),
      ...look,
    });
    const page = await context.newPage();
    await page.goto(url);
    await prepare(page);
    const path = join(folder, `${name}${suffix}.png`);
    await page.screenshot({ path, fullPage: !isWindow });
    await context.close();
    const { size } = await stat(path);
    if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes; a picture may have ${MOST_BYTES}.`);
  }
}
