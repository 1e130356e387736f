import { rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { checkout } from "./bundles.ts";
import { writeDistribution } from "./distribution.ts";
import { imageNames, writeImage } from "./image.ts";

// npm run build: everything that is shipped, in dist/: the npm package, and in dist/images/NAME what each image holds.
// npm run build -- NAME…: only what these images hold.
const dist = join(checkout, "dist");
const asked = z.array(z.enum(imageNames)).parse(process.argv.slice(2));
if (asked.length === 0) {
  await rm(dist, { recursive: true, force: true });
  await writeDistribution(dist);
}
for (const name of asked.length === 0 ? imageNames : asked) {
  const folder = join(dist, "images", name);
  await rm(folder, { recursive: true, force: true });
  await writeImage(name, folder);
}
