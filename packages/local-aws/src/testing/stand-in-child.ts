import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

export type StandInChild = { url: string; pid: number; child: ChildProcess; exited: Promise<number | null> };

/** Starts a stand-in's `main.ts` (path below `src/`) as its users do and waits until it is ready. */
export async function startStandInChild(main: string, config: unknown): Promise<StandInChild> {
  const path = fileURLToPath(new URL(`../${main}`, import.meta.url));
  const child = spawn(process.execPath, ["--import", require.resolve("tsx"), path], {
    env: { PATH: process.env.PATH, LOCAL_AWS_CONFIG: JSON.stringify(config) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit").then(([code]) => code as number | null);
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line) as { url: string };
    return { url, pid: child.pid ?? 0, child, exited };
  }
  throw new Error(`${main} ended before it was ready, with code ${await exited}`);
}
