import { type ChildProcess, spawn } from "node:child_process";
import { open, readFile, stat, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { PostgresHome } from "./home.ts";
import { endLeftoverPostmaster, readPostmasterFile } from "./postmaster-file.ts";

export type PostmasterInput = {
  home: PostgresHome;
  clusterFolder: string;
  port: number;
  settings: Record<string, string>;
};

export type Postmaster = {
  pid: number;
  /** Settles when the process is gone, whoever ended it. */
  ended: Promise<void>;
  /** Fast shutdown; SIGQUIT after 10 s. */
  stop(): Promise<void>;
};

const keptLogBytes = 16 * 1024 * 1024;

/**
 * Runs one postmaster until it says it is ready for connections.
 * @throws Error with the end of Postgres' own log when it ends instead.
 */
export async function runPostmaster(input: PostmasterInput): Promise<Postmaster> {
  await endLeftoverPostmaster(input.clusterFolder);
  const logFile = join(input.home.folder, "postgres.log");
  const logged = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  if (logged > keptLogBytes) await truncate(logFile);
  const logStart = logged > keptLogBytes ? 0 : logged;
  const log = await open(logFile, "a", 0o600);
  const settings = Object.entries(input.settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const child = spawn(
    input.home.binaries.postgres,
    ["-D", input.clusterFolder, "-p", String(input.port), ...settings],
    {
      ...input.home.runAs,
      cwd: input.home.folder,
      env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", log.fd, log.fd],
      // In a group of its own: Ctrl-C on the terminal must not stop the database under those who are still writing.
      detached: true,
    },
  );
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  await log.close();
  if (child.pid === undefined) throw new Error(`${input.home.binaries.postgres} could not be started.`);
  const leash = holdOnLeash(child.pid);
  void ended.then(() => leash.kill("SIGKILL"));
  while (!(await isReady(input.clusterFolder, child.pid))) {
    if (child.exitCode !== null || child.signalCode !== null) {
      const text = (await readFile(logFile)).subarray(logStart).toString().slice(-2_000);
      throw new Error(`Postgres ended instead of starting on port ${input.port}:\n${text}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  return { pid: child.pid, ended, stop: () => stop(child, ended) };
}

async function isReady(clusterFolder: string, pid: number): Promise<boolean> {
  const file = await readPostmasterFile(clusterFolder);
  return file?.pid === pid && file.isReady;
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill("SIGINT");
  const late = setTimeout(() => child.kill("SIGQUIT"), 10_000);
  await ended;
  clearTimeout(late);
}

/**
 * A postmaster lives on when its parent is killed with SIGKILL. This shell waits on a pipe that only we hold: when we
 * end, however that happens, the pipe closes and it shuts Postgres down.
 */
function holdOnLeash(pid: number): ChildProcess {
  const leash = spawn("/bin/sh", ["-c", 'read -r _; kill -INT "$1"', "sh", String(pid)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: {},
  });
  leash.stdin?.on("error", () => undefined);
  leash.unref();
  return leash;
}
