import { z } from "zod";
import type { Run } from "../ledger.ts";
import { anyRow } from "../rows.ts";

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
 * A service that dies between two statements of a transaction leaves its locks to the Data API, which ends a transaction only
 * after three minutes without a call (BeginTransaction): so long nobody could record an act. Ours take milliseconds.
 */
const IDLE_IN_TRANSACTION = "10s";

/** Makes the services' roles where there are none, and gives them these passwords. To be run by the owner. */
export async function makeRoles(run: Run, passwords: Record<ServiceRole, string>): Promise<void> {
  for (const [service, role] of Object.entries(databaseRoles) as [ServiceRole, string][]) {
    // As a parameter, so that it stands in no statement and in no log of statements.
    await run(anyRow, "select set_config('s3mirror.role_password', :password, true) is not null as kept", {
      password: passwords[service],
    });
    await run(
      anyRow,
      `do $$ begin
         if not exists (select 1 from pg_roles where rolname = '${role}') then create role ${role}; end if;
         execute format('alter role ${role} with login password %L', current_setting('s3mirror.role_password'));
       end $$`,
    );
    await run(anyRow, `alter role ${role} set idle_in_transaction_session_timeout = '${IDLE_IN_TRANSACTION}'`);
  }
}

/**
 * Gives each role exactly its rights on the tables there are. To be run by the owner in the transaction of every
 * migration: the release before it still runs, and must not meet a trigger that may not write. Roles get no rights on
 * partitions: those are reached through their table.
 *
 * Counters and events follow every change by trigger; the triggers run as the owner, so that nobody who may change a file
 * may also write counters by hand. What triggers call needs no lock: called by anybody else it has the caller's rights. A
 * right that a release no longer needs is taken away one release later.
 */
export async function grantRights(run: Run): Promise<void> {
  const tables = await run(
    z.object({ name: z.string(), quoted: z.string() }),
    `select c.relname as name, format('%I.%I', n.nspname, c.relname) as quoted
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition order by c.relname`,
  );
  const triggers = await run(
    z.object({ signature: z.string() }),
    `select p.oid::regprocedure::text as signature from pg_proc p
     where p.pronamespace = 'public'::regnamespace and p.prorettype = 'trigger'::regtype order by 1`,
  );
  const statements = (Object.entries(databaseRoles) as [ServiceRole, string][]).flatMap(([service, role]) => [
    `revoke all on all tables in schema public from ${role}`,
    ...tables.flatMap(({ name, quoted }) => {
      const rights = rightsOn(service, name);
      return rights.length === 0 ? [] : [`grant ${rights.join(", ")} on ${quoted} to ${role}`];
    }),
  ]);
  for (const { signature } of triggers) {
    statements.push(`alter function ${signature} security definer set search_path = public, pg_temp`);
  }
  await run(anyRow, `do $$ begin ${statements.join("; ")}; end $$`);
}
