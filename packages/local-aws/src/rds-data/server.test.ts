import {
  BatchExecuteStatementCommand,
  BeginTransactionCommand,
  CommitTransactionCommand,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  RDSDataClient,
  RollbackTransactionCommand,
  type SqlParameter,
} from "@aws-sdk/client-rds-data";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestLedger, type TestLedger } from "../testing/ledger-fixture.ts";
import { startStandInChild } from "../testing/stand-in-child.ts";
import { waitUntil } from "../testing/wait-until.ts";
import { startRdsData } from "./server.ts";

let ledger: TestLedger;
let client: RDSDataClient;

function clientOf(endpoint: string, maxAttempts = 1): RDSDataClient {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
  return new RDSDataClient({ endpoint, region: "eu-central-1", credentials, maxAttempts });
}

beforeAll(async () => {
  ledger = await startTestLedger();
  client = clientOf(ledger.rdsDataUrl);
});

afterAll(async () => {
  client.destroy();
  await ledger.close();
});

const cluster = () => ({ resourceArn: ledger.resourceArn, secretArn: ledger.secretArn, database: "s3mirror" });

function run(sql: string, parameters: SqlParameter[] = [], more: Partial<ExecuteStatementCommandInput> = {}) {
  return client.send(new ExecuteStatementCommand({ ...cluster(), sql, parameters, ...more }));
}

const begin = async () => (await client.send(new BeginTransactionCommand(cluster()))).transactionId ?? "";

