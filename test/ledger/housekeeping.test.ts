import { sweepDeadSessions } from "@s3mirror/core/store/files/sweeping";
import { endSession, renewSession } from "@s3mirror/core/store/fleet/sessions";
import { deleteOutlived } from "@s3mirror/core/store/housekeeping";
import { answerOnce, recallAnswer } from "@s3mirror/core/store/people/idempotency";
import { sampleThroughput } from "@s3mirror/core/store/reads/throughput";
import { anyRow } from "@s3mirror/core/store/rows";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { makePlannedTransfer, makeSession, openTestLedger, type TestLedger } from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
  return () => t.close();
});

const samples = async () =>
  (await t.ledger.run(z.object({ n: z.number() }), "select count(*)::int as n from throughput_samples"))[0]?.n;

test("an answer is remembered for 7 days and no longer", async () => {
  const use = { principal: { ownerId: "a", keyId: null }, key: "k", bodyHash: "h" };
  const answer = { type: "done" as const, status: 200, headers: {}, body: "{}" };
  await answerOnce(t.ledger, use, async () => answer);
  const ages = (interval: string) =>
    t.ledger.run(anyRow, `update idempotency_keys set created_at = clock_timestamp() - interval '${interval}'`);
  await ages("6 days 23 hours");
  expect(await deleteOutlived(t.ledger)).toEqual({});
  expect(await recallAnswer(t.ledger, use)).not.toBeNull();
  await ages("7 days 1 hour");
  expect(await deleteOutlived(t.ledger)).toEqual({ idempotency_keys: 1 });
  expect(await recallAnswer(t.ledger, use)).toBeNull();
});

test("a copier's session goes when its files were handed on, with what it told of them", async () => {
  const sessionId = await makeSession(t.ledger);
  const bytes = { files: [], transfers: [] };
  await renewSession(t.ledger, { sessionId, leaseSeconds: 60, stallSeconds: 900, bytes });
  await endSession(t.ledger, { sessionId });
  await t.ledger.run(anyRow, "update copiers set lease_until = clock_timestamp() - interval '8 days'");
  expect(await deleteOutlived(t.ledger)).toEqual({});
  await sweepDeadSessions(t.ledger, { leaseSeconds: 60 });
  expect(await deleteOutlived(t.ledger)).toEqual({ copiers: 1 });
});

test("of several coordinators one samples, and a chart goes 90 days after its transfer's end", async () => {
  await makePlannedTransfer(t.ledger, 1);
  await t.ledger.run(anyRow, "delete from outbox");
  await Promise.all(Array.from({ length: 6 }, () => sampleThroughput(t.ledger)));
  expect(await samples()).toBe(1);
  await t.ledger.run(anyRow, "update transfers set finished_at = clock_timestamp() - interval '89 days'");
  expect(await deleteOutlived(t.ledger)).toEqual({});
  await t.ledger.run(anyRow, "update transfers set finished_at = clock_timestamp() - interval '91 days'");
  expect(await deleteOutlived(t.ledger)).toEqual({ throughput_samples: 1 });
});

test("ranges of files that came too late for their transfer go an hour after its end", async () => {
  await makePlannedTransfer(t.ledger, 1);
  await t.ledger.run(anyRow, "update transfers set finished_at = clock_timestamp() - interval '59 minutes'");
  expect(await deleteOutlived(t.ledger)).toEqual({});
  await t.ledger.run(anyRow, "update transfers set finished_at = clock_timestamp() - interval '61 minutes'");
  expect(await deleteOutlived(t.ledger)).toEqual({ outbox: 1 });
});

test("links and people's sessions go 30 days after they expired", async () => {
  await t.ledger.run(anyRow, "insert into users (id, email, role) values ('us_1', 'ann@example.org', 'viewer')");
  const insert = (table: string, more: string, days: number) =>
    t.ledger.run(
      anyRow,
      `insert into ${table} (id, secret_hash, user_id, expires_at${more === "" ? "" : ", made_by"})
       values (gen_random_uuid()::text, 'h', 'us_1', clock_timestamp() - interval '${days} days'${more})`,
    );
  for (const days of [29, 31]) {
    await insert("sign_in_links", ", 'x'", days);
    await insert("sessions", "", days);
  }
  expect(await deleteOutlived(t.ledger)).toEqual({ sign_in_links: 1, sessions: 1 });
});
