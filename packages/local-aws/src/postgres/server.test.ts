import { chmod, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { afterEach, expect, test } from "vitest";
import { isRunning } from "../running.ts";
import { startStandInChild } from "../testing/stand-in-child.ts";
import { makeTemporaryFolder } from "../testing/temporary-folder.ts";
import { waitUntil } from "../testing/wait-until.ts";
import { currentPostgresFolder, findPostgresHome } from "./home.ts";
import { readPostmasterFile, readPostmasterPid } from "./postmaster-file.ts";
import { startPostgres } from "./server.ts";

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function folder(): Promise<string> {
  const made = await makeTemporaryFolder();
  cleanups.push(made.remove);
  return made.path;
}

async function start(dataDir: string, port = 0) {
  const server = await startPostgres({ port, dataDir });
  cleanups.push(server.close);
  return server;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  try {
    await client.connect();
    return (await client.query(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

const isAnswering = (url: string) => () =>
  query(url, "select 1").then(
    () => true,
    () => false,
  );

test("it runs in a folder with spaces, quotes and umlauts in its name, with fsync on, and asks for a password", async () => {
  const { url } = await start(join(await folder(), "o'k ü", "postgres"));
  expect(await query(url, "show fsync")).toEqual([{ fsync: "on" }]);
  expect(await query(url, "select current_database() as name")).toEqual([{ name: "s3mirror" }]);
  const { host } = new URL(url);
  await expect(query(`postgres://s3mirror:wrong@${host}/s3mirror`, "select 1")).rejects.toThrow(/password/);
});

test("a postmaster killed with SIGKILL is back on its port with every committed row", async () => {
  const server = await start(join(await folder(), "postgres"));
  await query(server.url, "create table kept (n int)");
  await query(server.url, "insert into kept values (7)");
  const before = server.pid;
  process.kill(before, "SIGKILL");
  await waitUntil("another postmaster", () => server.pid !== before);
  await waitUntil("answers again", isAnswering(server.url));
  expect(await query(server.url, "select n from kept")).toEqual([{ n: 7 }]);
});

test("closed while it comes back after a kill, it ends and leaves nothing running", async () => {
  const dataDir = join(await folder(), "postgres");
  const server = await start(dataDir);
  const before = server.pid;
  process.kill(before, "SIGKILL");
  const next = async (): Promise<number | undefined> => {
    const file = await readPostmasterFile(join(await currentPostgresFolder(dataDir), "cluster"));
    return file?.pid === before ? undefined : file?.pid;
  };
  await waitUntil("its successor starts", async () => (await next()) !== undefined);
  const successor = (await next()) ?? 0;
  await server.close();
  expect(isRunning(successor)).toBe(false);
});

test("closed and started again it has its data, whatever postmaster.pid was left behind", async () => {
  const dataDir = join(await folder(), "postgres");
  const first = await startPostgres({ port: 0, dataDir });
  await query(first.url, "create table kept (n int)");
  await first.close();
  expect(isRunning(first.pid)).toBe(false);
  const { folder: home } = await findPostgresHome(dataDir);
  await writeFile(join(home, "cluster", "postmaster.pid"), `${process.pid}\n${home}/cluster\n`);
  const second = await start(dataDir);
  expect(await query(second.url, "select n from kept")).toEqual([]);
});

test("a cluster whose initdb was interrupted is made anew", async () => {
  const dataDir = join(await folder(), "postgres");
  const { folder: home } = await findPostgresHome(dataDir);
  await writeFile(join(home, "cluster.unfinished"), "half");
  const { url } = await start(dataDir);
  expect(await isAnswering(url)()).toBe(true);
});

test("a port that is taken is an error with Postgres' own words", async () => {
  const first = await start(join(await folder(), "postgres"));
  const port = Number(new URL(first.url).port);
  await expect(startPostgres({ port, dataDir: join(await folder(), "postgres") })).rejects.toThrow(
    /Address already in use/,
  );
});

test("in a folder that only its owner can enter its data is kept: as root elsewhere, since `nobody` runs it", async () => {
  const path = await folder();
  await chmod(path, 0o700);
  const dataDir = join(path, "postgres");
  const first = await startPostgres({ port: 0, dataDir });
  const home = await findPostgresHome(dataDir);
  cleanups.push(() => rm(home.folder, { recursive: true, force: true }));
  expect(home.folder.startsWith(path)).toBe(process.getuid?.() !== 0);
  expect((await stat(home.folder)).mode & 0o777).toBe(0o700);
  await query(first.url, "create table kept (n int)");
  await first.close();
  const second = await start(dataDir);
  expect(await query(second.url, "select n from kept")).toEqual([]);
  expect(await readPostmasterPid(dataDir)).toBe(second.pid);
  await second.close();
  await rm(dataDir, { recursive: true });
  const third = await start(dataDir);
  await expect(query(third.url, "select n from kept")).rejects.toThrow(/does not exist/);
});

test("as a process it ends with 0 on SIGTERM and takes Postgres along", async () => {
  const dataDir = join(await folder(), "postgres");
  const server = await startStandInChild("postgres/main.ts", { port: 0, dataDir });
  expect(await isAnswering(server.url)()).toBe(true);
  server.child.kill("SIGTERM");
  expect(await server.exited).toBe(0);
  expect(await isAnswering(server.url)()).toBe(false);
});

test("Postgres ends when its process' stdin ends, and when that process is killed with SIGKILL", async () => {
  const dataDir = join(await folder(), "postgres");
  for (const end of ["stdin", "SIGKILL"]) {
    const server = await startStandInChild("postgres/main.ts", { port: 0, dataDir });
    if (end === "stdin") server.child.stdin?.end();
    else server.child.kill("SIGKILL");
    await server.exited;
    await waitUntil("Postgres is gone", async () => !(await isAnswering(server.url)()));
  }
});

test("killed with SIGKILL and started again at once, it takes over from the Postgres that is still ending", async () => {
  const dataDir = join(await folder(), "postgres");
  const first = await startStandInChild("postgres/main.ts", { port: 0, dataDir });
  const port = Number(new URL(first.url).port);
  first.child.kill("SIGKILL");
  await first.exited;
  const second = await start(dataDir, port);
  expect(await isAnswering(second.url)()).toBe(true);
});
