import { recordResults } from "@s3mirror/core/store/files/results";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  copiedResult,
  makePlannedTransfer,
  makeSession,
  mustClaim,
  openTestLedger,
  relayAll,
  type TestLedger,
} from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(() => t?.close());

const nextNumber = (number: number) =>
  t.owner.run(anyRow, `alter table transfers alter column number restart with ${number}`);

/** Lower bounds of the partitions of a table, ascending. */
async function partitionsOf(table: "files" | "file_events"): Promise<number[]> {
  const rows = await t.ledger.run(
    z.object({ from: z.number() }),
    `select substring(pg_get_expr(c.relpartbound, c.oid) from 'FROM \\(''(\\d+)''\\)')::bigint as "from"
     from pg_inherits i join pg_class c on c.oid = i.inhrelid where i.inhparent = :table::regclass order by 1`,
    { table },
  );
  return rows.map((row) => row.from);
}

/** One file's whole way in a new transfer. */
async function copyOne(): Promise<number> {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  await relayAll(t.ledger);
  const hold = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  expect(await recordResults(t.ledger, { results: [copiedResult(hold)] })).toEqual(["recorded"]);
  const transfer = await readTransfer(t.ledger, { id: transferId, vendorId: null });
  expect(transfer).toMatchObject({ copied: 1, queued: 0 });
  return transfer?.number ?? 0;
}

test("partitions come half a partition before they are needed, and at once where a number jumps", async () => {
  await nextNumber(4_999);
  expect(await copyOne()).toBe(4_999);
  expect(await partitionsOf("files")).toEqual([0]);
  expect(await copyOne()).toBe(5_000);
  expect(await partitionsOf("files")).toEqual([0, 10_000]);
  expect(await partitionsOf("file_events")).toEqual([0, 10_000]);

  await nextNumber(9_999);
  expect(await copyOne()).toBe(9_999);
  expect(await copyOne()).toBe(10_000);
  expect(await partitionsOf("files")).toEqual([0, 10_000]);

  await nextNumber(3_000_000_017);
  expect(await copyOne()).toBe(3_000_000_017);
  expect(await partitionsOf("files")).toEqual([0, 10_000, 3_000_000_000]);
  expect(await partitionsOf("file_events")).toEqual([0, 10_000, 3_000_000_000]);
});

test("two coordinators that accept at an edge in one moment both get through", async () => {
  await nextNumber(65_000);
  await Promise.all(
    Array.from({ length: 8 }, () =>
      t.ledger.run(
        anyRow,
        `insert into transfers (id, state, source_bucket, source_prefix, source_kind, destination_bucket, destination_prefix,
           options, created_by)
         values (gen_random_uuid()::text, 'planning', 'lab', '', 'prefix', 'ours', '', '{}', 'a test')`,
      ),
    ),
  );
  expect((await partitionsOf("files")).filter((from) => from >= 60_000 && from <= 70_000)).toEqual([60_000, 70_000]);
});

test("a partition that made itself is laid out like the first: claims and results stay heap-only", async () => {
  await nextNumber(80_001);
  const transferId = await makePlannedTransfer(t.ledger, 200);
  const sessionId = await makeSession(t.ledger);
  for (let file = 1; file <= 200; file += 1) {
    await recordResults(t.ledger, {
      results: [copiedResult(await mustClaim(t.ledger, { sessionId, transferId, file }))],
    });
  }
  const hotShare = async () => {
    const [row] = await t.ledger.run(
      z.object({ updates: z.number(), hot: z.number() }),
      "select n_tup_upd as updates, n_tup_hot_upd as hot from pg_stat_user_tables where relname = 'files_80000'",
    );
    return row !== undefined && row.updates >= 400 ? row.hot / row.updates : 0;
  };
  await expect.poll(hotShare, { timeout: 15_000 }).toBeGreaterThan(0.9);
});
