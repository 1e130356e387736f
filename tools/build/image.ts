import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { billOfMaterials } from "./bill-of-materials.ts";
import { checkout, writeBundles } from "./bundles.ts";
import { writeLicences } from "./licences.ts";
import { type ForeignPackage, packagesIn } from "./packages-in.ts";
import { packagesOfPage, writePage } from "./page.ts";

export const imageNames = ["coordinator", "copier", "web"] as const;
export type ImageName = (typeof imageNames)[number];

/**
 * Writes into `folder` all that the image of this name has beside Node: the program, the licences of what is in it, and
 * its bill of materials (`sbom.cdx.json`).
 */
export async function writeImage(name: ImageName, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const packages = await writeProgram(name, folder);
  await writeLicences(folder, packages);
  const text = await readFile(join(checkout, "package.json"), "utf8");
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  const bill = await billOfMaterials(`s3mirror-${name}`, version, packages);
  await writeFile(join(folder, "sbom.cdx.json"), `${JSON.stringify(bill, null, 2)}\n`);
}

async function writeProgram(name: ImageName, folder: string): Promise<ForeignPackage[]> {
  if (name !== "web") return await packagesIn(await writeBundles(folder, [name]));
  await writePage(folder);
  return await packagesOfPage(folder);
}
