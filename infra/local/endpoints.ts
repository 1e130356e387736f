import { rm } from "node:fs/promises";
import { join } from "node:path";
import { readPostmasterPid } from "@s3mirror/local-aws/postgres/postmaster-file";
import { z } from "zod";
import type { Keys } from "./keys.ts";
import { apiUrl, endpointOf, pageUrl, type Site } from "./site.ts";
import { writeWhole } from "./write-whole.ts";

/** What `HOME_DIR/endpoints.json` says of the stack that runs there. */
export type Endpoints = {
  api: string;
  /** The page; null without one. */
  web: string | null;
  s3: string;
  sqs: string;
  sns: string;
  rdsData: string;
  ecs: string;
  region: string;
  accounts: Pick<Keys, "company" | "vendor">;
  adminApiKey: string;
  vendorApiKey: string;
  /** Postgres itself; null where the Data API is external. */
  databaseUrl: string | null;
  processes: { role: string; pid: number }[];
};

export function describeEndpoints(site: Site, databaseUrl: string | null): Omit<Endpoints, "processes"> {
  return {
    api: apiUrl(site),
    web: pageUrl(site),
    s3: endpointOf(site, "s3"),
    sqs: endpointOf(site, "sqs"),
    sns: endpointOf(site, "sns"),
    rdsData: endpointOf(site, "rdsData"),
    ecs: endpointOf(site, "ecs"),
    region: site.region,
    accounts: { company: site.keys.company, vendor: site.keys.vendor },
    adminApiKey: site.keys.adminApiKey,
    vendorApiKey: site.keys.vendorApiKey,
    databaseUrl,
  };
}

const tasks = z.array(z.looseObject({ pid: z.int().optional() }));

/** Every process of the stack, the copiers that ECS started and Postgres' postmaster among them. */
export async function listProcesses(site: Site): Promise<Endpoints["processes"]> {
  const found = [{ role: "supervisor", pid: process.pid }];
  for (const one of site.processes) {
    const pid = one.pid();
    if (pid !== undefined) found.push({ role: one.role.replace(/-\d+$/, ""), pid });
  }
  if (site.processes.some(({ role }) => role === "postgres")) {
    const pid = await readPostmasterPid(join(site.home, "postgres"));
    if (pid !== undefined) found.push({ role: "postmaster", pid });
  }
  for (const pid of await listCopiers(site)) found.push({ role: "copier", pid });
  return found;
}

async function listCopiers(site: Site): Promise<number[]> {
  if (!site.processes.some(({ role }) => role === "ecs")) return [];
  try {
    const answer = await fetch(`${endpointOf(site, "ecs")}/_local/tasks`, { signal: AbortSignal.timeout(2_000) });
    return tasks.parse(await answer.json()).flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  } catch {
    return [];
  }
}

/** Keeps `endpoints.json` true: written whole, readable by its owner only, again whenever a process comes or goes. */
export function publishEndpoints(site: Site, read: () => Omit<Endpoints, "processes">) {
  const path = join(site.home, "endpoints.json");
  let written = "";
  let writing = Promise.resolve();
  function refresh(): Promise<void> {
    writing = writing.then(async () => {
      const text = `${JSON.stringify({ ...read(), processes: await listProcesses(site) }, null, 2)}\n`;
      if (text === written) return;
      await writeWhole(path, text, 0o600);
      written = text;
    });
    return writing;
  }
  return {
    refresh,
    async remove(): Promise<void> {
      await writing.catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}
