import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { findBreakingChanges } from "./breaking-changes.ts";
import { generate } from "./generate.ts";
import { lastLandedDocument } from "./last-landed.ts";

const { document, files } = await generate();
const landed = await lastLandedDocument();
for (const { path, text } of files) {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
for (const change of findBreakingChanges(landed, document)) {
  process.exitCode = 1;
  process.stderr.write(`breaking: ${change}\n`);
}
