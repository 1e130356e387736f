import type { TransferRecord } from "@s3mirror/core/store/transfers";
import { describe, expect, it } from "vitest";
import { estimateFinish, viewTransfer } from "./transfer-view.ts";

const running: TransferRecord = {
  number: 1,
  id: "tr_1",
  name: null,
  reference: null,
  labels: {},
  vendorId: null,
  vendorName: null,
  routeId: null,
  state: "running",
  pausedBy: null,
  failure: null,
  sourceBucket: "lab",
  sourcePrefix: "",
  destinationBucket: "ours",
  destinationPrefix: "",
  options: { overwrite: "never", tags: "skip" },
  plannedAll: true,
  plannedFiles: 10,
  epoch: 1,
  stalledSince: null,
  createdBy: "a test",
  createdAt: "2026-11-24T12:00:00.000Z",
  startedAt: "2026-11-24T12:00:00.000Z",
  finishedAt: null,
  asOf: "2026-11-24T12:00:00.000Z",
  planned: 0,
  queued: 3,
  copying: 2,
  verifying: 0,
  copied: 5,
  skipped: 0,
  deadLettered: 0,
  waived: 0,
  cancelled: 0,
  bytesTotal: 1_000,
  bytesDone: 300,
  bytesLive: 100,
  verified: 5,
  sizeOnly: 0,
  pending: 0,
  mismatched: 0,
  actionBy: [],
  rateBytesPerSecond: 10,
};

describe("viewTransfer", () => {
  it("never guesses a total while planning", () => {
    const view = viewTransfer({ ...running, state: "planning", plannedAll: false });
    expect(view.counts.total).toBeNull();
    expect(view.bytes.total).toBeNull();
    expect(view.finishesAt).toBeNull();
  });

  it("counts bytes that copiers move now, but never more than there are", () => {
    expect(viewTransfer(running).bytes).toEqual({ total: 1_000, copied: 400 });
    expect(viewTransfer({ ...running, bytesLive: 900 }).bytes.copied).toBe(1_000);
  });

  it("says who must act where a transfer could not start", () => {
    const failure = { code: "source_empty", message: "m", remedy: "r", actionBy: "vendor" };
    expect(viewTransfer({ ...running, state: "failed", failure }).needsAttention.actionBy).toEqual(["vendor"]);
  });
});

describe("estimateFinish", () => {
  it("is a span around the rest at the present rate", () => {
    expect(estimateFinish(running)).toEqual({
      earliest: "2026-11-24T12:00:48.000Z",
      latest: "2026-11-24T12:01:20.000Z",
    });
  });

  it.each([
    ["nothing moves", { rateBytesPerSecond: 0 }],
    ["the rate is not known", { rateBytesPerSecond: null }],
    ["only blocked files are left", { queued: 0, copying: 0, deadLettered: 5 }],
    ["it is paused", { state: "paused" as const }],
  ])("is null where %s", (_, change) => {
    expect(estimateFinish({ ...running, ...change })).toBeNull();
  });
});
