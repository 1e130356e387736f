import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Browser, chromium, type LaunchOptions } from "playwright-core";
import { findChromium } from "./chromium.ts";
import { PATIENCE_MS } from "./patience.ts";

/**
 * Starts a headless Chromium with folders of its own below `folder` (which outlives it: it keeps the unpacked program).
 * Names are not resolved at all and nothing runs in the background: it reaches 127.0.0.1 and nobody else. It and all its
 * pages have PATIENCE_MS for each step.
 */
export async function launchBrowser(folder: string): Promise<Browser> {
  const { executablePath, env } = await findChromium(folder);
  const own = await mkdtemp(join(folder, "browser-"));
  await mkdir(join(own, "tmp"));
  const browser = await launchAgainOnce({
    executablePath,
    timeout: PATIENCE_MS,
    env: {
      ...env,
      HOME: own,
      TMPDIR: join(own, "tmp"),
      XDG_CONFIG_HOME: own,
      XDG_CACHE_HOME: own,
      LANG: "en_GB.UTF-8",
    },
    args: [
      "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
      "--no-proxy-server",
      "--disable-background-networking",
      "--disable-domain-reliability",
      "--disable-component-update",
      "--no-pings",
      "--disable-gpu",
      "--font-render-hinting=none",
      "--force-color-profile=srgb",
    ],
  });
  const newContext = browser.newContext.bind(browser);
  // Playwright gives up after 30 s, and can be told otherwise only context by context.
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(30_000);
    return context;
  };
  browser.on("disconnected", () => void rm(own, { recursive: true, force: true, maxRetries: 3 }));
  return browser;
}

/** About one start in 140 of this Chromium dies of a segmentation fault before it shows a page: then it is started anew. */
async function launchAgainOnce(options: LaunchOptions): Promise<Browser> {
  try {
    return await chromium.launch(options);
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("SIGSEGV"))) throw error;
    return await chromium.launch(options);
  }
}
