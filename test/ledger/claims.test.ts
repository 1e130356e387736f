import { releaseFiles } from "@s3mirror/core/store/files/claims";
import { noteFailure, recordResults } from "@s3mirror/core/store/files/results";
import { noteEvent, recordIntent, registerUpload, restartFile } from "@s3mirror/core/store/files/uploads";
import { endSession, renewSession } from "@s3mirror/core/store/fleet/sessions";
import { putRoute } from "@s3mirror/core/store/people/routes";
import { readFile } from "@s3mirror/core/store/reads/files";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { cancelTransfer, pauseTransfer } from "@s3mirror/core/store/transfers/steering";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptTestTransfer, newTransferId, planNext } from "../make-transfer.ts";
import {
  claimOne,
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

const noBytes = { files: [], transfers: [] };
const killSession = (sessionId: string) =>
  t.ledger.run(
    anyRow,
    "update copiers set lease_until = clock_timestamp() - interval '1 second' where session_id = :id",
    {
      id: sessionId,
    },
  );

test("a file is handed to one session only, and the same claim asked again gets the same attempt", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const [one, two] = [await makeSession(t.ledger), await makeSession(t.ledger)];
  const first = await claimOne(t.ledger, { sessionId: one, transferId, file: 1 });
  const again = await claimOne(t.ledger, { sessionId: one, transferId, file: 1 });
  const other = await claimOne(t.ledger, { sessionId: two, transferId, file: 1 });
  expect(first).toMatchObject({ type: "go", work: { attempt: 1, sourceKey: "run/000001.fastq.gz", sizeBytes: 100 } });
  expect(again).toMatchObject({ type: "mine_already", work: { attempt: 1 } });
  expect(other.type).toBe("live_elsewhere");
});

test("a claim tells the route that allows its file; a transfer of before there were routes stands for itself", async () => {
  const told = { sourceBucket: "lab", sourcePrefix: "", destinationBucket: "ours", destinationPrefix: "in/" };
  const literal = { sourceLiteral: false, destinationLiteral: false };
  const more = { vendorId: null, name: "a lab's", enabled: true, redelivery: "never" } as const;
  const owners = { sourceOwnerAccountId: null, destinationOwnerAccountId: null };
  await putRoute(t.ledger, { id: "rt_lab", ...told, ...literal, ...more, ...owners });
  const transferId = await acceptTestTransfer(t.ledger, { routeId: "rt_lab" });
  await planNext(t.ledger, ["run/a"]);
  const work = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  expect(work.route).toEqual({ id: "rt_lab", ...told });

  const old = await acceptTestTransfer(t.ledger);
  await planNext(t.ledger, ["run/a"]);
  const oldWork = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId: old, file: 1 });
  expect(oldWork.route).toEqual({ id: old, ...told, sourcePrefix: "run/" });
});

test("of many claims made in one moment exactly one wins", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const sessions = await Promise.all(Array.from({ length: 12 }, () => makeSession(t.ledger)));
  const answers = await Promise.all(
    sessions.map((sessionId) => claimOne(t.ledger, { sessionId, transferId, file: 1 })),
  );
  expect(answers.filter((answer) => answer.type === "go")).toHaveLength(1);
  expect(answers.filter((answer) => answer.type === "live_elsewhere")).toHaveLength(11);
});

test("a dead session's file is taken over with a new attempt and one crash; what the dead one still writes is stale", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const [dead, heir] = [await makeSession(t.ledger), await makeSession(t.ledger)];
  const old = await mustClaim(t.ledger, { sessionId: dead, transferId, file: 1 });
  await killSession(dead);
  const taken = await mustClaim(t.ledger, { sessionId: heir, transferId, file: 1 });
  expect(taken.attempt).toBe(2);
  expect((await readFile(t.ledger, { transferId, number: 1 }))?.events).toMatchObject([
    { type: "handover", detail: { reason: "crashed" }, attempt: 2 },
  ]);
  expect(await recordResults(t.ledger, { results: [copiedResult(old)] })).toEqual(["stale"]);
  expect(
    await recordIntent(t.ledger, {
      hold: old,
      intent: { uploadId: null, expectedEtag: null, crc64nvme: null, partCount: null, standing: null },
    }),
  ).toEqual({ type: "stale" });
  expect(
    await noteFailure(t.ledger, {
      hold: old,
      failure: { kind: "crashed", code: "", side: "source", action: null, requestId: null, message: "" },
    }),
  ).toEqual({ type: "stale" });
  expect(await recordResults(t.ledger, { results: [copiedResult(taken)] })).toEqual(["recorded"]);
  expect(await recordResults(t.ledger, { results: [copiedResult(taken)] })).toEqual(["already"]);
  expect(await readTransfer(t.ledger, { id: transferId, vendorId: null })).toMatchObject({
    copied: 1,
    copying: 0,
    bytesDone: 100,
  });
});

