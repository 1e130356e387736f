import { takeEffects } from "@s3mirror/core/store/files/outbox";
import { followStalls } from "@s3mirror/core/store/files/stalls";
import { renewSession } from "@s3mirror/core/store/fleet/sessions";
import { sampleThroughput } from "@s3mirror/core/store/reads/throughput";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { listTransferEvents } from "@s3mirror/core/store/transfers/transfer-events";
import { beforeAll, expect, test } from "vitest";
import { makePlannedTransfer, makeSession, mustClaim, openTestLedger, type TestLedger } from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
  return () => t.close();
});

const stallSeconds = 900;

/** A transfer with one file claimed, and the renewals of its session. */
async function makeWorking() {
  const transferId = await makePlannedTransfer(t.ledger, 2);
  const sessionId = await makeSession(t.ledger);
  const { attempt } = await mustClaim(t.ledger, { sessionId, transferId, file: 1 });
  return {
    transferId,
    attempt,
    tell: (bytesCopied: number, waits = false) =>
      renewSession(t.ledger, {
        sessionId,
        leaseSeconds: 60,
        stallSeconds,
        bytes: {
          files: [{ transferId, file: 1, attempt, bytesCopied, waits }],
          transfers: [{ transferId, bytesCopied }],
        },
      }),
    stalledSince: async () => (await readTransfer(t.ledger, { id: transferId, vendorId: null }))?.stalledSince ?? null,
  };
}

/** As though everything that was told so far had been told so much earlier. */
async function passes(minutes: number): Promise<void> {
  const earlier = `- interval '${minutes} minutes'`;
  await t.ledger.run(
    anyRow,
    `update session_progress set files = (select coalesce(jsonb_agg(item || jsonb_build_object('since', (item ->> 'since')::timestamptz ${earlier})), '[]')
     from jsonb_array_elements(files) as e(item))`,
  );
  await t.ledger.run(anyRow, `update throughput_samples set at = at ${earlier}`);
  await t.ledger.run(
    anyRow,
    `update transfers set moved_at = moved_at ${earlier}, sampled_at = sampled_at ${earlier}, stalled_since = stalled_since ${earlier}`,
  );
}

const follow = () => followStalls(t.ledger, { stallSeconds });

test("a file that gets no byte for too long is to be let go, and its transfer stalls until one moves", async () => {
  const { transferId, attempt, tell, stalledSince } = await makeWorking();
  await tell(50);
  await sampleThroughput(t.ledger);
  expect(await follow()).toEqual([]);
  await passes(14);
  expect((await tell(50)).stalledFiles).toEqual([]);
  await passes(2);
  expect((await tell(50)).stalledFiles).toEqual([{ transferId, file: 1, attempt }]);
  expect(await follow()).toEqual([transferId]);
  expect(await follow()).toEqual([]);
  expect(await stalledSince()).not.toBeNull();

  expect((await tell(60)).stalledFiles).toEqual([]);
  await follow();
  expect(await stalledSince()).toBeNull();

  await passes(16);
  await tell(60);
  expect(await follow()).toEqual([transferId]);
  const effects = await takeEffects(t.ledger, { limit: 50 });
  expect(effects.filter((effect) => effect.transferId === transferId).map(({ kind }) => kind)).toEqual(["stalled"]);
  const events = await listTransferEvents(t.ledger, {
    transferId,
    vendorId: null,
    from: null,
    newestFirst: false,
    limit: 20,
  });
  expect(events.map(({ type }) => type).slice(-3)).toEqual([
    "transfer.stalled",
    "transfer.resumed",
    "transfer.stalled",
  ]);
});

test("a file that only waits at its copier's gate does not stall", async () => {
  const { tell, stalledSince } = await makeWorking();
  await tell(50, true);
  await passes(60);
  expect((await tell(50, true)).stalledFiles).toEqual([]);
  await follow();
  expect(await stalledSince()).toBeNull();
  // Its time begins when it is let through.
  expect((await tell(50)).stalledFiles).toEqual([]);
});

test("a stalled file does not stall a transfer whose other files move", async () => {
  const { tell, stalledSince } = await makeWorking();
  await tell(50);
  await passes(16);
  await tell(50);
  await sampleThroughput(t.ledger);
  await follow();
  expect(await stalledSince()).toBeNull();
});
