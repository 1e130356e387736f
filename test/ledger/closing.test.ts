import { listCauses, tripBreaker } from "@s3mirror/core/store/causes/causes";
import { releaseFiles } from "@s3mirror/core/store/files/claims";
import { judgeBackstop, recordDeadLetters } from "@s3mirror/core/store/files/dead-letters";
import { takeEffects } from "@s3mirror/core/store/files/outbox";
import { recordResults } from "@s3mirror/core/store/files/results";
import { beatLedger, sweepDeadSessions, sweepSilentFiles } from "@s3mirror/core/store/files/sweeping";
import { migrate } from "@s3mirror/core/store/migrate";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import {
  cancelUnclaimedFiles,
  closeTransfer,
  findClosingCandidates,
  recountTransfer,
} from "@s3mirror/core/store/transfers/closing";
import { askRedrive, takeRedrive } from "@s3mirror/core/store/transfers/redrive";
import { cancelTransfer, pauseTransfer, resumeTransfer } from "@s3mirror/core/store/transfers/steering";
import { waiveFiles } from "@s3mirror/core/store/transfers/waive";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import {
  claimOne,
  copiedResult,
  deniedLetter,
  makePlannedTransfer,
  makeSession,
  mustClaim,
  openTestLedger,
  redriveAll,
  relayAll,
  type TestLedger,
} from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(() => t?.close());

const read = async (id: string) => {
  const transfer = await readTransfer(t.ledger, { id, vendorId: null });
  if (transfer === null) throw new Error(`transfer ${id} is gone`);
  return transfer;
};
const bury = (holds: Parameters<typeof deniedLetter>[0][]) =>
  recordDeadLetters(t.ledger, {
    deadLetters: holds.map(deniedLetter),
    newCauseIds: holds.map((hold) => `ca_${hold.transferId}_${hold.file}_${hold.generation}`),
    firstProbeSeconds: 300,
  });
const candidateOf = async (id: string) => (await findClosingCandidates(t.ledger)).find((c) => c.transferId === id);
async function makeTransferWithOneDenied() {
  const transferId = await makePlannedTransfer(t.ledger, 2);
  await relayAll(t.ledger);
  const sessionId = await makeSession(t.ledger);
  const [good, bad] = [
    await mustClaim(t.ledger, { sessionId, transferId, file: 1 }),
    await mustClaim(t.ledger, { sessionId, transferId, file: 2 }),
  ];
  await recordResults(t.ledger, { results: [copiedResult(good)] });
  await bury([bad]);
  return { transferId, sessionId, good, bad };
}

test("migrating an up-to-date ledger does nothing", async () => {
  expect(await migrate(t.owner, null)).toEqual([]);
});

test("a denied file waits for the vendor in one cause, asks for one alert, and closes the transfer with failures", async () => {
  const { transferId, bad } = await makeTransferWithOneDenied();
  expect(await bury([bad])).toEqual([]);
  expect(await listCauses(t.ledger, { transferId })).toMatchObject([
    {
      kind: "source_permission",
      actionBy: "vendor",
      action: "s3:GetObject",
      files: 1,
      bytes: 100,
      state: "open",
      firstKeys: ["run/000002.fastq.gz"],
    },
  ]);
  const candidate = await candidateOf(transferId);
  if (candidate === undefined) throw new Error("nothing is left, yet it is no candidate");
  expect(await recountTransfer(t.ledger, candidate)).toEqual([]);
  expect(await closeTransfer(t.ledger, candidate)).toBe(true);
  expect(await closeTransfer(t.ledger, candidate)).toBe(false);
  expect(await read(transferId)).toMatchObject({
    state: "completed_with_failures",
    copied: 1,
    deadLettered: 1,
    waitingFor: [{ actionBy: "vendor", files: 1 }],
  });
  await expect
    .poll(async () => (await takeEffects(t.ledger, { limit: 50 })).filter((e) => e.transferId === transferId).length, {
      timeout: 5_000,
    })
    .toBeGreaterThan(0);
});

