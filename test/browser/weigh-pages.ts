import type { Browser, Page } from "playwright-core";
import type { World } from "./open-world.ts";
import { signInAs } from "./sign-in-as.ts";

/** Bytes of scripts as they came over the wire into an empty cache. */
export type Weight = {
  /** Until the page was there and asked for nothing more. */
  opened: number;
  /** Once everything on it was seen and opened as well; each script counts once. */
  whole: number;
};

/** What the scripts of each page weigh. `transferId` names a transfer whose speed was measured, of ten files at least. */
export async function weighPages(input: {
  world: World;
  browser: Browser;
  transferId: string;
}): Promise<
  Record<"sign in" | "the list" | "a transfer" | "a new transfer" | "routes" | "laboratories" | "alerts", Weight>
> {
  const { world, browser, transferId } = input;
  const { page } = await signInAs("operator", { world, browser });
  const signedIn = await page.context().storageState();

  async function weigh(path: string, open: Step, seeAll: Step = async () => undefined): Promise<Weight> {
    const context = await browser.newContext({ storageState: signedIn });
    const visited = await context.newPage();
    const scripts: Promise<number>[] = [];
    visited.on("requestfinished", (request) => {
      if (request.resourceType() === "script") scripts.push(request.sizes().then((sizes) => sizes.responseBodySize));
    });
    const weightAfter = async (step: Step) => {
      await step(visited);
      await visited.waitForLoadState("networkidle");
      return (await Promise.all(scripts)).reduce((sum, size) => sum + size, 0);
    };
    await visited.goto(`${world.page}${path}`);
    const opened = await weightAfter(open);
    const whole = await weightAfter(seeAll);
    await context.close();
    return { opened, whole };
  }

  return {
    "sign in": await weigh("/sign-in", (visited) => visited.getByRole("heading", { level: 1 }).waitFor()),
    "the list": await weigh("/", (visited) => visited.getByRole("heading", { level: 2 }).first().waitFor()),
    "a transfer": await weigh(
      `/transfers/${transferId}`,
      (visited) => visited.getByRole("table", { name: "Files" }).waitFor(),
      async (visited) => {
        await scrollToEnd(visited);
        await visited.getByRole("img", { name: /^Speed over time/ }).waitFor();
        await scrollToEnd(visited);
        await visited.getByRole("heading", { name: "What happened" }).waitFor();
        await visited.getByRole("table", { name: "Files" }).getByRole("link").first().click();
        await visited.getByRole("dialog").getByText("Attempts").waitFor();
        await visited.keyboard.press("Escape");
        await visited.getByRole("button", { name: "Cancel transfer" }).click();
        await visited.getByRole("dialog").getByText("What stays").waitFor();
      },
    ),
    "a new transfer": await weigh("/new", (visited) => visited.getByRole("heading", { level: 1 }).waitFor()),
    routes: await weigh("/routes", (visited) => visited.getByRole("heading", { level: 1 }).waitFor()),
    laboratories: await weigh("/vendors", (visited) => visited.getByRole("heading", { level: 1 }).waitFor()),
    alerts: await weigh("/recipients", (visited) => visited.getByRole("heading", { level: 1 }).waitFor()),
  };
}

type Step = (visited: Page) => Promise<unknown>;

async function scrollToEnd(page: Page): Promise<void> {
  await page.evaluate("window.scrollTo(0, document.body.scrollHeight)");
}
