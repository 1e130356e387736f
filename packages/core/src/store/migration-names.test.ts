import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import { migrationNames } from "./migration-names.ts";

test("every migration stands in the list, by its number", async () => {
  const files = await readdir(new URL("./migrations/", import.meta.url));
  expect(files.sort(), "add it to migration-names.ts").toEqual([...migrationNames]);
});
