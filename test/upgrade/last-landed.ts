import { execFile } from "node:child_process";
import { mkdir, readdir, readlink, realpath, symlink } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The root of the checkout that is tested. */
export const checkout = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/**
 * Puts the sources of the last landed build into `folder`, which is empty, ready to be run: on a branch where it left
 * `main`, on `main` itself the landing before. Its packages are those of this checkout, so that nothing is asked of a
 * registry: what is compared is our code.
 */
export async function checkOutLastLanded(folder: string): Promise<{ root: string; commit: string }> {
  const root = await realpath(folder);
  const commit = await findLastLanded(checkout);
  const environment = { ...process.env, GIT_INDEX_FILE: join(root, "index") };
  await run("git", ["-C", checkout, "read-tree", commit], { env: environment });
  await run("git", ["-C", checkout, "checkout-index", "--all", `--prefix=${root}/`], { env: environment });
  await linkPackages(root);
  return { root, commit };
}

/** @throws Error with the remedy where the clone's history does not reach so far */
export async function findLastLanded(clone: string): Promise<string> {
  const ask = async (...args: string[]) => (await run("git", ["-C", clone, ...args])).stdout.trim();
  try {
    const head = await ask("rev-parse", "HEAD");
    const main = await ask("rev-parse", "--verify", "origin/main").catch(() => ask("rev-parse", "--verify", "main"));
    const base = await ask("merge-base", main, "HEAD");
    return base === head ? await ask("rev-parse", "HEAD^1") : base;
  } catch (cause) {
    throw new Error(
      "The last landed build is not in this clone, so nobody can say whether it survives this one's schema. Clone the whole history, with main: `git fetch --unshallow origin main:refs/remotes/origin/main`.",
      { cause },
    );
  }
}

/** Links every package, but for the workspaces: those are the build's own. */
async function linkPackages(root: string): Promise<void> {
  const [from, to] = [join(checkout, "node_modules"), join(root, "node_modules")];
  await mkdir(join(to, "@s3mirror"), { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== "@s3mirror") await symlink(join(from, name), join(to, name));
  }
  for (const name of await readdir(join(from, "@s3mirror"))) {
    // A link within the checkout: written the same it leads within the other tree.
    await symlink(await readlink(join(from, "@s3mirror", name)), join(to, "@s3mirror", name));
  }
}
