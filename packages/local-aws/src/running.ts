import { readFile } from "node:fs/promises";

/** Whether a process lives. One that ended and was not yet waited for by its parent does not. */
export async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") return false;
  }
  const state = (await statOf(pid))?.[0];
  return state !== "Z" && state !== "X";
}

/** When a process started, to tell it from a later one of the same number; empty where the system does not say. */
export async function startOf(pid: number): Promise<string> {
  return (await statOf(pid))?.[19] ?? "";
}

/** The fields of Linux' /proc/PID/stat from the third (state) on; the second, the name, may hold anything. */
async function statOf(pid: number): Promise<string[] | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat === "" ? undefined : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}
