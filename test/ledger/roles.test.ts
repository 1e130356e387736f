import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { databaseRoles, rightsOn, type ServiceRole } from "@s3mirror/core/store/people/roles";
import { anyRow } from "@s3mirror/core/store/rows";
import { startTestLedger } from "@s3mirror/local-aws/testing/ledger-fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { openTestLedger, type TestLedger } from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(() => t.close());

const services = Object.keys(databaseRoles) as ServiceRole[];
const everyRight = ["select", "insert", "update", "delete", "truncate", "references", "trigger"];

async function tablesOf(partitions: boolean): Promise<string[]> {
  const rows = await t.owner.run(
    z.object({ name: z.string() }),
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind in ('r', 'p') and c.relispartition = :partitions::boolean order by 1`,
    { partitions },
  );
  return rows.map(({ name }) => name);
}

async function rightsOf(role: string, table: string): Promise<string[]> {
  const rows = await t.owner.run(
    z.object({ right: z.string() }),
    `select r as right from jsonb_array_elements_text(:rights::jsonb) as r
     where has_table_privilege(:role, 'public.' || quote_ident(:table), r)`,
    { role, table, rights: everyRight },
  );
  return rows.map(({ right }) => right);
}

test("on each table each role has the rights that are written down for it, and no other", async () => {
  const tables = await tablesOf(false);
  expect(tables.length).toBeGreaterThan(15);
  for (const service of services) {
    for (const table of tables) {
      const rights = await rightsOf(databaseRoles[service], table);
      expect(rights.sort(), `${service} on ${table}`).toEqual([...rightsOn(service, table)].sort());
    }
    for (const partition of await tablesOf(true)) {
      expect(await rightsOf(databaseRoles[service], partition), `${service} on ${partition}`).toEqual([]);
    }
  }
});

test("every right that is written down is for a table that there is", async () => {
  const tables = new Set(await tablesOf(false));
  const copierTables = [
    "copiers",
    "file_events",
    "files",
    "fleet",
    "outbox",
    "routes",
    "session_progress",
    "transfers",
  ];
  expect([...tables].filter((table) => rightsOn("copier", table).length > 0)).toEqual(copierTables);
  expect(rightsOn("coordinator", "audit_log")).toEqual(["select", "insert"]);
});

test("triggers, and nothing else, run as the owner", async () => {
  const functions = await t.owner.run(
    z.object({ name: z.string(), isTrigger: z.boolean(), runsAsOwner: z.boolean() }),
    `select proname as name, prorettype = 'trigger'::regtype as "isTrigger", prosecdef as "runsAsOwner"
     from pg_proc where pronamespace = 'public'::regnamespace`,
  );
  expect(functions.map(({ name }) => name)).toContain("files_updated");
  expect(functions.filter(({ isTrigger, runsAsOwner }) => isTrigger !== runsAsOwner)).toEqual([]);
});

test.each([
  ["a copier", "copier", "select secret_hash from api_keys"],
  ["a copier", "copier", "update transfers set state = 'completed'"],
  ["a copier", "copier", "update transfer_counters set copied = 1"],
  ["a copier", "copier", "delete from files"],
  ["a copier", "copier", `select count_files('[{"transfer":1,"state":"copied","n":1}]')`],
  ["a copier", "copier", "create table mine (n int)"],
  ["the coordinator", "coordinator", "truncate outbox"],
  ["the coordinator", "coordinator", "drop table outbox"],
  ["the coordinator", "coordinator", "delete from migrations"],
  ["the coordinator", "coordinator", "create table mine (n int)"],
  ["the coordinator", "coordinator", "set role s3mirror_copier"],
] as const)("%s (%s) may not: %s", async (_who, service, sql) => {
  const ledger = service === "copier" ? t.copierLedger : t.ledger;
  await expect(ledger.run(anyRow, sql)).rejects.toMatchObject({ sqlState: "42501" });
});

test("what a coordinator locked that died in the middle of a transaction is free long before the Data API ends it", async () => {
  const lock = "update fleet set paused_reason = paused_reason";
  await new Promise<void>((locked) => {
    void t.ledger.transaction(async (run) => {
      await run(anyRow, lock);
      locked();
      await new Promise(() => undefined);
    });
  });
  expect(await t.ledger.run(anyRow, `${lock} returning 1 as n`)).toHaveLength(1);
});

test("the migrate entry, as a process, makes a schema and roles that services can sign in with, and runs again without harm", {
  timeout: 60_000,
}, async () => {
  const arn = (name: string) => `arn:aws:secretsmanager:eu-central-1:111122223333:secret:${name}`;
  const user = (service: ServiceRole) => ({ username: databaseRoles[service], password: `the-${service}-has-one` });
  const empty = await startTestLedger({
    [arn("coordinator")]: user("coordinator"),
    [arn("copier")]: user("copier"),
    [arn("wrong")]: user("coordinator"),
  });
  const run = async (copierSecret: string) => {
    const entry = fileURLToPath(new URL("../../services/coordinator/src/migrate.ts", import.meta.url));
    const child = spawn(process.execPath, ["--import", "tsx", entry], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        PATH: process.env.PATH,
        AWS_REGION: "eu-central-1",
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_ENDPOINT_URL_RDS_DATA: empty.rdsDataUrl,
        AWS_ENDPOINT_URL_SECRETS_MANAGER: empty.rdsDataUrl,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
        S3MIRROR_LEDGER_RESOURCE_ARN: empty.resourceArn,
        S3MIRROR_LEDGER_SECRET_ARN: empty.secretArn,
        S3MIRROR_LEDGER_DATABASE: "s3mirror",
        S3MIRROR_COORDINATOR_SECRET_ARN: arn("coordinator"),
        S3MIRROR_COPIER_SECRET_ARN: arn(copierSecret),
      },
    });
    const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    return { code, out, errors };
  };
  try {
    const first = await run("copier");
    expect(first, first.errors).toMatchObject({ code: 0 });
    expect(JSON.parse(first.out)).toMatchObject({ ran: expect.arrayContaining(["0001_ledger.sql"]) });
    expect(first.out + first.errors).not.toContain("has-one");
    expect(JSON.parse((await run("copier")).out)).toMatchObject({ ran: [] });
    const wrong = await run("wrong");
    expect(wrong.code).not.toBe(0);
    expect(wrong.errors).toContain("The secret of the copier's database role cannot be used");
    expect(wrong.errors).not.toContain("has-one");
  } finally {
    await empty.close();
  }
});
