import { redriveOnce, workOnRedrive } from "@s3mirror/coordinator/heal/redrive";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { askRedrive, type Redrive, takeRedrive } from "@s3mirror/core/store/transfers/redrive";
import { cancelTransfer } from "@s3mirror/core/store/transfers/steering";
import { listTransferEvents } from "@s3mirror/core/store/transfers/transfer-events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { denyFiles, makePlannedTransfer, relayAll } from "../ledger/open-test-ledger.ts";
import { openS3Coordinator, type S3Coordinator } from "./open-s3-coordinator.ts";

let t: S3Coordinator;
beforeAll(async () => {
  t = await openS3Coordinator();
  await t.put(Array.from({ length: 300 }, (_, n) => keyOf(n + 1)));
});
afterAll(() => t.close());

const keyOf = (file: number) => `run/${String(file).padStart(6, "0")}.fastq.gz`;

/** How often a source was read meanwhile: once for each probe. */
const countReads = (act: () => Promise<unknown>) => t.countCalls("GetObject", act);

async function makeDenied(files: number): Promise<string> {
  const transferId = await makePlannedTransfer(t.deps.ledger, files);
  await relayAll(t.deps.ledger);
  await denyFiles(
    t.deps.ledger,
    transferId,
    Array.from({ length: files }, (_, n) => n + 1),
  );
  return transferId;
}

async function ask(transferId: string, more: Partial<Parameters<typeof askRedrive>[1]> = {}): Promise<Redrive> {
  const everything = { causeId: null, failureKind: null, fileNumbers: null, also: [], by: "Ann", reason: "mended" };
  const redrive = await askRedrive(t.deps.ledger.run, { transferId, ...everything, leaseSeconds: 0, ...more });
  if (redrive === null) throw new Error("there is nothing to redrive");
  return redrive;
}

const finish = async () => {
  while (await redriveOnce(t.deps));
};

/** The files of a transfer in their second generation: those that were redriven, once. */
async function redriven(transferId: string): Promise<number[]> {
  const rows = await t.deps.ledger.run(
    z.object({ number: z.number(), generation: z.number() }),
    `select number, generation from files where transfer = (select number from transfers where id = :transferId)
     and generation > 1 order by number`,
    { transferId },
  );
  expect(rows.every(({ generation }) => generation === 2)).toBe(true);
  return rows.map(({ number }) => number);
}

const eventsOf = async (transferId: string) =>
  (
    await listTransferEvents(t.deps.ledger, { transferId, vendorId: null, from: null, newestFirst: false, limit: 100 })
  ).filter(({ type }) => type === "transfer.redriven");

test("of a cause of many files a few are asked for: while none passes all still fail, when all pass all move", async () => {
  const transferId = await makeDenied(250);
  await t.allow(["nothing"]);
  const redrive = await ask(transferId, { by: null });
  expect(redrive.files).toBe(250);
  expect(await countReads(finish)).toBe(20);
  expect(await redriven(transferId)).toEqual([]);
  expect(await eventsOf(transferId)).toEqual([]);

  await t.allow(["run/*"]);
  await ask(transferId);
  expect(await countReads(finish)).toBe(20);
  expect(await redriven(transferId)).toHaveLength(250);
  expect(await eventsOf(transferId)).toMatchObject([
    { by: "Ann", reason: "mended", detail: { files: 250, stillFailing: 0 } },
  ]);
  const transfer = await readTransfer(t.deps.ledger, { id: transferId, vendorId: null });
  expect(transfer).toMatchObject({ state: "running", queued: 250, deadLettered: 0 });
});

test("where some pass each is asked for: those that pass move, and only those", async () => {
  const transferId = await makeDenied(250);
  await t.allow(["run/0000*", "run/00020*"]);
  await ask(transferId);
  await finish();
  const mended = [...Array.from({ length: 99 }, (_, n) => n + 1), ...Array.from({ length: 10 }, (_, n) => n + 200)];
  expect(await redriven(transferId)).toEqual(mended);
  expect(await eventsOf(transferId)).toMatchObject([{ detail: { files: 109, stillFailing: 141 } }]);
});

test("a redrive left in the middle is gone on with by another, and no file is redriven twice", async () => {
  const transferId = await makeDenied(250);
  await t.allow(["run/0001*"]);
  const begun = await ask(transferId, { leaseSeconds: 600 });
  const { redrive, isDone } = await workOnRedrive(t.deps, begun, 0);
  expect(isDone).toBe(false);
  expect(redrive.at).not.toEqual(begun.at);
  // Who thinks that it stands where it stood before changes nothing.
  expect(await workOnRedrive(t.deps, begun, 60_000)).toEqual({ redrive: begun, isDone: false });
  await t.deps.ledger.run(anyRow, "update outbox set lease_until = clock_timestamp() - interval '1 second'");
  await finish();
  expect(await redriven(transferId)).toEqual(Array.from({ length: 100 }, (_, n) => n + 100));
  expect(await takeRedrive(t.deps.ledger, { leaseSeconds: 1 })).toBeNull();
});

test("files by number, of a kind that cannot be probed, and cancelled ones go without a probe", async () => {
  const transferId = await makePlannedTransfer(t.deps.ledger, 4);
  await relayAll(t.deps.ledger);
  await denyFiles(t.deps.ledger, transferId, [1, 2], { kind: "destination_exists", action: null });
  await cancelTransfer(t.deps.ledger, { id: transferId });
  await t.deps.ledger.run(anyRow, "update files set state = 'cancelled' where state = 'queued'");
  await t.deps.ledger.run(anyRow, "update transfers set state = 'cancelled' where state = 'cancelling'");
  await ask(transferId, { fileNumbers: [2, 3], also: ["cancelled", "waived"] });
  expect(await countReads(finish)).toBe(0);
  expect(await redriven(transferId)).toEqual([2, 3]);
});

test("cancelling the transfer ends its redrive", async () => {
  const transferId = await makePlannedTransfer(t.deps.ledger, 3);
  await relayAll(t.deps.ledger);
  await denyFiles(t.deps.ledger, transferId, [1, 2]);
  await t.allow(["run/*"]);
  const begun = await ask(transferId);
  await cancelTransfer(t.deps.ledger, { id: transferId });
  expect(await workOnRedrive(t.deps, begun, 60_000)).toMatchObject({ redrive: { redriven: 0 } });
  await finish();
  expect(await redriven(transferId)).toEqual([]);
});
