import { z } from "zod";
import type { Ledger } from "./ledger.ts";
import { anyRow } from "./rows.ts";

/** The services that have a role of their own in the database. The web has none: it asks the API. */
export const databaseRoles = { coordinator: "s3mirror_coordinator", copier: "s3mirror_copier" } as const;
export type ServiceRole = keyof typeof databaseRoles;

type Right = "select" | "insert" | "update" | "delete";

/** What each of a copier's statements touches, and nothing else. */
const copierRights: Record<string, readonly Right[]> = {
  transfers: ["select"],
  routes: ["select"],
  fleet: ["select"],
  files: ["select", "update"],
  file_events: ["insert"],
  outbox: ["insert"],
  copiers: ["select", "insert", "update"],
  session_progress: ["select", "insert", "update"],
};

/** The coordinator reads and writes every table, but for these. */
const coordinatorExceptions: Record<string, readonly Right[]> = {
  audit_log: ["select", "insert"],
  migrations: ["select"],
};

/** What a role may do with a table: the one place that says so. */
export function rightsOn(role: ServiceRole, table: string): readonly Right[] {
  if (role === "copier") return copierRights[table] ?? [];
  return coordinatorExceptions[table] ?? ["select", "insert", "update", "delete"];
}

/**
 * Makes the services' roles with these passwords and gives each exactly its rights on the tables there are; to be run by
 * the owner after every migration. Roles get no rights on partitions: those are reached through their table.
 *
 * Counters and events follow every change by trigger; the triggers run as the owner, so that nobody who may change a file
 * may also write counters by hand. A right that a release no longer needs is taken away one release later: the older
 * release still runs while this does.
 */
export async function setRoles(ledger: Ledger, passwords: Record<ServiceRole, string>): Promise<void> {
  await ledger.transaction(async (run) => {
    await run(anyRow, "select 1 from (select pg_advisory_xact_lock(4711)) locked");
    const tables = await run(
      z.object({ name: z.string(), quoted: z.string() }),
      `select c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted
       from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
    );
    for (const [service, role] of Object.entries(databaseRoles) as [ServiceRole, string][]) {
      await makeRole(run, role, passwords[service]);
      await run(anyRow, `revoke all on all tables in schema public from ${role}`);
      for (const { name, quoted } of tables) {
        const rights = rightsOn(service, name);
        if (rights.length > 0) await run(anyRow, `grant ${rights.join(", ")} on ${quoted} to ${role}`);
      }
    }
    await ownTriggers(run);
  });
}

/** Trigger functions run as the owner. What they call needs no lock: called by anybody else it has the caller's rights. */
async function ownTriggers(run: Ledger["run"]): Promise<void> {
  const functions = await run(
    z.object({ signature: z.string() }),
    `select p.oid::regprocedure::text as signature from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prorettype = 'trigger'::regtype order by 1`,
  );
  for (const { signature } of functions) {
    await run(anyRow, `alter function ${signature} security definer set search_path = public, pg_temp`);
  }
}

/** The password travels as a parameter, so that it stands in no statement and in no log of statements. */
async function makeRole(run: Ledger["run"], role: string, password: string): Promise<void> {
  await run(anyRow, "select set_config('s3mirror.role_password', :password, true) is not null as kept", { password });
  await run(
    anyRow,
    `do $$ begin
       if not exists (select 1 from pg_roles where rolname = '${role}') then create role ${role}; end if;
       execute format('alter role ${role} with login password %L', current_setting('s3mirror.role_password'));
     end $$`,
  );
}
