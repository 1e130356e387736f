import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, chown, lstat, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { copyBinaries, type PostgresBinaries } from "./binaries.ts";

/** Whom Postgres runs as: nothing for ourselves; as root it refuses to run, so "nobody" takes over. */
export type RunAs = { uid: number; gid: number } | Record<string, never>;

export type PostgresHome = { folder: string; binaries: PostgresBinaries; runAs: RunAs };

const nobody = 65534;

/**
 * Finds a folder where Postgres can really run and prepares it: `dataDir` itself, or, where its user cannot reach that
 * (root's home and `mktemp -d` are 0700) or a shell inside initdb would stumble over the name, a folder under the
 * system's temporary directory named after `dataDir`. That is then said on stderr and noted in `dataDir`: who deletes
 * `dataDir` has deleted the data.
 * @throws Error naming every folder tried and why it did not do.
 */
export async function findPostgresHome(dataDir: string): Promise<PostgresHome> {
  const wanted = resolve(dataDir);
  const runAs: RunAs = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
  const moved = await readMoved(wanted);
  if (moved !== undefined) return await prepare(moved, runAs);
  const problems: string[] = [];
  for (const folder of [wanted, ...substitutes(wanted)]) {
    if (folder !== wanted) await removeOwn(folder, runAs);
    const home = await prepare(folder, runAs).catch((error: Error) => error);
    if (home instanceof Error) {
      problems.push(`${folder}: ${home.message.trim()}`);
      continue;
    }
    if (folder !== wanted) {
      await mkdir(wanted, { recursive: true, mode: 0o700 });
      await writeFile(join(wanted, note), `${folder}\n`);
      process.stderr.write(`Postgres cannot run in ${wanted}; its data is in ${folder}.\n`);
    }
    return home;
  }
  throw new Error(`Postgres found no folder to run in.\n${problems.join("\n")}`);
}

/** Where the data of a `dataDir` is now. */
export async function currentPostgresFolder(dataDir: string): Promise<string> {
  return (await readMoved(resolve(dataDir))) ?? resolve(dataDir);
}

const note = "moved-to";

async function readMoved(wanted: string): Promise<string | undefined> {
  const text = await readFile(join(wanted, note), "utf8").catch(() => "");
  const folder = text.trim();
  // A temporary directory may have been emptied since.
  return substitutes(wanted).includes(folder) && (await lstat(folder).catch(() => undefined)) ? folder : undefined;
}

function substitutes(wanted: string): string[] {
  const hash = createHash("sha256").update(wanted).digest("hex").slice(0, 16);
  const name = `s3mirror-${basename(wanted).replaceAll(/[^\w.-]/g, "_")}-${hash}`;
  return [...new Set([join(tmpdir(), name), join("/tmp", name), join("/var/tmp", name)])];
}

/** What an earlier `dataDir` of this name left behind, once it was deleted, must not come back to life. */
async function removeOwn(folder: string, runAs: RunAs): Promise<void> {
  if ((await lstat(folder).catch(() => undefined)) === undefined) return;
  const isOwn = await refuseStrangers(folder, runAs).then(
    () => true,
    () => false,
  );
  if (isOwn) await rm(folder, { recursive: true, force: true });
}

async function prepare(folder: string, runAs: RunAs): Promise<PostgresHome> {
  if (/["$`\\\n\r]/.test(folder)) throw new Error("its name holds a character that initdb cannot quote");
  await mkdir(dirname(folder), { recursive: true });
  const isOurs = (await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined;
  await refuseStrangers(folder, runAs);
  try {
    if (runAs.uid !== undefined) await chown(folder, runAs.uid, runAs.gid);
    await chmod(folder, 0o700);
    const binaries = await copyBinaries(folder);
    await promisify(execFile)(binaries.postgres, ["--version"], { ...runAs, cwd: folder, env: {} });
    return { folder, binaries, runAs };
  } catch (error) {
    if (isOurs) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** In a world-writable temporary directory somebody else may have made the folder first, to read our data. */
async function refuseStrangers(folder: string, runAs: RunAs): Promise<void> {
  const { uid } = await lstat(folder);
  const own = [process.getuid?.(), runAs.uid].filter((id) => id !== undefined);
  if (own.length > 0 && !own.includes(uid)) throw new Error(`it belongs to another user (uid ${uid})`);
}