test("a file whose copiers died five times is poison, and a session that said good-bye never counts", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 2);
  for (let death = 0; death < 5; death += 1) {
    const sessionId = await makeSession(t.ledger);
    await mustClaim(t.ledger, { sessionId, transferId, file: 1 });
    await mustClaim(t.ledger, { sessionId, transferId, file: 2 }).catch((error: Error) => error);
    await killSession(sessionId);
  }
  const sessionId = await makeSession(t.ledger);
  expect(await claimOne(t.ledger, { sessionId, transferId, file: 1 })).toMatchObject({
    type: "poison",
    hold: { file: 1, attempt: 5 },
  });
  const polite = await makePlannedTransfer(t.ledger, 1);
  for (let end = 0; end < 7; end += 1) {
    const leaving = await makeSession(t.ledger);
    await mustClaim(t.ledger, { sessionId: leaving, transferId: polite, file: 1 });
    await endSession(t.ledger, { sessionId: leaving });
  }
  expect(await claimOne(t.ledger, { sessionId, transferId: polite, file: 1 })).toMatchObject({
    type: "go",
    work: { attempt: 8 },
  });
  expect((await readFile(t.ledger, { transferId: polite, number: 1 }))?.events).toEqual([]);
});

test("a session without a live lease is told to renew first, and gets nothing", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const sessionId = await makeSession(t.ledger);
  await killSession(sessionId);
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 1 })).type).toBe("renew_first");
  await renewSession(t.ledger, { sessionId, leaseSeconds: 60, stallSeconds: 900, bytes: noBytes });
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 1 })).type).toBe("go");
});

test("messages of paused, cancelled, unknown and finished files are told apart", async () => {
  const sessionId = await makeSession(t.ledger);
  const transferId = await makePlannedTransfer(t.ledger, 3);
  await recordResults(t.ledger, {
    results: [copiedResult(await mustClaim(t.ledger, { sessionId, transferId, file: 1 }))],
  });
  await pauseTransfer(t.ledger, { id: transferId, by: "user" });
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 1 })).type).toBe("terminal");
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 2 })).type).toBe("paused");
  await cancelTransfer(t.ledger, { id: transferId });
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 2 })).type).toBe("cancelled");
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 4 })).type).toBe("unknown_file");
  expect((await claimOne(t.ledger, { sessionId, transferId: newTransferId(), file: 1 })).type).toBe("unknown_file");
  const orders = await renewSession(t.ledger, { sessionId, leaseSeconds: 60, stallSeconds: 900, bytes: noBytes });
  expect(orders.cancelledTransfers).toContain(transferId);
});

test("files let go are sent again, and keep the registered upload for the next attempt", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  await relayAll(t.ledger);
  const [one, two] = [await makeSession(t.ledger), await makeSession(t.ledger)];
  const hold = await mustClaim(t.ledger, { sessionId: one, transferId, file: 1 });
  const upload = {
    uploadId: "up-1",
    sourceEtag: '"e"',
    sourceVersionId: null,
    sizeBytes: 100,
    partSizeBytes: 50,
    partCount: 2,
  };
  expect(await registerUpload(t.ledger, { hold, expected: null, upload })).toEqual({ type: "registered" });
  expect(await registerUpload(t.ledger, { hold, expected: null, upload })).toEqual({ type: "registered" });
  await releaseFiles(t.ledger, { holds: [hold], reason: "shutdown" });
  expect(await relayAll(t.ledger)).toMatchObject([{ transferId, files: [{ file: 1, generation: 1 }] }]);
  const next = await mustClaim(t.ledger, { sessionId: two, transferId, file: 1 });
  expect(next).toMatchObject({ attempt: 2, upload });
  expect(
    await registerUpload(t.ledger, { hold: next, expected: null, upload: { ...upload, uploadId: "up-2" } }),
  ).toEqual({ type: "other", upload });
});

test("a changed source restarts the file once per change, however often the call is repeated", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const hold = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  const change = {
    hold,
    kind: "source_changed" as const,
    restartsBefore: 0,
    etag: '"new"',
    versionId: null,
    sizeBytes: 300,
  };
  expect(await restartFile(t.ledger, change)).toEqual({ type: "ok", restarts: 1 });
  expect(await restartFile(t.ledger, change)).toEqual({ type: "ok", restarts: 1 });
  expect(await readTransfer(t.ledger, { id: transferId, vendorId: null })).toMatchObject({
    bytesTotal: 300,
    copying: 1,
  });
});

test("a failure is kept whatever its text: cut short, and without what Postgres does not take", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const hold = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  const facts = { kind: "unexpected", code: "Error", requestId: null, action: null, side: "source" } as const;
  const message = `a\0${"x".repeat(1_997)}\u{1f600} and more`;
  expect(await noteFailure(t.copierLedger, { hold, failure: { ...facts, message } })).toEqual({ type: "ok" });
  const kept = await readFile(t.ledger, { transferId, number: 1 });
  expect(kept?.file.failure?.message).toBe(`a\ufffd${"x".repeat(1_997)}\ufffd`);
});

test("at most 50 events of a file are kept", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 1);
  const hold = await mustClaim(t.ledger, { sessionId: await makeSession(t.ledger), transferId, file: 1 });
  for (let n = 0; n < 55; n += 1) await noteEvent(t.ledger, { hold, type: "retry", detail: { n } });
  const kept = await t.ledger.run(
    anyRow,
    "select 1 as n from file_events where transfer = (select number from transfers where id = :id)",
    { id: transferId },
  );
  expect(kept).toHaveLength(50);
});
