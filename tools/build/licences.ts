import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "./bundles.ts";
import type { ForeignPackage } from "./packages-in.ts";

/**
 * Writes our licence into `folder`, and the licence texts and notices of what was bundled, to be shipped with it: most
 * licences ask for no more than that.
 */
export async function writeLicences(folder: string, packages: ForeignPackage[]): Promise<void> {
  await cp(join(checkout, "LICENSE"), join(folder, "LICENSE"));
  const texts = new Map<string, string>();
  for (const one of packages) texts.set(`${one.name} ${one.version}`, await licenceOf(one));
  const sorted = [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
  await writeFile(
    join(folder, "THIRD-PARTY-LICENSES.txt"),
    `S3Mirror contains the following packages.\n\n${sorted.join("\n\n")}`,
  );
}

async function licenceOf({ name, version, license, folder }: ForeignPackage): Promise<string> {
  const files = (await readdir(join(checkout, folder))).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(checkout, folder, file), "utf8")));
  return [`=== ${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n");
}
