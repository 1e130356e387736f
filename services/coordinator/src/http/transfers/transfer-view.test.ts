import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
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
  sourceKind: "prefix",
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
  waitingFor: [],
  pause: null,
  samples: 4,
  samplesReady: 2,
  bytesBlocked: 0,
  rateBytesPerSecond: 10,
  quickRateBytesPerSecond: 12,
  measuredSeconds: 60,
};

describe("viewTransfer", () => {
  it("never guesses a total while planning", () => {
    const view = viewTransfer({ ...running, state: "planning", plannedAll: false });
    expect(view.counts.total).toBeNull();
    expect(view.bytes.total).toBeNull();
    expect(view.finishesAt).toBeNull();
    expect(view.samples).toEqual({ total: null, ready: null, guessed: true });
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
  it("is a span around the rest, between the mean rate of a few minutes and that of a moment", () => {
    // 600 bytes at 12 B/s and a tenth more, and at 10 B/s and a tenth less.
    expect(estimateFinish(running)).toEqual({
      earliest: "2026-11-24T12:00:45.455Z",
      latest: "2026-11-24T12:01:06.667Z",
    });
  });

  it("believes a rate that broke off to come back", () => {
    expect(estimateFinish({ ...running, quickRateBytesPerSecond: 0 })?.latest).toBe("2026-11-24T12:04:00.000Z");
  });

  it("leaves out what is blocked", () => {
    const blocked = { ...running, deadLettered: 1, bytesBlocked: 300 };
    expect(estimateFinish(blocked)?.latest).toBe("2026-11-24T12:00:33.333Z");
  });

  it.each([
    ["nothing moves", { rateBytesPerSecond: 0 }],
    ["the rate is not known", { rateBytesPerSecond: null }],
    ["it was measured for less than 30 s", { measuredSeconds: 29 }],
    ["only blocked files are left", { queued: 0, copying: 0, deadLettered: 5 }],
    ["it is paused", { state: "paused" as const }],
  ])("is null where %s", (_, change) => {
    expect(estimateFinish({ ...running, ...change })).toBeNull();
  });
});
