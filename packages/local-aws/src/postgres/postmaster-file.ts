import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { currentPostgresFolder } from "./home.ts";

/** What `postmaster.pid` says: line 1 is the process id, line 8 the status, padded with spaces. */
export type PostmasterFile = { pid: number; isReady: boolean };

/** @returns undefined while there is no such file, or Postgres has not written it to the end. */
export async function readPostmasterFile(clusterFolder: string): Promise<PostmasterFile | undefined> {
  const text = await readFile(join(clusterFolder, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  return { pid, isReady: (lines[7] ?? "").trim() === "ready" };
}

/** The postmaster that runs on a data directory now, for those who mean to kill it. */
export async function readPostmasterPid(dataDir: string): Promise<number | undefined> {
  const clusterFolder = join(await currentPostgresFolder(dataDir), "cluster");
  const file = await readPostmasterFile(clusterFolder);
  return file !== undefined && (await isPostmasterOf(file.pid, clusterFolder)) ? file.pid : undefined;
}

/**
 * Ends whatever an earlier life left behind: a postmaster still running on this cluster is shut down, a file whose
 * process is gone or is somebody else's by now is removed (Postgres itself takes a reused process id for a rival).
 */
export async function endLeftoverPostmaster(clusterFolder: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (let round = 0; ; round += 1) {
    const left = await readPostmasterFile(clusterFolder);
    if (left === undefined) return;
    if (!(await isPostmasterOf(left.pid, clusterFolder))) {
      await rm(join(clusterFolder, "postmaster.pid"), { force: true });
      return;
    }
    if (round === 0) process.kill(left.pid, "SIGINT");
    if (round === 100) process.kill(left.pid, "SIGQUIT");
    if (Date.now() > deadline) throw new Error(`Postgres process ${left.pid} on ${clusterFolder} does not end.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function isPostmasterOf(pid: number, clusterFolder: string): Promise<boolean> {
  const commandLine =
    process.platform === "linux"
      ? await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
      : await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).then(
          ({ stdout }) => stdout,
          () => "",
        );
  return commandLine.includes(clusterFolder);
}
