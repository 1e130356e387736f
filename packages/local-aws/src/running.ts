import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** When a process started, in its system's own words: with its pid this names a process for good. */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform !== "linux") {
      return execFileSync("ps", ["-o", "lstart=", "-p", `${pid}`], { encoding: "utf8" }).trim() || undefined;
    }
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return state === "Z" || state === "X" ? undefined : fields[18];
  } catch {
    return undefined;
  }
}

/** Whether a process lives. One that ended and was not yet waited for by its parent does not. */
export function isRunning(pid: number): boolean {
  return processStart(pid) !== undefined;
}
