import { listCauses } from "@s3mirror/core/store/causes/causes";
import { listFiles } from "@s3mirror/core/store/reads/files";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { recountTransfer } from "@s3mirror/core/store/transfers/closing";
import { expect, test } from "vitest";
import { openTestLedger } from "../ledger/open-test-ledger.ts";
import { ODD_KEYS, seedLargeTransfer } from "./seed-large-transfer.ts";

const FILES = 30_000;

test("a seeded transfer counts like one that was copied: its counters equal a recount, its causes their files", async () => {
  const { ledger, close } = await openTestLedger();
  try {
    const transferId = await seedLargeTransfer(ledger, { files: FILES, name: "many files" });
    const transfer = await readTransfer(ledger, { id: transferId, vendorId: null });
    expect(transfer).toMatchObject({ state: "running", copying: 39, plannedAll: true });
    expect(await recountTransfer(ledger, { transfer: transfer?.number ?? 0 })).toEqual([]);
    const causes = await listCauses(ledger, { transferId });
    expect(causes.map(({ kind }) => kind)).toEqual(["source_permission", "archived", "kms_permission"]);
    expect(causes.reduce((sum, cause) => sum + cause.files, 0)).toBe(transfer?.deadLettered);
    const page = {
      transferId,
      lastNumber: FILES,
      lookAt: FILES,
      states: null,
      causeId: null,
      sampleId: null,
      q: null,
      limit: 10,
    };
    const { files: first } = await listFiles(ledger, { ...page, fromNumber: 1 });
    expect(first.slice(0, 4).map(({ key }) => key)).toEqual(ODD_KEYS);
    const { files: failed } = await listFiles(ledger, {
      ...page,
      states: ["dead_lettered"],
      fromNumber: 1,
      limit: 100,
    });
    expect(failed).toHaveLength(transfer?.deadLettered ?? 0);
    expect(Buffer.byteLength(ODD_KEYS[3] ?? "")).toBe(1_024);
    expect(await listFiles(ledger, { ...page, fromNumber: FILES })).toMatchObject({
      files: [{ number: FILES, state: "dead_lettered" }],
      nextNumber: null,
    });
  } finally {
    await close();
  }
});
