import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export type ServiceName = "coordinator" | "copier" | "postgres" | "rds-data" | "s3" | "sqs" | "sns" | "ecs";

const require = createRequire(import.meta.url);

/** How a service is started by path: its bundle where there are bundles, else its source in the checkout. */
export function serviceCommand(name: ServiceName, bundlesDir?: string): { command: string; args: string[] } {
  if (bundlesDir !== undefined) return { command: process.execPath, args: [join(bundlesDir, `${name}.mjs`)] };
  const isService = name === "coordinator" || name === "copier";
  const source = isService ? `services/${name}/src/main.ts` : `packages/local-aws/src/${name}/main.ts`;
  const path = fileURLToPath(new URL(`../../${source}`, import.meta.url));
  // Not the `tsx` command: killed with SIGKILL it would leave the real process alive.
  return { command: process.execPath, args: ["--import", require.resolve("tsx"), path] };
}
