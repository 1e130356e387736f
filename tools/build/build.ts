import { rm } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "./bundles.ts";
import { writeDistribution } from "./distribution.ts";

// npm run build: everything that is shipped, in dist/.
const dist = join(checkout, "dist");
await rm(dist, { recursive: true, force: true });
await writeDistribution(dist);
