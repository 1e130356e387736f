import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe } from "vitest";
import { root } from "./root.ts";

/** Describes what needs SST's components. Without them its tests are skipped, by name, with the command that brings them. */
export function describePrepared(name: string, tests: () => void): void {
  const isPrepared = existsSync(join(root, ".sst/provider-lock.json"));
  describe.skipIf(!isPrepared)(isPrepared ? name : `${name} (skipped: first run \`npm run infra:prepare\`)`, tests);
}

/** Milliseconds that a few evaluations may take on a machine that has much else to do; one takes 4 s of its time. */
export const evaluating = 240_000;
