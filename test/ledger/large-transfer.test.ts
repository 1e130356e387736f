import { listCauses } from "@s3mirror/core/store/causes/causes";
import { listFiles } from "@s3mirror/core/store/reads/files";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedLargeTransfer } from "../seed/seed-large-transfer.ts";
import { openTestLedger, type TestLedger } from "./open-test-ledger.ts";
import { rowsRead } from "./rows-read.ts";

const LOOK_AT = 16_000;
const FILES = 20_000;

let test: TestLedger;
let transferId: string;
beforeAll(async () => {
  test = await openTestLedger();
  transferId = await seedLargeTransfer(test.ledger, { files: FILES, name: "a large transfer" });
});
afterAll(() => test?.close());

type Filter = { states?: string[]; causeId?: string; sampleId?: string; q?: string; fromNumber?: number };
const page = (filter: Filter) => ({
  transferId,
  fromNumber: 1,
  lastNumber: FILES,
  lookAt: LOOK_AT,
  states: null,
  causeId: null,
  sampleId: null,
  q: null,
  limit: 10,
  ...filter,
});
const list = (filter: Filter) => listFiles(test.ledger, page(filter));
const filesRead = (filter: Filter) => rowsRead(test.ledger, "files", (ledger) => listFiles(ledger, page(filter)));

describe("a transfer of very many files", () => {
  it("shows what needs attention, one cause, one sample, what is being copied and any number without a scan", async () => {
    const [cause] = await listCauses(test.ledger, { transferId });
    const filters: Record<string, Filter> = {
      "needs attention": { states: ["dead_lettered"] },
      "needs attention, further on": { states: ["dead_lettered"], fromNumber: FILES / 2 },
      waived: { states: ["waived"] },
      "a cause": { causeId: cause?.id ?? "" },
      "a sample": { sampleId: "K100" },
      "being copied": { states: ["copying", "verifying"] },
      "from a number": { fromNumber: FILES / 2 },
    };
    for (const [name, filter] of Object.entries(filters)) {
      expect(await filesRead(filter), name).toBeLessThanOrEqual(11);
    }
  });

  it("lists all that need attention, page by page, and those that copiers told of last", async () => {
    const { files, nextNumber } = await list({ states: ["dead_lettered"] });
    expect(files).toHaveLength(10);
    expect(nextNumber).toBeGreaterThan(files.at(-1)?.number ?? 0);
    const next = await list({ states: ["dead_lettered"], fromNumber: nextNumber ?? 0 });
    expect(next.files[0]?.number).toBe(nextNumber);
    expect(new Set([...files, ...next.files].map(({ state }) => state))).toEqual(new Set(["dead_lettered"]));

    const working = await listFiles(test.ledger, { ...page({ states: ["copying", "verifying"] }), limit: 100 });
    expect(working.nextNumber).toBeNull();
    expect(working.files.length).toBeGreaterThan(30);
    expect(new Set(working.files.map(({ state }) => state))).toEqual(new Set(["copying"]));
  });

  it("looks for anything else a part at a time, and says where to go on", async () => {
    expect(await filesRead({ q: "nothing is named so" })).toBeLessThanOrEqual(LOOK_AT);
    expect(await list({ q: "nothing is named so" })).toEqual({ files: [], nextNumber: LOOK_AT + 1 });
    expect(await list({ q: "nothing is named so", fromNumber: LOOK_AT + 1 })).toEqual({
      files: [],
      nextNumber: null,
    });
    const last = `k${FILES / 8}_s`;
    expect((await list({ q: last })).files).toEqual([]);
    expect((await list({ q: last, fromNumber: LOOK_AT + 1 })).files.map(({ number }) => number)).toEqual([FILES]);
  });
});
