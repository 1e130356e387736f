import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { findFreePort } from "@s3mirror/local-aws/free-port";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { imageNames, writeImage } from "../../tools/build/image.ts";
import { copierEnvironment } from "../copier/copier-environment.ts";
import { type CopierWorld, openCopierWorld } from "../copier/open-copier-world.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
// The page may have to be built first.
const buildTimeoutMs = 300_000;
let folder: { path: string; remove: () => Promise<void> };
let world: CopierWorld;

/** What the last stage of each Dockerfile copies, in a folder that nobody may write to. */
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  for (const name of imageNames) await writeImage(name, join(folder.path, name));
  await run("chmod", ["-R", "a-w,a+rX", folder.path]);
  world = await openCopierWorld();
}, buildTimeoutMs);
afterAll(async () => {
  await world.close();
  await run("chmod", ["-R", "u+w", folder.path]);
  await folder.remove();
});

type Program = { child: ChildProcess; ended: Promise<unknown[]>; said: () => string };
const running: Program[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) {
    one.child.kill("SIGKILL");
    await one.ended;
  }
});

/** Starts an image's program as its Dockerfile does: in its folder, as an ordinary user, who has no home. */
function start(name: string, program: string, env: Record<string, string>): Program {
  const child = spawn(process.execPath, [program], {
    cwd: join(folder.path, name),
    ...(process.getuid?.() === 0 && { uid: 65_534, gid: 65_534 }),
    env: { NODE_ENV: "production", HOME: "/nonexistent", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const one = { child, ended: once(child, "exit"), said: () => said };
  running.push(one);
  return one;
}

/** The code it exits with after SIGTERM. */
async function stop({ child, ended }: Program): Promise<unknown> {
  child.kill("SIGTERM");
  const [code] = await ended;
  return code;
}

const settings = () => copierEnvironment(world);

const answers = (url: string) =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );

test("the coordinator's image answers /healthz, and ends on SIGTERM", async () => {
  const port = await findFreePort();
  const coordinator = start("coordinator", "coordinator.mjs", {
    ...settings(),
    S3MIRROR_PORT: `${port}`,
    S3MIRROR_COPY_DLQ_URL: world.queueUrl("needs-action"),
    S3MIRROR_ALERTS_TOPIC_ARN: "arn:aws:sns:eu-central-1:111111111111:alerts",
    S3MIRROR_ECS_CLUSTER: "test",
    S3MIRROR_ECS_COPIER_SERVICE: "copier",
    S3MIRROR_FLEET_MIN: "0",
    S3MIRROR_FLEET_MAX: "1",
  });
  await waitUntil("it answers", () => answers(`http://127.0.0.1:${port}/healthz`));
  expect(await answers(`http://127.0.0.1:${port}/docs`)).toBe(true);
  expect(await stop(coordinator), coordinator.said()).toBe(0);
});

test("the copier's image copies a file, and ends on SIGTERM", async () => {
  const copier = start("copier", "copier.mjs", settings());
  const etag = await world.put("run/a.txt", "ACGT");
  const id = await world.transfer({ files: [{ key: "run/a.txt", sizeBytes: 4, etag }] });
  await waitUntil("it is copied", async () => (await world.file(id, 1)).state === "copied");
  expect(await stop(copier), copier.said()).toBe(0);
});

test("the page's image answers without a coordinator, and ends on SIGTERM", async () => {
  const port = await findFreePort();
  const web = start("web", "web/server.js", {
    PORT: `${port}`,
    HOSTNAME: "127.0.0.1",
    S3MIRROR_API_URL: "http://127.0.0.1:1",
  });
  await waitUntil("it answers", () => answers(`http://127.0.0.1:${port}/sign-in`));
  // Next's own way to say that SIGTERM ended it: 128 + 15.
  expect(await stop(web), web.said()).toBe(143);
  expect(web.said()).not.toMatch(/EROFS|EACCES|read-only/i);
});

const locked = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), dev: z.boolean().default(false) })),
});
const bill = z.object({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.literal("1.6"),
  components: z
    .array(
      z.object({
        group: z.string().optional(),
        name: z.string(),
        version: z.string(),
        purl: z.string().startsWith("pkg:npm/"),
        hashes: z.array(z.object({ alg: z.literal("SHA-512"), content: z.string().length(128) })).length(1),
      }),
    )
    .min(10),
});

describe.each(imageNames)("the image of %s", (name) => {
  test("holds its program, and neither tests, source maps nor anything else of the checkout", async () => {
    const top = (await readdir(join(folder.path, name))).sort();
    const program = name === "web" ? ["node_modules", "web"] : [`${name}.mjs`];
    expect(top).toEqual(["LICENSE", "THIRD-PARTY-LICENSES.txt", "sbom.cdx.json", ...program].sort());
    const entries = await readdir(join(folder.path, name), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(join(folder.path, name), join(entry.parentPath, entry.name)));
    expect(files.filter((file) => /\.map$|\.(test|spec)\.|\.tsx?$|\.node$|(^|\/)\.env/.test(file))).toEqual([]);
  });

  test("names every package that is in it, and none that only builds or tests need", async () => {
    const text = await readFile(join(folder.path, name, "sbom.cdx.json"), "utf8");
    const { components } = bill.parse(JSON.parse(text));
    const { packages } = locked.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
    const named = components.map(({ group, name: short }) => (group ? `${group}/${short}` : short));
    const versions = new Set(components.map(({ version }, at) => `${named[at]} ${version}`));
    const development = Object.entries(packages)
      .filter(([, { dev }]) => dev)
      .map(([path, { version }]) => `${path.replace(/^.*node_modules\//, "")} ${version}`);
    expect(development.filter((one) => versions.has(one))).toEqual([]);
    const shipped = name === "web" ? await packagesBelow(join(folder.path, name, "node_modules")) : ["zod", "pino"];
    expect(shipped.filter((one) => !named.includes(one))).toEqual([]);
  });

  test("is built on one pinned Node, as no administrator, and is led to SIGTERM directly", async () => {
    const lines = (await readFile(join(root, name === "web" ? name : `services/${name}`, "Dockerfile"), "utf8")).split(
      "\n",
    );
    const bases = lines.filter((line) => line.startsWith("FROM ")).map((line) => / (node:\S+)/.exec(line)?.[1]);
    expect(bases).toEqual([bases[0], bases[0]]);
    expect(bases[0]).toMatch(/^node:\d+\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/);
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith("FROM ")));
    expect(last.filter((line) => /^(COPY|ADD|RUN) /.test(line))).toEqual([
      `COPY --from=build /src/dist/images/${name} ./`,
    ]);
    expect(last).toContain("USER 1000:1000");
    expect(last).toContain(`CMD ["node", "${name === "web" ? "web/server.js" : `${name}.mjs`}"]`);
  });
});

async function packagesBelow(modules: string): Promise<string[]> {
  const names = await readdir(modules);
  const scoped = names.filter((name) => name.startsWith("@"));
  const inScopes = await Promise.all(
    scoped.map(async (scope) => (await readdir(join(modules, scope))).map((name) => `${scope}/${name}`)),
  );
  return [...names.filter((name) => !name.startsWith("@")), ...inScopes.flat()];
}
