import { runCoordinator } from "@s3mirror/coordinator/coordinator";
import { Activity } from "@s3mirror/coordinator/repeat";
import { watchForWork } from "@s3mirror/coordinator/watch-for-work";
import { listCauses } from "@s3mirror/core/store/causes/causes";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { denyFiles, makePlannedTransfer, relayAll } from "../ledger/open-test-ledger.ts";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

let t: TestCoordinator;
beforeAll(async () => {
  t = await openTestCoordinator();
});
afterAll(() => t.close());

test("a coordinator at rest wakes to probe a cause whose time has come, though its transfer ended long ago", async () => {
  const transferId = await makePlannedTransfer(t.deps.ledger, 1);
  await relayAll(t.deps.ledger);
  await denyFiles(t.deps.ledger, transferId, [1]);
  await t.deps.ledger.run(anyRow, "update causes set next_probe_at = clock_timestamp() + interval '20 seconds'");
  // Nobody listens where alerts are sent.
  await t.deps.ledger.run(anyRow, "delete from outbox where kind = 'alert'");
  await t.deps.ledger.run(
    anyRow,
    "update transfers set state = 'completed_with_failures', finished_at = clock_timestamp()",
  );
  const activity = new Activity();
  const stop = new AbortController();
  const running = runCoordinator(t.deps, activity, stop.signal);
  try {
    await expect.poll(() => activity.busy, { timeout: 30_000 }).toBe(false);
    const probedAt = async () => (await listCauses(t.deps.ledger, { transferId }))[0]?.lastProbeAt ?? null;
    expect(await probedAt()).toBeNull();
    await expect.poll(probedAt, { timeout: 30_000 }).not.toBeNull();
    expect((await readTransfer(t.deps.ledger, { id: transferId, vendorId: null }))?.deadLettered).toBe(1);
  } finally {
    stop.abort();
    await running;
  }
}, 90_000);

test("what is accepted while a coordinator looks whether it may rest keeps it awake", async () => {
  const activity = new Activity();
  const stop = new AbortController();
  let heard = false;
  const ledger: Ledger = {
    ...t.deps.ledger,
    run: async (row, sql, params) => {
      const rows = await t.deps.ledger.run(row, sql, params);
      // The transfer comes after the ledger said that there is none, and before the coordinator heard it.
      activity.wake();
      heard = true;
      return rows;
    },
  };
  await t.deps.ledger.run(anyRow, "delete from outbox");
  await t.deps.ledger.run(anyRow, "update causes set next_probe_at = null");
  const sleep = async () => {
    if (heard) stop.abort();
  };
  await watchForWork({ ...t.deps, ledger, sleep }, activity, stop.signal);
  expect(activity.busy).toBe(true);
});
