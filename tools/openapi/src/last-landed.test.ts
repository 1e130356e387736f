import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { lastLandedDocument } from "./last-landed.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "s3mirror-landed-"));
  await mkdir(join(folder, "docs"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  promisify(execFile)("git", ["-C", folder, "-c", "user.name=a test", "-c", "user.email=test@example.com", ...args]);

async function write(version: number): Promise<void> {
  await writeFile(join(folder, "docs/openapi.json"), JSON.stringify({ version }));
}

async function commit(version: number): Promise<void> {
  await write(version);
  await git("add", ".");
  await git("commit", "-m", `version ${version}`);
}

it("is the document of the commit where a branch left main, and on main that of the commit before", async () => {
  await git("init", "-b", "main");
  await commit(1);
  await commit(2);
  await git("switch", "-c", "room");
  await commit(3);
  await commit(4);
  await write(5);
  expect(await lastLandedDocument(folder)).toEqual({ version: 2 });
  await git("checkout", ".");
  await git("switch", "main");
  await git("merge", "--no-ff", "room");
  expect(await lastLandedDocument(folder)).toEqual({ version: 2 });
});

it("is the committed file where there is no git, and empty before there was a document", async () => {
  expect(await lastLandedDocument(folder)).toEqual({});
  await write(1);
  expect(await lastLandedDocument(folder)).toEqual({ version: 1 });
});
