import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Ledger, Run } from "./ledger.ts";
import { migrationNames } from "./migration-names.ts";
import { grantRights, makeRoles, type ServiceRole } from "./people/roles.ts";
import { anyRow } from "./rows.ts";

/**
 * Brings the ledger's schema up to date: runs, in order and each once, the numbered SQL files of `migrations/`, and gives
 * the services' roles their rights in the same transactions. Without `passwords` there are no roles.
 * Safe to run from several places at once: an advisory lock lets one go first, and the others find nothing to do.
 * @returns the names of the files that were run now.
 */
export async function migrate(ledger: Ledger, passwords: Record<ServiceRole, string> | null): Promise<string[]> {
  await ledger
    .run(
      anyRow,
      "create table if not exists migrations (name text primary key, ran_at timestamptz not null default clock_timestamp())",
    )
    .catch(() => "another process made it in the same moment");
  if (passwords !== null) {
    await alone(ledger, async (run) => {
      await makeRoles(run, passwords);
      await grantRights(run);
    });
  }
  const ran: string[] = [];
  for (const name of migrationNames) {
    const sql = await readFile(new URL(`./migrations/${name}`, import.meta.url), "utf8");
    const now = await alone(ledger, async (run) => {
      const done = await run(z.object({ name: z.string() }), "select name from migrations where name = :name", {
        name,
      });
      if (done.length > 0) return false;
      for (const statement of splitStatements(sql)) await run(anyRow, statement);
      await run(anyRow, "insert into migrations (name) values (:name)", { name });
      if (passwords !== null) await grantRights(run);
      return true;
    });
    if (now) ran.push(name);
  }
  return ran;
}

function alone<T>(ledger: Ledger, work: (run: Run) => Promise<T>): Promise<T> {
  return ledger.transaction(async (run) => {
    await run(anyRow, "select 1 from (select pg_advisory_xact_lock(4711)) locked");
    return await work(run);
  });
}

/** One statement each, because the Data API takes no more at a time. Knows `--` comments, quotes and $$ bodies. */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let current = "";
  for (const [token] of sql.matchAll(/--[^\n]*|'(?:[^']|'')*'|\$\$[\s\S]*?\$\$|[^'$;-]+|[\s\S]/g)) {
    if (token === ";") {
      statements.push(current.trim());
      current = "";
    } else if (!token.startsWith("--")) current += token;
  }
  statements.push(current.trim());
  return statements.filter((statement) => statement !== "");
}
