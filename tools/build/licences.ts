import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "./bundles.ts";
import type { ForeignPackage } from "./packages-in.ts";

/** The licence texts and notices of what was bundled, to be shipped with it: most licences ask for no more than that. */
export async function licencesOf(packages: ForeignPackage[]): Promise<string> {
  const texts = await Promise.all(packages.map(licenceOf));
  return `S3Mirror contains the following packages.\n\n${texts.join("\n\n")}`;
}

async function licenceOf({ name, version, license, folder }: ForeignPackage): Promise<string> {
  const files = (await readdir(join(checkout, folder))).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(join(checkout, folder, file), "utf8")));
  return [`=== ${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join("\n\n");
}
