import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { expect, test } from "vitest";
import { prepareHome, StackRefused } from "./home.ts";

test("a folder is made with those above it, and may be there already", async () => {
  const folder = await makeTemporaryFolder();
  try {
    const home = join(folder.path, "deep", "down");
    expect(await prepareHome(home)).toBe(home);
    expect(await prepareHome(home)).toBe(home);
    expect((await stat(join(home, "logs"))).isDirectory()).toBe(true);
  } finally {
    await folder.remove();
  }
});

test("a place that can hold no folder is refused with its name and the remedy, and does not keep anybody waiting", async () => {
  const folder = await makeTemporaryFolder();
  try {
    const file = join(folder.path, "file");
    await writeFile(file, "");
    for (const home of [file, join(file, "below"), "/proc/s3mirror"]) {
      const refused = await prepareHome(home).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(StackRefused);
      expect(String(refused)).toContain(`The folder ${home} cannot be used`);
      expect(String(refused)).toContain("--home DIR");
    }
  } finally {
    await folder.remove();
  }
});