test("a redrive moves only what failed, in a new generation, and reopens the transfer", async () => {
  const { transferId, sessionId } = await makeTransferWithOneDenied();
  const candidate = await candidateOf(transferId);
  if (candidate === undefined) throw new Error("no candidate");
  await closeTransfer(t.ledger, candidate);
  expect(await redriveAll(t.ledger, transferId)).toBe(1);
  expect(await redriveAll(t.ledger, transferId)).toBe(0);
  expect(await read(transferId)).toMatchObject({
    state: "running",
    queued: 1,
    copied: 1,
    deadLettered: 0,
    finishedAt: null,
  });
  expect(await relayAll(t.ledger)).toMatchObject([{ files: [{ file: 2, generation: 2 }] }]);
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 2, generation: 1, claimId: "old" })).type).toBe(
    "older_generation",
  );
  const again = await mustClaim(t.ledger, { sessionId, transferId, file: 2, generation: 2, claimId: "new" });
  expect(again).toMatchObject({ generation: 2, attempt: 2 });
  await recordResults(t.ledger, { results: [copiedResult(again)] });
  const last = await candidateOf(transferId);
  if (last === undefined) throw new Error("no candidate");
  await closeTransfer(t.ledger, last);
  expect(await read(transferId)).toMatchObject({ state: "completed", copied: 2 });
  expect(await listCauses(t.ledger, { transferId })).toMatchObject([{ files: 0, state: "remedied" }]);
});

test("a redrive that comes between the look and the close leaves the transfer open", async () => {
  const { transferId } = await makeTransferWithOneDenied();
  const candidate = await candidateOf(transferId);
  if (candidate === undefined) throw new Error("no candidate");
  await redriveAll(t.ledger, transferId);
  expect(await closeTransfer(t.ledger, candidate)).toBe(false);
  expect((await read(transferId)).state).toBe("running");
});

test("a newer attempt wins over a dead letter on its way", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const old = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  await t.ledger.run(anyRow, "update copiers set lease_until = clock_timestamp() - interval '1 second'");
  const next = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  expect(await bury([old])).toEqual([]);
  expect(await recordResults(t.ledger, { results: [copiedResult(next)] })).toEqual(["recorded"]);
});

test("a transfer that closes leaves nothing to be sent, so that the coordinators may rest", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const { number } = await read(transferId);
  const sessionId = await makeSession(t.ledger);
  const work = await mustClaim(t.ledger, { sessionId, transferId, file: 1 });
  await recordResults(t.ledger, { results: [copiedResult(work)] });
  const candidate = await candidateOf(transferId);
  expect(candidate && (await closeTransfer(t.ledger, candidate))).toBe(true);
  const left = await t.ledger.run(
    z.object({ kind: z.string() }),
    "select kind from outbox where transfer = :number::bigint",
    { number },
  );
  expect(left).toEqual([{ kind: "announce" }]);
});

test("a redrive that was asked for while its transfer was cancelled does not open it again", async () => {
  const { transferId } = await makeTransferWithOneDenied();
  await cancelTransfer(t.ledger, { id: transferId });
  const everything = { causeId: null, failureKind: null, fileNumbers: null, also: [], by: null, reason: null };
  expect(await askRedrive(t.ledger.run, { transferId, ...everything, leaseSeconds: 0 })).not.toBeNull();
  const candidate = await candidateOf(transferId);
  expect(candidate && (await closeTransfer(t.ledger, candidate))).toBe(true);
  expect(await takeRedrive(t.ledger, { leaseSeconds: 30 })).toBeNull();
});

test("a waived file counts as waived, and its transfer completes", async () => {
  const { transferId } = await makeTransferWithOneDenied();
  expect(
    await waiveFiles(t.ledger, { transferId, causeId: null, fileNumbers: [2], by: "a person", reason: "not needed" }),
  ).toBe(1);
  const candidate = await candidateOf(transferId);
  if (candidate === undefined) throw new Error("no candidate");
  await closeTransfer(t.ledger, candidate);
  expect(await read(transferId)).toMatchObject({ state: "completed", waived: 1, deadLettered: 0 });
});

