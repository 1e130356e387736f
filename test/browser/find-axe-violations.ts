import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

export type Theme = "light" | "dark";

/** What axe finds wrong on a page as it stands, in each theme of the system's: rule, help, where and why. Empty = nothing. */
export async function findAxeViolations(page: Page, themes: readonly Theme[] = ["light", "dark"]): Promise<string[]> {
  const found: string[] = [];
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
    // The new theme is painted with the next frame, not with the call.
    await page.evaluate("new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))");
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, help, nodes } of violations) {
      const places = nodes.map(({ target, any }) => `${target.join(" ")} (${any.map(({ message }) => message)})`);
      found.push(`${theme}: ${id}: ${help}: ${places.join(", ")}`);
    }
  }
  return found;
}
