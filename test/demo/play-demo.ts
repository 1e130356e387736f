import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";

const bin = fileURLToPath(new URL("../../cli/bin/s3mirror.mjs", import.meta.url));

/** Runs `s3mirror ARGS` to its end, as a user would. */
export async function s3mirror(args: string[]) {
  const child = spawn(process.execPath, [bin, ...args], {
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number | null>((done) => child.once("exit", done));
  const [code, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
  return { code, stdout, stderr };
}

/** Starts `s3mirror demo ARGS` in a temporary folder of its own. */
export async function startDemo(args: string[]) {
  const folder = await makeTemporaryFolder();
  const child = spawn(process.execPath, [bin, "demo", ...args], {
    env: { PATH: process.env.PATH, TMPDIR: folder.path },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const lines: string[] = [];
  const told = createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  const saidAll = once(told, "close").then(() => true);
  return {
    lines,
    /** The first line that matches, told already or still to come. */
    async line(pattern: RegExp): Promise<RegExpExecArray> {
      for (;;) {
        const found = lines.map((line) => pattern.exec(line)).find((match) => match !== null);
        if (found) return found;
        const isOver = await Promise.race([once(told, "line").then(() => false), saidAll]);
        if (isOver) throw new Error(`The demo ended without ${pattern}:\n${lines.join("\n")}`);
      }
    },
    /** The home of its stack. */
    async home(): Promise<string> {
      const name = (await readdir(folder.path)).find((entry) => entry.startsWith("s3mirror-demo-"));
      if (name === undefined) throw new Error(`No demo's home in ${folder.path}.`);
      return join(folder.path, name);
    },
    /** Its exit code, once it has ended by itself. */
    async ended(): Promise<number | null> {
      const [code] = await exited;
      await folder.remove();
      return code;
    },
    async close(): Promise<void> {
      child.kill("SIGTERM");
      await exited;
      await folder.remove();
    },
  };
}