test("a transfer that had ended with failures is complete once somebody goes without the last of them, and not before", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 3);
  await relayAll(t.ledger);
  const sessionId = await makeSession(t.ledger);
  const works = [];
  for (const file of [1, 2, 3]) works.push(await mustClaim(t.ledger, { sessionId, transferId, file }));
  const [good, ...bad] = works;
  if (good === undefined) throw new Error("no claim");
  await recordResults(t.ledger, { results: [copiedResult(good)] });
  await bury(bad);
  const close = async () => {
    const candidate = await candidateOf(transferId);
    return candidate !== undefined && (await closeTransfer(t.ledger, candidate));
  };
  const waive = (fileNumbers: number[]) =>
    waiveFiles(t.ledger, { transferId, causeId: null, fileNumbers, by: "a person", reason: "not needed" });
  expect(await close()).toBe(true);
  const ended = await read(transferId);
  expect(await waive([2])).toBe(1);
  expect(await close()).toBe(false);
  expect(await read(transferId)).toMatchObject({ state: "completed_with_failures", waived: 1, deadLettered: 1 });
  expect(await waive([1, 2, 3])).toBe(1);
  expect(await close()).toBe(true);
  expect(await read(transferId)).toMatchObject({ state: "completed", waived: 2, deadLettered: 0 });
  expect((await read(transferId))?.epoch).toBe((ended?.epoch ?? 0) + 1);
  expect(await waive([1, 2, 3])).toBe(0);
  expect(await read(transferId)).toMatchObject({ state: "completed" });
});

test("pausing keeps files from the relay, resuming sends every waiting one again", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1_200);
  expect(await pauseTransfer(t.ledger, { id: transferId, by: "user" })).toBe(true);
  expect((await relayAll(t.ledger)).filter((range) => range.transferId === transferId)).toEqual([]);
  expect(await resumeTransfer(t.ledger, { id: transferId, pausedBy: null })).toBe(true);
  const sent = (await relayAll(t.ledger))
    .filter((range) => range.transferId === transferId)
    .flatMap((range) => range.files);
  expect(new Set(sent.map(({ file }) => file)).size).toBe(1_200);
  expect(await read(transferId)).toMatchObject({ planned: 0, queued: 1_200 });
});

test("a cancelled transfer ends with every unclaimed file cancelled, and lets a faster copier be copied", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 3);
  const work = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  expect(await cancelTransfer(t.ledger, { id: transferId })).toBe(true);
  await cancelUnclaimedFiles(t.ledger);
  expect(await read(transferId)).toMatchObject({ state: "cancelling", cancelled: 2, copying: 1 });
  await recordResults(t.ledger, { results: [copiedResult(work)] });
  const candidate = await candidateOf(transferId);
  if (candidate === undefined) throw new Error("no candidate");
  await closeTransfer(t.ledger, candidate);
  expect(await read(transferId)).toMatchObject({ state: "cancelled", cancelled: 2, copied: 1 });
});

test("what was begun of a cancelled transfer and lies with nobody is sent to be looked at, and not cancelled unseen", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 3);
  await relayAll(t.ledger);
  const work = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  await releaseFiles(t.ledger, { holds: [work], reason: "shutdown" });
  await cancelTransfer(t.ledger, { id: transferId });
  await cancelUnclaimedFiles(t.ledger);
  expect(await read(transferId)).toMatchObject({ state: "cancelling", cancelled: 2, copying: 1 });
  const sent = (await relayAll(t.ledger)).filter((range) => range.transferId === transferId);
  expect(sent.flatMap((range) => range.files.map(({ file }) => file))).toEqual([1]);
  const next = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  expect(next).toMatchObject({ attempt: work.attempt + 1, cancelling: true });
});

test("the breaker trips once, pauses, and keeps the unsent files", async () => {
  const { transferId } = await makeTransferWithOneDenied();
  const [cause] = await listCauses(t.ledger, { transferId });
  expect(await tripBreaker(t.ledger, { transferId, causeId: cause?.id ?? "" })).toBe(true);
  expect(await tripBreaker(t.ledger, { transferId, causeId: cause?.id ?? "" })).toBe(false);
  expect(await read(transferId)).toMatchObject({ state: "paused", pausedBy: "breaker" });
});

