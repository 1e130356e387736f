import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchBrowser } from "../../test/browser/launch.ts";
import { openWorld } from "../../test/browser/open-world.ts";
import { signInAs } from "../../test/browser/sign-in-as.ts";
import { openLaboratory } from "./laboratory.ts";
import { type Picture, takePictures } from "./take-pictures.ts";

/**
 * Takes every picture in docs/pictures anew, of the page as it stands, while a real fleet on this machine moves a
 * laboratory's deliveries: by day and by night at 1,152 px, and on a phone of 390 px.
 */
const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

const home = await mkdtemp(join(tmpdir(), "s3mirror-pictures-"));
const world = await openWorld(
  {
    homeDir: join(home, "stack"),
    fleet: { min: 2, max: 2 },
    // Slow enough to be watched.
    storage: { latency: { requestMs: 20, copyBytesPerSecond: 250_000_000 } },
    // It is a person who tries again, not the prober.
    serviceEnvironment: { S3MIRROR_PROBE_SCHEDULE_SECONDS: "86400", S3MIRROR_COPIER_GATE: "32" },
  },
  console.log,
);
const browser = await launchBrowser(home);
try {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const signInPage = { name: "sign-in", url: `${world.page}/sign-in`, prepare: untilText("Sign in to S3Mirror") };
  await takePictures(signInPage, { browser, folder });

  const { page } = await signInAs("operator", { world, browser });
  const storageState = await page.context().storageState();
  const take = async (name: string, path: string, prepare: Picture["prepare"], isWindow = false) => {
    await takePictures({ name, url: `${world.page}${path}`, prepare, isWindow }, { browser, folder, storageState });
    console.log(`docs/pictures/${name}*.png`);
  };
  await take("list-empty", "/", untilText("No transfers yet"));

  const { deliver, until, remedy } = await openLaboratory(world);
  const earlier = await Promise.all([deliver("2026-09-B"), deliver("2026-10-C")]);
  for (const id of earlier) await until(id, ({ state }) => state === "completed");
  const id = await deliver("2026-11-A");
  const transfer = `/transfers/${id}`;
  await until(id, ({ bytes }) => bytes.total !== null && bytes.copied > 0.5 * bytes.total);
  await take("list", "/", untilText("Northlab run 2026-11-A"));
  await take("transfer", transfer, seeToTheEnd);
  await take("files-copying", `${transfer}?tab=copying#files`, untilText("Copying"), true);
  await take("files-not-found", `${transfer}?q=no+such+name#files`, untilText("No file is like that"), true);

  await until(id, ({ counts }) => counts.total === counts.copied + counts.deadLettered);
  await take("transfer-waits", transfer, seeToTheEnd);
  await take("file-refused", `${transfer}?tab=attention&file=96`, untilDrawer, true);
  await remedy(id);
  await until(id, ({ state }) => state === "completed");
  await take("transfer-complete", transfer, seeToTheEnd);
  await take("file-copied", `${transfer}?file=96`, untilDrawer, true);
  await take("list-complete", "/", untilText("Northlab run 2026-11-A"));
} finally {
  await browser.close();
  await world.close();
  await rm(home, { recursive: true, force: true, maxRetries: 3 });
}

function untilText(text: string): Picture["prepare"] {
  return (page) => page.getByText(text).first().waitFor();
}

async function untilDrawer(page: Page): Promise<void> {
  await page.getByRole("dialog").getByText("Attempts").waitFor();
}

/** What is further down is fetched only when it comes near. */
async function seeToTheEnd(page: Page): Promise<void> {
  const end = page.getByRole("heading", { name: "What happened" });
  while (!(await end.isVisible())) {
    await page.mouse.wheel(0, 2_000);
    await page.waitForLoadState("networkidle");
  }
  await page.getByRole("img", { name: /^Speed over time/ }).waitFor();
  await page.evaluate("window.scrollTo(0, 0)");
}
