import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { checkout } from "./bundles.ts";

const packageJson = z.object({ name: z.string(), version: z.string(), license: z.string().default("UNKNOWN") });

/** One npm package of somebody else's, and its folder from the checkout's root. */
export type ForeignPackage = z.infer<typeof packageJson> & { folder: string };

/** The npm packages that these source paths come from (as esbuild tells them), each once, by name. */
export async function packagesIn(paths: Iterable<string>): Promise<ForeignPackage[]> {
  const folders = new Set<string>();
  for (const path of paths) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  const packages: ForeignPackage[] = [];
  for (const folder of folders) {
    const text = await readFile(join(checkout, folder, "package.json"), "utf8");
    packages.push({ ...packageJson.parse(JSON.parse(text)), folder });
  }
  return packages.sort((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1));
}
