import { listCauses } from "@s3mirror/core/store/causes/causes";
import { listFiles } from "@s3mirror/core/store/reads/files";
import { listSamples, type SampleState } from "@s3mirror/core/store/reads/samples";
import { listTransfers } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
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
  // As autovacuum does within a minute.
  await test.owner.run(anyRow, "analyze samples");
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

  it("shows the samples that wait for somebody first, whatever their names, and reads only those it shows", async () => {
    const samples = { transferId, states: null, q: null, after: null, limit: 10 };
    const samplesRead = (more: { states?: SampleState[]; after?: { rank: number; id: string } }) =>
      rowsRead(test.ledger, "samples", (ledger) => listSamples(ledger, { ...samples, ...more }));
    expect(await samplesRead({})).toBeLessThanOrEqual(10);
    expect(await samplesRead({ states: ["needs_attention"] })).toBeLessThanOrEqual(10);
    expect(await samplesRead({ after: { rank: 0, id: "K2" } })).toBeLessThanOrEqual(10);
    expect(await samplesRead({ after: { rank: 1, id: "K2" } })).toBeLessThanOrEqual(10);

    const walked: { rank: number; id: string; state: string }[] = [];
    for (let after: { rank: number; id: string } | null = null; ; after = walked.at(-1) ?? null) {
      const page = await listSamples(test.ledger, { ...samples, after, limit: 500 });
      walked.push(...page);
      if (page.length < 500) break;
    }
    const blocked = walked.filter(({ state }) => state === "needs_attention").length;
    expect(blocked).toBeGreaterThan(20);
    expect(new Set(walked.slice(0, blocked).map(({ state }) => state))).toEqual(new Set(["needs_attention"]));
    expect(new Set(walked.map(({ id }) => id)).size).toBe(FILES / 8 + 1);
    const only = await listSamples(test.ledger, { ...samples, states: ["needs_attention"], limit: 500 });
    expect(only.map(({ id }) => id)).toEqual(walked.slice(0, blocked).map(({ id }) => id));
  });

  it("is found by a sample's id without looking through its samples", async () => {
    const search = (...words: string[]) => ({
      vendorId: null,
      states: null,
      needsAttention: null,
      words,
      reference: null,
      label: null,
      createdAfter: null,
      updatedAfter: null,
      byAttention: false,
      after: null,
      limit: 10,
    });
    const found = async (...words: string[]) =>
      (await listTransfers(test.ledger, search(...words))).map(({ id }) => id);
    expect(await found("k100")).toEqual([transferId]);
    expect(await found("K1", "laboratory")).toEqual([transferId]);
    expect(await found("K100_")).toEqual([]);
    for (const words of [["k100"], ["k"], ["nothing"], ["k100", "k2"]]) {
      const read = await rowsRead(test.ledger, "samples", (ledger) => listTransfers(ledger, search(...words)));
      expect(read, words.join(" ")).toBeLessThanOrEqual(words.length);
    }
  });
});
