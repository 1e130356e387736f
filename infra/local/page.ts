import { existsSync } from "node:fs";
import { join } from "node:path";
import { exitWithParent } from "./exit-with-parent.ts";
import { StackRefused } from "./home.ts";
import { buildPage } from "./page-build.ts";
import { apiUrl, host, pageUrl, plainEnvironment, type Site, start } from "./site.ts";
import type { StackSettings } from "./stack-options.ts";

/** Whether there is a page to serve: a checkout always has one, a folder of bundles where it was put among them. */
export function hasPage({ bundlesDir }: StackSettings): boolean {
  return bundlesDir === undefined || existsSync(bundledPage(bundlesDir));
}

const bundledPage = (bundlesDir: string): string => join(bundlesDir, "web", "web", "server.js");

/**
 * The page's program: with bundles the one among them, in a checkout one that is built first where its sources changed.
 * @throws StackRefused where it cannot be built.
 */
export async function preparePage(site: Site, signal: AbortSignal): Promise<string> {
  const { bundlesDir } = site.settings;
  if (bundlesDir !== undefined) return bundledPage(bundlesDir);
  try {
    return await buildPage({ logFile: join(site.home, "logs", "page-build.log"), tell: site.tell, signal });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StackRefused(`${reason}\nWithout the page: --no-web.`, { cause });
  }
}

/** What the page is told: the same names as on AWS. */
export function pageEnvironment(site: Site): Record<string, string> {
  return {
    ...plainEnvironment(),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    PORT: `${site.ports.web}`,
    HOSTNAME: host,
    S3MIRROR_API_URL: apiUrl(site),
  };
}

/** Serves the page on its port, over the first coordinator's API. */
export async function startPage(site: Site, program: string): Promise<void> {
  await start(site, {
    role: "web",
    command: process.execPath,
    args: ["--import", exitWithParent, program],
    env: pageEnvironment(site),
    readiness: () => fetch(`${pageUrl(site)}/`, { redirect: "manual" }).then(({ status }) => status < 500),
    stopMs: 5_000,
  });
}
