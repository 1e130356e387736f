import { chmod, mkdir, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** What a person has to change, in one message; not a bug. */
export class StackRefused extends Error {
  override name = "StackRefused";
}

/**
 * Makes HOME_DIR and the folder for logs in it, and shows that we may write there.
 * @returns its absolute path. @throws StackRefused with the remedy.
 */
export async function prepareHome(homeDir: string): Promise<string> {
  const home = resolve(homeDir);
  try {
    if (await makeFolder(home)) await chmod(home, 0o700);
    // Where we are root, Postgres runs as another user, who must pass through.
    if (process.getuid?.() === 0) await chmod(home, (await stat(home)).mode | 0o011);
    await mkdir(join(home, "logs"), { recursive: true });
    const probe = join(home, `.writable-${process.pid}`);
    await writeFile(probe, "");
    await rm(probe);
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new StackRefused(
      `The folder ${home} cannot be used for the local stack's data (${reason}). Make it writable, or choose another one with --home DIR or S3MIRROR_HOME=DIR.`,
      { cause },
    );
  }
  return home;
}

/**
 * Makes a folder and those above it. Not by mkdir's `recursive`, which never ends where an existing parent says that it
 * is not there, as /proc does. @returns whether it is new
 */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && (await stat(path)).isDirectory()) return false;
    if (code !== "ENOENT" || dirname(path) === path) throw error;
  }
  await makeFolder(dirname(path));
  await mkdir(path);
  return true;
}
