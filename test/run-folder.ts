import { chmod, mkdtemp, readdir, readFile, readlink, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestProject } from "vitest/node";

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");

declare module "vitest" {
  interface ProvidedContext {
    runFolder: string;
  }
}

/**
 * Everything a run of the tests writes lies in one temporary folder of its own, so two runs, or two users, never meet;
 * at the end the folder goes, and a process that a test left behind fails the run.
 */
export default async function setUpRunFolder(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "s3mirror-run-"));
  // Postgres runs as another user under root and has to pass through.
  await chmod(folder, 0o711);
  const before = new Set(await listPids());
  process.env.TMPDIR = folder;
  project.provide("runFolder", folder);
  return async () => {
    const left = await leftBehind(folder, before);
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    if (left.length === 0) return;
    // vitest only prints what a teardown throws.
    process.exitCode = 1;
    throw new Error(`Tests left processes behind:\n${left.join("\n")}`);
  };
}

/** Waits up to 10 s for those that are just ending. Knows processes on Linux only: elsewhere nothing is left. */
async function leftBehind(folder: string, before: Set<number>): Promise<string[]> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const left: string[] = [];
    for (const pid of await listPids()) {
      if (before.has(pid) || pid === process.pid) continue;
      const seen = await look(pid);
      if (seen !== null && belongsTo(seen, folder)) left.push(`${pid} ${seen.command}`);
    }
    if (left.length === 0 || Date.now() > deadline) return left;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

type Seen = { command: string; environment: string; cwd: string; parent: number };

/** Those that name the run's folder, and orphans of this checkout; never vitest's own workers. */
function belongsTo({ command, environment, cwd, parent }: Seen, folder: string): boolean {
  if (parent === process.pid) return false;
  const isOurs = [command, cwd, environment].some((text) => text.includes(folder));
  return isOurs || (parent === 1 && cwd.startsWith(root));
}

async function listPids(): Promise<number[]> {
  const names = await readdir("/proc").catch(() => []);
  return names.map(Number).filter((pid) => Number.isInteger(pid));
}

/** null for one that ended meanwhile, is a zombie or is not ours to look into. */
async function look(pid: number): Promise<Seen | null> {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, "utf8");
  try {
    const [status, command, environment, cwd] = await Promise.all([
      read("status"),
      read("cmdline"),
      read("environ"),
      readlink(`/proc/${pid}/cwd`),
    ]);
    if (/^State:\tZ/m.test(status)) return null;
    const parent = Number(/^PPid:\t(\d+)/m.exec(status)?.[1]);
    return { command: command.replaceAll("\0", " ").trim(), environment, cwd, parent };
  } catch {
    return null;
  }
}
