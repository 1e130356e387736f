import { join, resolve } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** Where `npm run infra:prepare` puts SST's real components. */
export const platform = join(root, ".sst/platform");
