import { deleteOutboxRows, type TakenRange, takeRanges } from "@s3mirror/core/store/files/outbox";
import { recordResults } from "@s3mirror/core/store/files/results";
import { sweepSilentFiles } from "@s3mirror/core/store/files/sweeping";
import { anyRow } from "@s3mirror/core/store/rows";
import { pauseTransfer, resumeTransfer } from "@s3mirror/core/store/transfers/steering";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import {
  copiedResult,
  denyFiles,
  makePlannedTransfer,
  makeSession,
  mustClaim,
  openTestLedger,
  redriveAll,
  type TestLedger,
} from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
  return () => t.close();
});
let transferId: string;
beforeEach(async () => {
  transferId = await makePlannedTransfer(t.ledger, 3_000);
});
afterEach(() => t.ledger.run(anyRow, "update transfers set state = 'cancelled', finished_at = clock_timestamp()"));

const window = 1_000;
const take = () => takeRanges(t.ledger, { limit: 20, window });
const filesOf = (ranges: TakenRange[]) => ranges.flatMap((range) => range.files.map(({ file }) => file));
const forget = (ranges: TakenRange[]) => deleteOutboxRows(t.ledger, { ids: ranges.map(({ outboxId }) => outboxId) });

/** Takes, sends and forgets, as a relay does. @returns the files whose messages are out now */
async function send(): Promise<number[]> {
  const ranges = await take();
  await forget(ranges);
  return filesOf(ranges);
}

/** As though these files were copied in one moment. */
const end = (files: number[]) =>
  t.ledger.run(
    anyRow,
    `update files set state = 'copied' where transfer = (select number from transfers where id = :id)
       and number in (select jsonb_array_elements_text(:files::jsonb)::bigint)`,
    { id: transferId, files },
  );

const leasesEnd = () => t.ledger.run(anyRow, "update outbox set lease_until = clock_timestamp() - interval '1 second'");

test("one call puts no more messages out than the window allows", async () => {
  const first = await send();
  expect(first).toHaveLength(window);
  expect(await send()).toEqual([]);
  await end(first.slice(0, 600));
  expect(await send()).toHaveLength(500);
});

test("two relays that look in one moment stay within the window together", async () => {
  const taken = await Promise.all([take(), take(), take()]);
  expect(filesOf(taken.flat())).toHaveLength(window);
});

test("a relay that died with a full window holds up nobody: its ranges are taken again", async () => {
  const lost = filesOf(await take());
  await leasesEnd();
  expect((await send()).sort()).toEqual(lost.sort());
});

test("what is redriven goes out a window at a time, though it counts as queued at once", async () => {
  const denied: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const files = await send();
    await denyFiles(t.ledger, transferId, files);
    denied.push(...files);
  }
  expect(denied).toHaveLength(3_000);
  expect(await redriveAll(t.ledger, transferId)).toBe(3_000);
  const sent = await send();
  expect(sent).toHaveLength(window);
  expect(await send()).toEqual([]);
  await end(sent);
  expect(await send()).toHaveLength(window);
});

test("messages that were all lost are sent again, although more files wait than the window lets out", async () => {
  const lost = await send();
  await t.ledger.run(anyRow, "update transfers set created_at = clock_timestamp() - interval '1 hour'");
  const swept = () => sweepSilentFiles(t.ledger, { quietSeconds: 60, queueEmpty: true, limit: 5_000 });
  expect(await swept()).toBe(window);
  expect(await swept()).toBe(0);
  expect((await send()).sort()).toEqual(lost.sort());
});

test("a paused transfer whose messages were deleted goes on, each file once, within the window", async () => {
  const sent = await send();
  const hold = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: sent[0] ?? 1 });
  await recordResults(t.ledger, { results: [copiedResult(hold)] });
  await pauseTransfer(t.ledger, { id: transferId, by: "user" });
  await resumeTransfer(t.ledger, { id: transferId, pausedBy: "user" });
  const again = await send();
  expect(again.length).toBeLessThanOrEqual(window);
  const all = new Set([...again, hold.file]);
  await end(again);
  for (;;) {
    const more = await send();
    if (more.length === 0) break;
    for (const file of more) {
      expect(all.has(file)).toBe(false);
      all.add(file);
    }
    await end(more);
  }
  expect(all.size).toBe(3_000);
});
