import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { documentPath } from "./generate.ts";

const run = promisify(execFile);

/**
 * The document that clients may already rely on, found without any network: on a branch that of the commit where the
 * branch left `main`; on `main` itself that of the commit before (its first parent, so a merge is judged as a whole).
 * Where git or its history is missing (a tarball, a shallow clone) it is the committed file: then only what was not
 * committed yet is judged. Before there was any document it is empty.
 * @param folder root of the checkout
 */
export async function lastLandedDocument(
  folder = fileURLToPath(new URL("../../../", import.meta.url)),
): Promise<unknown> {
  const git = async (...args: string[]): Promise<string | null> =>
    await run("git", ["-C", folder, ...args], { maxBuffer: 64 * 1024 * 1024 }).then(
      ({ stdout }) => stdout,
      () => null,
    );
  const head = (await git("rev-parse", "HEAD"))?.trim();
  const main = (await git("rev-parse", "--verify", "origin/main")) ?? (await git("rev-parse", "--verify", "main"));
  const fork = main && (await git("merge-base", "HEAD", main.trim()))?.trim();
  const landed = fork && fork !== head ? fork : "HEAD^";
  const committed = await git("show", `${landed}:${documentPath}`);
  return JSON.parse(committed ?? (await readFile(`${folder}/${documentPath}`, "utf8").catch(() => "{}")));
}
