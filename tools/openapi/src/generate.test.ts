import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { findBreakingChanges } from "./breaking-changes.ts";
import { generate } from "./generate.ts";
import { lastLandedDocument } from "./last-landed.ts";

it("the committed document and the client's types are what the routes say: else run `npm run openapi`", async () => {
  for (const { path, text } of (await generate()).files) expect(await readFile(path, "utf8"), path).toBe(text);
});

it("nothing that clients of the last landed document rely on is gone", async () => {
  expect(findBreakingChanges(await lastLandedDocument(), (await generate()).document)).toEqual([]);
});
