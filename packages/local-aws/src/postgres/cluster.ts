import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chown, lstat, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { PostgresHome } from "./home.ts";

export const superuser = "s3mirror";

/** A Postgres data directory and the superuser's password. */
export type Cluster = { folder: string; password: string };

/**
 * Opens the data directory under `home`, making it on first use. Made under another name and renamed: an initdb that
 * was killed half way leaves nothing that looks like a cluster.
 */
export async function openCluster(home: PostgresHome): Promise<Cluster> {
  const folder = join(home.folder, "cluster");
  const passwordFile = join(home.folder, "password");
  if ((await lstat(folder).catch(() => undefined)) === undefined) await makeCluster(home, folder, passwordFile);
  return { folder, password: (await readFile(passwordFile, "utf8")).trim() };
}

async function makeCluster(home: PostgresHome, folder: string, passwordFile: string): Promise<void> {
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await writeFile(passwordFile, `${randomBytes(18).toString("base64url")}\n`, { mode: 0o600 });
  if (home.runAs.uid !== undefined) await chown(passwordFile, home.runAs.uid, home.runAs.gid);
  await promisify(execFile)(
    home.binaries.initdb,
    [
      `--pgdata=${unfinished}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      "--encoding=UTF8",
      "--locale=C",
      "--no-instructions",
      // Only a power cut in the first half minute of an empty ledger would notice; the server itself always syncs.
      "--no-sync",
    ],
    { ...home.runAs, cwd: home.folder, env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } },
  );
  await rename(unfinished, folder);
}