test("what a dead session held is sent again once; after an outage of the ledger only one lease later", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 2);
  await relayAll(t.ledger);
  const sessionId = await makeSession(t.ledger);
  await mustClaim(t.ledger, { sessionId, transferId, file: 1 });
  await mustClaim(t.ledger, { sessionId, transferId, file: 2 });
  await t.ledger.run(anyRow, "update copiers set swept_at = clock_timestamp() where session_id <> :id", {
    id: sessionId,
  });
  await t.ledger.run(
    anyRow,
    "update copiers set lease_until = clock_timestamp() - interval '1 second' where session_id = :id",
    { id: sessionId },
  );
  await t.ledger.run(anyRow, "update fleet set ledger_seen_at = clock_timestamp() - interval '5 minutes'");
  await beatLedger(t.ledger, { leaseSeconds: 60 });
  expect(await sweepDeadSessions(t.ledger, { leaseSeconds: 60 })).toBe(0);
  await t.ledger.run(anyRow, "update fleet set ledger_back_at = '-infinity'");
  expect(await sweepDeadSessions(t.ledger, { leaseSeconds: 60 })).toBe(2);
  expect(await sweepDeadSessions(t.ledger, { leaseSeconds: 60 })).toBe(0);
  expect((await relayAll(t.ledger)).flatMap((range) => range.files.map(({ file }) => file)).sort()).toEqual([1, 2]);
});

test("files whose messages were all lost are found when the queue is silent", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 5);
  await relayAll(t.ledger);
  await sweepSilentFiles(t.ledger, { quietSeconds: 0, queueEmpty: true, limit: 5_000 });
  const sent = (await relayAll(t.ledger)).filter((range) => range.transferId === transferId);
  expect(sent.flatMap((range) => range.files)).toHaveLength(5);
});

test("a file whose message was lost is sent again although the queue is never silent", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  await relayAll(t.ledger);
  const sweep = async () => {
    await sweepSilentFiles(t.ledger, { quietSeconds: 0, queueEmpty: false, limit: 5_000 });
    return (await relayAll(t.ledger)).filter((range) => range.transferId === transferId);
  };
  expect(await sweep()).toEqual([]);
  await t.ledger.run(anyRow, "update files set next_send_at = next_send_at - interval '10 minutes'");
  expect(await sweep()).toMatchObject([{ files: [{ file: 1 }] }]);
});

test("a message of the backstop queue is poison only when the ledger says so", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 2);
  const sessionId = await makeSession(t.ledger);
  await recordResults(t.ledger, {
    results: [copiedResult(await mustClaim(t.ledger, { sessionId, transferId, file: 1 }))],
  });
  const ref = (file: number) => ({ transferId, file, generation: 1 });
  expect(await judgeBackstop(t.ledger, { refs: [ref(1), ref(2), ref(9)] })).toEqual([
    { type: "drop" },
    { type: "resend" },
    { type: "drop" },
  ]);
});

test("claims and results are heap-only updates", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 200);
  const sessionId = await makeSession(t.ledger);
  // What the planning changed is counted before the reset, not after it: a backend may keep its counts for a while.
  await t.ledger.run(anyRow, "select pg_stat_force_next_flush()::text as done");
  await t.owner.run(anyRow, "select pg_stat_reset()::text as done");
  for (let file = 1; file <= 200; file += 1) {
    await recordResults(t.ledger, {
      results: [copiedResult(await mustClaim(t.ledger, { sessionId, transferId, file }))],
    });
  }
  const stats = z.object({ updates: z.number(), hot: z.number() });
  await expect
    .poll(
      async () => {
        const [row] = await t.ledger.run(
          stats,
          "select n_tup_upd as updates, n_tup_hot_upd as hot from pg_stat_user_tables where relname = 'files_00000'",
        );
        return row !== undefined && row.updates >= 400 ? row.hot / row.updates : 0;
      },
      { timeout: 30_000 },
    )
    .toBeGreaterThan(0.9);
});
