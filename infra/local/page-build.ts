import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { access, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { tryLock } from "./lock-file.ts";
import { plainEnvironment } from "./site.ts";

const require = createRequire(import.meta.url);
const checkout = fileURLToPath(new URL("../../", import.meta.url));
const web = join(checkout, "web");
const program = join(web, ".next/standalone/web/server.js");
const builtFrom = join(web, ".next/built-from");
/** What the page is made of, from the checkout's root. */
const sources = ["web", "packages/core/src", "package-lock.json"];
const notSources = new Set([".next", "node_modules", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

/**
 * Builds the page (`npm run build -w web`) where it was not built yet or its sources changed since. One process builds,
 * others wait for it. What the build says goes to `logFile`.
 * @returns the path of the program that serves it. @throws Error with the end of the log where it cannot be built.
 */
export async function buildPage(input: {
  logFile: string;
  tell: (line: string) => void;
  signal: AbortSignal;
}): Promise<string> {
  const lock = await lockWhenFree(join(checkout, "node_modules/.page-build.lock"), input.signal);
  try {
    const now = await hashSources();
    if ((await readFile(builtFrom, "utf8").catch(() => "")) === now && (await exists(program))) return program;
    input.tell("Building the page; it is built again only when its sources change.");
    await runBuild(now.slice(0, 16), input.logFile, input.signal);
    await writeFile(builtFrom, now);
    return program;
  } finally {
    await lock.release();
  }
}

async function lockWhenFree(path: string, signal: AbortSignal) {
  for (;;) {
    signal.throwIfAborted();
    const lock = await tryLock(path);
    if ("release" in lock) return lock;
    await sleep(200, undefined, { signal });
  }
}

/** SHA-256 over the names and contents of all sources, in order. */
async function hashSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const path of (await Promise.all(sources.map(listFiles))).flat().sort()) {
    hash
      .update(`${path}\0`)
      .update(await readFile(join(checkout, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

async function listFiles(path: string): Promise<string[]> {
  const entries = await readdir(join(checkout, path), { withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  const own = entries.filter(({ name }) => !notSources.has(name));
  const lists = own.map((entry) => {
    const below = `${path}/${entry.name}`;
    return entry.isDirectory() ? listFiles(below) : [below];
  });
  return (await Promise.all(lists)).flat();
}

/** `version` names what is built: pages notice by it that another one is served. */
async function runBuild(version: string, logFile: string, signal: AbortSignal): Promise<void> {
  const log = openSync(logFile, "w", 0o600);
  const leader = fileURLToPath(new URL("tied-command.ts", import.meta.url));
  const child = spawn(
    process.execPath,
    ["--import", require.resolve("tsx"), leader, "npm", "run", "build", "--workspace", "web"],
    {
      cwd: checkout,
      env: {
        ...plainEnvironment(),
        HOME: process.env.HOME,
        TMPDIR: process.env.TMPDIR,
        NEXT_TELEMETRY_DISABLED: "1",
        PAGE_VERSION: version,
      },
      stdio: ["pipe", log, log],
      detached: true,
    },
  );
  closeSync(log);
  const stop = () => child.stdin?.end();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  const [code] = await once(child, "exit").finally(() => signal.removeEventListener("abort", stop));
  signal.throwIfAborted();
  if (code === 0) return;
  const said = await readFile(logFile, "utf8").catch(() => "");
  throw new Error(`The page could not be built. The end of ${logFile}:\n${said.slice(-2_000)}`);
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
