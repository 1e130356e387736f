import { redriveOnce } from "@s3mirror/coordinator/heal/redrive";
import { planOne } from "@s3mirror/coordinator/plan/planner";
import { listCauses } from "@s3mirror/core/store/causes/causes";
import { listFiles } from "@s3mirror/core/store/reads/files";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { recountTransfer } from "@s3mirror/core/store/transfers/closing";
import { askRedrive } from "@s3mirror/core/store/transfers/redrive";
import { afterAll, beforeAll, expect, test } from "vitest";
import { relayAll } from "../ledger/open-test-ledger.ts";
import { acceptTestTransfer } from "../make-transfer.ts";
import { openS3Coordinator, type S3Coordinator } from "./open-s3-coordinator.ts";

let t: S3Coordinator;
beforeAll(async () => {
  t = await openS3Coordinator();
  await t.allow(["*"]);
});
afterAll(() => t.close());

const tooLong = `run/${"x".repeat(1_000)}`;
const listed = [
  "run/\0",
  "run/K1_S1_L001_R1_001.fastq.gz",
  "run/K1_S1_L001_R2/../001.fastq.gz",
  tooLong,
  "run/z\u0001",
  "run/~last",
];

test("listed keys that the destination cannot hold are dead-lettered at once, and only they; nothing of them is sent", async () => {
  await t.put(listed);
  const transferId = await acceptTestTransfer(t.deps.ledger, {
    destination: { bucket: "ours", prefix: `in/${"p".repeat(40)}/`, ownerAccountId: null },
  });
  expect(await planOne(t.deps, { onPage: () => undefined })).toBe(true);

  const { files } = await listFiles(t.deps.ledger, {
    transferId,
    fromNumber: 1,
    states: ["dead_lettered"],
    causeId: null,
    sampleId: null,
    q: null,
    lastNumber: 10,
    lookAt: 10,
    limit: 10,
  });
  expect(files.map(({ key, attempt, failure }) => [key, attempt, failure?.code])).toEqual([
    ["run/\\u0000", 0, "key_not_well_formed"],
    ["run/K1_S1_L001_R2/../001.fastq.gz", 0, "key_dot_segment"],
    [tooLong, 0, "key_too_long"],
    ["run/z\u0001", 0, "key_not_well_formed"],
  ]);
  expect(await listCauses(t.deps.ledger, { transferId })).toMatchObject([
    { kind: "invalid_key", side: "source", actionBy: "vendor", files: 3, bytes: 300, state: "open" },
    { kind: "invalid_key", side: "destination", actionBy: "operator", files: 1, firstKeys: [tooLong] },
  ]);
  const read = () => readTransfer(t.deps.ledger, { id: transferId, vendorId: null });
  const transfer = await read();
  expect(transfer).toMatchObject({
    planned: 2,
    deadLettered: 4,
    plannedAll: true,
    waitingFor: [
      { actionBy: "operator", files: 1 },
      { actionBy: "vendor", files: 3 },
    ],
  });
  expect(await recountTransfer(t.deps.ledger, { transfer: transfer?.number ?? 0 })).toEqual([]);
  const alerts = await t.deps.ledger.run(
    anyRow,
    "select 1 as n from outbox where kind = 'alert' and transfer = (select number from transfers where id = :transferId)",
    { transferId },
  );
  expect(alerts).toHaveLength(2);

  expect((await relayAll(t.deps.ledger)).flatMap((range) => range.files.map(({ file }) => file))).toEqual([2, 6]);

  // Trying again cannot help: neither the key nor the destination ever changes.
  const everything = { causeId: null, failureKind: null, fileNumbers: null, also: [], by: null, reason: null };
  await askRedrive(t.deps.ledger.run, { transferId, ...everything, leaseSeconds: 0 });
  while (await redriveOnce(t.deps));
  expect(await read()).toMatchObject({ queued: 2, deadLettered: 4 });
});
