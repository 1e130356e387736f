import { keepUnreadable } from "@s3mirror/core/store/files/dead-letters";
import { takeEffects } from "@s3mirror/core/store/files/outbox";
import { readFleet, resumeFleet } from "@s3mirror/core/store/fleet/fleet";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { beforeAll, expect, test } from "vitest";
import {
  claimOne,
  denyFiles,
  makePlannedTransfer,
  makeSession,
  openTestLedger,
  relayAll,
  type TestLedger,
} from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
  return () => t.close();
});

const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => from + n);
const operatorNews = async () =>
  (await takeEffects(t.ledger, { limit: 50 })).filter(({ kind }) => kind === "operator").map(({ payload }) => payload);

test("20 files that crash their copiers are believed; with the next the fleet pauses, and it and all others are spared", async () => {
  const transferId = await makePlannedTransfer(t.ledger, 60);
  await relayAll(t.ledger);
  const crash = (from: number, to: number) =>
    denyFiles(t.ledger, transferId, numbers(from, to), { kind: "crashed", probed: false });
  const read = () => readTransfer(t.ledger, { id: transferId, vendorId: null });
  await crash(1, 18);
  expect((await readFleet(t.ledger)).pausedBy).toBeNull();
  await crash(19, 40);
  expect(await readFleet(t.ledger)).toMatchObject({ pausedBy: "crashes", pausedReason: "copiers crash" });
  expect(await read()).toMatchObject({ deadLettered: 20, copying: 20, queued: 20 });
  expect(await operatorNews()).toEqual([{ about: "crashes", at: expect.any(String) }]);

  await resumeFleet(t.ledger);
  const sent = (await relayAll(t.ledger)).flatMap(({ files }) => files.map(({ file }) => file));
  expect(sent.sort((a, b) => a - b)).toEqual(numbers(21, 60));
  const sessionId = await makeSession(t.ledger);
  expect((await claimOne(t.ledger, { sessionId, transferId, file: 30 })).type).toBe("go");
});

test("messages that cannot be read tell the operator once a day", async () => {
  const keep = (messageId: string) => keepUnreadable(t.ledger, { messages: [{ messageId, body: "hello" }] });
  await keep("m1");
  await keep("m2");
  expect(await operatorNews()).toEqual([{ about: "unreadable", at: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) }]);
});
