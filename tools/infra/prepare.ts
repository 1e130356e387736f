import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../test/infra/root.ts";
import { prepareOnce } from "./prepare-once.ts";

const providers = join(root, ".sst/provider-lock.json");
const bin = (name: string) => join(root, "node_modules/.bin", name);
const longestMs = 10 * 60_000;

const [config, sst] = await Promise.all(["sst.config.ts", "node_modules/sst/package.json"].map(read));
const wanted = createHash("sha256").update(`${config}\0${sst}`).digest("hex");
const stamp = join(root, "node_modules/.infra-prepared");

try {
  await prepareOnce({ stamp, wanted, result: providers, install });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

/** Puts SST's components, which are no part of its package, and Pulumi's providers into .sst. */
async function install(): Promise<void> {
  process.stdout.write(
    "Fetching SST's components from npm, once: the infrastructure is tested with them (a minute or two).\n",
  );
  const { version } = JSON.parse(String(sst)) as { version: string };
  await askRegistry(version);
  const child = spawn(bin("sst"), ["install", "--stage", "test"], {
    cwd: root,
    env: { ...process.env, SST_TELEMETRY_DISABLED: "1", SST_SKIP_DEPENDENCY_CHECK: "1", SST_NO_BUN: "1" },
    stdio: ["ignore", "inherit", "inherit"],
    timeout: longestMs,
  });
  const [code] = await once(child, "exit");
  if (code !== 0 || !existsSync(providers))
    throw new Error(notFetched(`sst install ended with ${code ?? "no answer"}`));
}

/** `sst install` waits for minutes for a registry that does not answer; this asks first, for half a minute. */
async function askRegistry(version: string): Promise<void> {
  const argv = ["view", `sst@${version}`, "version", "--fetch-retries=1", "--fetch-timeout=15000", "--prefer-online"];
  await promisify(execFile)("npm", argv, { cwd: root, timeout: 60_000 }).catch((error: { stderr?: string }) => {
    const reason = /npm error code (\w+)/.exec(error.stderr ?? "")?.[1] ?? "no answer";
    throw new Error(notFetched(`the npm registry did not answer (${reason})`));
  });
}

function notFetched(why: string): string {
  return `SST's components could not be fetched: ${why}. Every test of the infrastructure needs them, once: let this machine reach the npm registry that \`npm config get registry\` names, and run \`npm test\` again.`;
}

function read(path: string): Promise<string> {
  return readFile(join(root, path), "utf8");
}
