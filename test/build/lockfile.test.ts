import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";

const root = fileURLToPath(new URL("../../", import.meta.url));
const versions = z.record(z.string(), z.string()).default({});
const locked = z.object({
  link: z.boolean().default(false),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  hasInstallScript: z.boolean().default(false),
  dependencies: versions,
  devDependencies: versions,
});
type Locked = z.infer<typeof locked>;

const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(root, path), "utf8"));
let foreign: [string, Locked][];
let ours: [string, Locked][];

beforeAll(async () => {
  const { packages } = z.object({ packages: z.record(z.string(), locked) }).parse(await read("package-lock.json"));
  const all = Object.entries(packages).filter(([, { link }]) => !link);
  foreign = all.filter(([path]) => path.includes("node_modules/"));
  ours = all.filter(([path]) => !path.includes("node_modules/"));
});

test("every package that npm fetches is named by its SHA-512, and by no address: each registry must give the same", () => {
  expect(foreign.length).toBeGreaterThan(100);
  expect(foreign.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))).toEqual([]);
  expect(foreign.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test("whether a package may run its install script is decided in package.json for each that has one", async () => {
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(await read("package.json"));
  const withScript = foreign.filter(([, { hasInstallScript }]) => hasInstallScript);
  expect(Object.keys(allowScripts).sort()).toEqual(
    withScript.map(([path]) => path.replace(/^.*node_modules\//, "")).sort(),
  );
});

test("what we depend on is pinned to one version", () => {
  const asked = ours.flatMap(([path, { dependencies, devDependencies }]) =>
    Object.entries({ ...dependencies, ...devDependencies }).map(([name, version]) => `${path}: ${name} ${version}`),
  );
  expect(asked.length).toBeGreaterThan(20);
  expect(asked.filter((line) => !/ \d+\.\d+\.\d+(?:-[\w.]+)?$/.test(line))).toEqual([]);
});
