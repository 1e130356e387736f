import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { isRunning } from "@s3mirror/local-aws/running";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterEach } from "vitest";
import type { Endpoints } from "../endpoints.ts";
import type { StackOptions } from "../stack-options.ts";

const require = createRequire(import.meta.url);
/** Done after each test, the last one first. */
export const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A HOME_DIR that does not exist yet. */
export async function makeHome(): Promise<string> {
  const folder = await makeTemporaryFolder();
  cleanups.push(folder.remove);
  return join(folder.path, "home");
}

export type Run = {
  child: ChildProcess;
  exited: Promise<number | null>;
  errors: () => string;
  isReady: Promise<boolean>;
};

export const standInsOnly: StackOptions = { services: { coordinators: 0, copier: false } };

/** Starts a stack as a process of its own, on free ports. */
export function runStack(
  home: string,
  environment: Record<string, string> = {},
  options: StackOptions = standInsOnly,
): Run {
  const child = spawn(
    process.execPath,
    ["--import", require.resolve("tsx"), fileURLToPath(new URL("../main.ts", import.meta.url))],
    {
      env: {
        PATH: process.env.PATH,
        TMPDIR: process.env.TMPDIR,
        S3MIRROR_HOME: home,
        S3MIRROR_PORT: "0",
        S3MIRROR_STACK: JSON.stringify(options),
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const exited = once(child, "close").then(([code]) => code as number | null);
  const line = once(createInterface({ input: child.stdout }), "line").then(() => true);
  const isReady = Promise.race([line, exited.then(() => false)]);
  cleanups.push(async () => {
    child.kill("SIGTERM");
    await exited;
  });
  return { child, exited, errors: () => errors, isReady };
}

export async function startedStack(...args: Parameters<typeof runStack>): Promise<Run> {
  const run = runStack(...args);
  if (!(await run.isReady)) throw new Error(`the stack did not start: ${run.errors()}`);
  return run;
}

export const readEndpoints = async (home: string): Promise<Endpoints> =>
  JSON.parse(await readFile(join(home, "endpoints.json"), "utf8"));

export async function pidsOf(home: string): Promise<number[]> {
  return (await readEndpoints(home)).processes.map(({ pid }) => pid);
}

export const noneRuns = (pids: number[]): boolean => !pids.some(isRunning);