async function control(path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${ledger.rdsDataUrl}/_local/${path}`, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(200);
}

test("a connection that many transactions used, one after the other, keeps nothing of them", async () => {
  const warnings: Error[] = [];
  const warn = (warning: Error) => warnings.push(warning);
  process.on("warning", warn);
  const narrow = await startRdsData({ port: 0, databaseUrl: ledger.databaseUrl, poolSize: 2 });
  const one = clientOf(narrow.url);
  for (let n = 0; n < 30; n += 1) {
    const { transactionId } = await one.send(new BeginTransactionCommand(cluster()));
    await one.send(new ExecuteStatementCommand({ ...cluster(), sql: "select 1", transactionId }));
    const end = { ...cluster(), transactionId };
    await one.send(n % 2 === 0 ? new CommitTransactionCommand(end) : new RollbackTransactionCommand(end));
  }
  one.destroy();
  await narrow.close();
  process.off("warning", warn);
  expect(warnings.filter(({ name }) => name === "MaxListenersExceededWarning")).toEqual([]);
});

test("values come back as the Data API types them", async () => {
  const { records } = await run(
    `select 7::int4, 9007199254740991::int8, true, 1.5::float8, 1.50::numeric, 'x'::text, null::int4,
            timestamptz '2027-01-31 12:30:00.25+02', timestamp '2027-01-31 12:30:00', date '2027-01-31',
            '{"a": 1}'::jsonb, '\\x0102'::bytea, '5f0c1c1e-0000-4000-8000-000000000000'::uuid,
            array[1, null, 3], array['a', 'b,c'], array[true]`,
  );
  expect(records).toEqual([
    [
      { longValue: 7 },
      { longValue: 9007199254740991 },
      { booleanValue: true },
      { doubleValue: 1.5 },
      { stringValue: "1.50" },
      { stringValue: "x" },
      { isNull: true },
      { stringValue: "2027-01-31 10:30:00.25" },
      { stringValue: "2027-01-31 12:30:00" },
      { stringValue: "2027-01-31" },
      { stringValue: '{"a": 1}' },
      { blobValue: new Uint8Array([1, 2]) },
      { stringValue: "5f0c1c1e-0000-4000-8000-000000000000" },
      { arrayValue: { longValues: [1, null, 3] } },
      { arrayValue: { stringValues: ["a", "b,c"] } },
      { arrayValue: { booleanValues: [true] } },
    ],
  ]);
});

test("a bigint beyond 2^53 keeps every digit on the wire, and as a string when asked", async () => {
  const sql = "select 9223372036854775807::int8 as n";
  const body = JSON.stringify({ ...cluster(), sql });
  const answer = await fetch(`${ledger.rdsDataUrl}/Execute`, { method: "POST", body });
  expect(await answer.text()).toContain('{"longValue":9223372036854775807}');
  const asString = await run(sql, [], { resultSetOptions: { longReturnType: "STRING" } });
  expect(asString.records).toEqual([[{ stringValue: "9223372036854775807" }]]);
});

test("parameters are bound by name and type, hints included", async () => {
  const { records } = await run(
    "select :s || :s, :n + 1, :b, :d, :blob, :none::text, :u, :t, :dec, :day, (:j)->>'k', ':s' -- :nobody",
    [
      { name: "s", value: { stringValue: "ä'\"" } },
      { name: "n", value: { longValue: 41 } },
      { name: "b", value: { booleanValue: false } },
      { name: "d", value: { doubleValue: 0.5 } },
      { name: "blob", value: { blobValue: new Uint8Array([0, 255]) } },
      { name: "none", value: { isNull: true } },
      { name: "u", value: { stringValue: "5f0c1c1e-0000-4000-8000-000000000000" }, typeHint: "UUID" },
      { name: "t", value: { stringValue: "2027-01-31 10:30:00.123" }, typeHint: "TIMESTAMP" },
      { name: "dec", value: { stringValue: "1.10" }, typeHint: "DECIMAL" },
      { name: "day", value: { stringValue: "2027-01-31" }, typeHint: "DATE" },
      { name: "j", value: { stringValue: '{"k":"v"}' }, typeHint: "JSON" },
    ],
  );
  expect(records?.[0]).toEqual([
    { stringValue: "ä'\"ä'\"" },
    { longValue: 42 },
    { booleanValue: false },
    { doubleValue: 0.5 },
    { blobValue: new Uint8Array([0, 255]) },
    { isNull: true },
    { stringValue: "5f0c1c1e-0000-4000-8000-000000000000" },
    { stringValue: "2027-01-31 10:30:00.123" },
    { stringValue: "1.10" },
    { stringValue: "2027-01-31" },
    { stringValue: "v" },
    { stringValue: ":s" },
  ]);
});

test("a string is a string: it needs its cast to become anything else", async () => {
  await run("create table if not exists cast_me (id bigint)");
  const parameters = [{ name: "id", value: { stringValue: "9223372036854775807" } }];
  await expect(run("insert into cast_me values (:id)", parameters)).rejects.toMatchObject({
    name: "DatabaseErrorException",
    message: expect.stringMatching(/is of type bigint but expression is of type text; Hint: .*; SQLState: 42804$/),
  });
  const { numberOfRecordsUpdated } = await run("insert into cast_me values (:id::bigint)", parameters);
  expect(numberOfRecordsUpdated).toBe(1);
});

test("records can be asked for as JSON, and described", async () => {
  const sql = "select 1::int8 as n, 'ö' as name, null::text as none, array[1,2] as list";
  const formatted = await run(sql, [], { formatRecordsAs: "JSON" });
  expect(formatted.records).toBeUndefined();
  expect(JSON.parse(formatted.formattedRecords ?? "")).toEqual([{ n: 1, name: "ö", none: null, list: [1, 2] }]);
  const described = await run(sql, [], { includeResultMetadata: true });
  expect(described.columnMetadata?.map(({ label, typeName, type }) => [label, typeName, type])).toEqual([
    ["n", "int8", -5],
    ["name", "text", 12],
    ["none", "text", 12],
    ["list", "_int4", 2003],
  ]);
});

test("wrong requests are refused with their reason", async () => {
  const reason = (promise: Promise<unknown>) => promise.catch((error: Error) => `${error.name}: ${error.message}`);
  expect(await reason(run("select :x"))).toBe("BadRequestException: Cannot find parameter: x");
  expect(await reason(run("select 1; select 2"))).toBe("ValidationException: Multistatements aren't supported");
  expect(await reason(run("begin"))).toMatch(/^BadRequestException: BEGIN is not for ExecuteStatement/);
  expect(await reason(run("selec 1"))).toBe(
    'DatabaseErrorException: ERROR: syntax error at or near "selec"; Position: 1; SQLState: 42601',
  );
  expect(await reason(run("select 1", [], { schema: "public" }))).toMatch(/^BadRequestException: schema: isn't supp/);
  expect(await reason(run("select 1", [], { database: "nowhere" }))).toMatch(/^DatabaseErrorException: .*3D000$/);
  const timestamp = { name: "t", value: { stringValue: "2027-01-31T10:30:00Z" }, typeHint: "TIMESTAMP" as const };
  expect(await reason(run("select :t", [timestamp]))).toMatch(/^BadRequestException: Parse Error for TIMESTAMP/);
});

test("a row above 64 KB, an answer above 1 MiB and a request above 4 MiB are refused", async () => {
  await expect(run("select repeat('x', 65537)")).rejects.toThrow("Packet for query is too large");
  await expect(run("select repeat('x', 65536)")).resolves.toBeDefined();
  await expect(run("select repeat('x', 1024) from generate_series(1, 1025)")).rejects.toThrow(
    "Database returned more than the allowed response size limit",
  );
  const big = (bytes: number) => run("select length(:x)", [{ name: "x", value: { stringValue: "x".repeat(bytes) } }]);
  await expect(big(4 * 1024 * 1024)).rejects.toMatchObject({ $metadata: { httpStatusCode: 413 } });
  await expect(big(4 * 1024 * 1024 - 4096)).resolves.toBeDefined();
});

test("a transaction's work is seen by others after commit, and never after rollback", async () => {
  await run("create table if not exists tx (n int)");
  const count = async () => (await run("select count(*) from tx")).records?.[0]?.[0]?.longValue;
  const kept = await begin();
  await run("insert into tx values (1)", [], { transactionId: kept });
  expect(await count()).toBe(0);
  const committed = await client.send(new CommitTransactionCommand({ ...cluster(), transactionId: kept }));
  expect(committed.transactionStatus).toBe("Transaction Committed");
  expect(await count()).toBe(1);
  const dropped = await begin();
  await run("insert into tx values (2)", [], { transactionId: dropped });
  await client.send(new RollbackTransactionCommand({ ...cluster(), transactionId: dropped }));
  expect(await count()).toBe(1);
  await expect(run("select 1", [], { transactionId: dropped })).rejects.toMatchObject({
    name: "TransactionNotFoundException",
  });
});

test("an error ends its transaction; two calls at once in one are refused", async () => {
  const failed = await begin();
  await expect(run("select 1/0", [], { transactionId: failed })).rejects.toThrow("SQLState: 22012");
  await expect(run("select 1", [], { transactionId: failed })).rejects.toThrow(/is not found/);
  const busy = await begin();
  const slow = run("select pg_sleep(0.3)", [], { transactionId: busy });
  await expect(
    waitUntil("refused", () => run("select 1", [], { transactionId: busy }).then(() => false)),
  ).rejects.toThrow("Transaction is still running a query");
  await slow;
  await client.send(new RollbackTransactionCommand({ ...cluster(), transactionId: busy }));
});

test("an idle transaction expires and is rolled back; a slow statement times out", async () => {
  const short = await startRdsData({
    port: 0,
    databaseUrl: ledger.databaseUrl,
    transactionIdleMs: 50,
    statementTimeoutMs: 200,
  });
  const hurried = clientOf(short.url);
  try {
    const { transactionId } = await hurried.send(new BeginTransactionCommand(cluster()));
    const idle = "select count(*) from pg_stat_activity where state = 'idle in transaction'";
    await waitUntil("rolled back", async () => (await run(idle)).records?.[0]?.[0]?.longValue === 0);
    await expect(hurried.send(new CommitTransactionCommand({ ...cluster(), transactionId }))).rejects.toMatchObject({
      name: "TransactionNotFoundException",
    });
    await expect(
      hurried.send(new ExecuteStatementCommand({ ...cluster(), sql: "select pg_sleep(5)" })),
    ).rejects.toMatchObject({ name: "StatementTimeoutException" });
  } finally {
    hurried.destroy();
    await short.close();
  }
});

test("a batch runs its statement once per set", async () => {
  await run("create table if not exists batch (n int primary key)");
  const parameterSets = [1, 2, 3].map((n) => [{ name: "n", value: { longValue: n } }]);
  const sql = "insert into batch values (:n)";
  const { updateResults } = await client.send(new BatchExecuteStatementCommand({ ...cluster(), sql, parameterSets }));
  expect(updateResults).toHaveLength(3);
  expect((await run("select n from batch order by n")).records).toHaveLength(3);
});

test("RETURNING gives records, and an update without it the number of rows", async () => {
  await run("create table if not exists returned (n int)");
  expect((await run("insert into returned values (5), (6) returning n")).records).toHaveLength(2);
  expect(await run("update returned set n = n + 1")).toMatchObject({ numberOfRecordsUpdated: 2 });
});

test("a cluster that is resuming says so until it is up; one that is down is 503; a lost answer was carried out", async () => {
  await run("create table if not exists lost (n int)");
  await control("resuming", { forMs: 60_000 });
  await expect(run("select 1")).rejects.toMatchObject({ name: "DatabaseResumingException" });
  await control("resuming", { forMs: 0 });
  await control("faults", { down: true });
  await expect(run("select 1")).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  await control("faults", { dropAnswerProbability: 1 });
  await expect(run("insert into lost values (1)")).rejects.toThrow(/socket hang up|ECONNRESET/);
  await control("faults", {});
  expect((await run("select n from lost")).records).toEqual([[{ longValue: 1 }]]);
});

test("when Postgres is killed calls fail as unavailable, the SDK's retries carry on, and open transactions are gone", async () => {
  const transactionId = await begin();
  const before = ledger.postgresPid();
  const asleep = run("select pg_sleep(30)").catch((error: Error) => error);
  process.kill(before, "SIGKILL");
  expect(await asleep).toMatchObject({ $metadata: { httpStatusCode: 504 } });
  const patient = clientOf(ledger.rdsDataUrl, 10);
  const answer = await patient.send(new ExecuteStatementCommand({ ...cluster(), sql: "select 1" }));
  expect(answer.records).toEqual([[{ longValue: 1 }]]);
  patient.destroy();
  await waitUntil("another postmaster", () => ledger.postgresPid() !== before);
  await expect(run("select 1", [], { transactionId })).rejects.toThrow();
  await expect(run("select 1", [], { transactionId })).rejects.toThrow(/is not found/);
});

test("as a process it serves, and ends with 0 when its stdin ends", async () => {
  const child = await startStandInChild("rds-data/main.ts", { port: 0, databaseUrl: ledger.databaseUrl });
  const other = clientOf(child.url);
  await other.send(new ExecuteStatementCommand({ ...cluster(), sql: "select 1" }));
  other.destroy();
  child.child.stdin?.end();
  expect(await child.exited).toBe(0);
});
