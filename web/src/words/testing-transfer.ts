import type { Transfer } from "../api/types.ts";

type Changes = Partial<Omit<Transfer, "counts" | "bytes">> & {
  counts?: Partial<Transfer["counts"]>;
  bytes?: Partial<Transfer["bytes"]>;
};

/** A transfer as the API answers it, 100 files of 1 GB, running, but for what a test says. */
export function testingTransfer({ counts, bytes, ...changes }: Changes = {}): Transfer {
  return {
    id: "tr_0000000000000000000000000",
    name: null,
    reference: null,
    labels: {},
    vendor: null,
    route: null,
    deliveryId: null,
    state: "running",
    pausedBy: null,
    pause: null,
    failure: null,
    needsAttention: { files: counts?.deadLettered ?? 0, actionBy: counts?.deadLettered ? ["vendor"] : [] },
    stalledSince: null,
    source: { bucket: "laboratory", prefix: "run-1/" },
    destination: { bucket: "ours", prefix: "run-1/" },
    options: {},
    verification: { verified: counts?.copied ?? 0, pending: 0, sizeOnly: 0, mismatched: 0 },
    samples: { total: 0, ready: 0, guessed: true },
    rateBytesPerSecond: null,
    finishesAt: null,
    timeLeft: { moving: null, waitingFor: [] },
    cost: { requestsUsd: null, computeUsd: null },
    createdBy: "an operator",
    createdAt: "2026-11-25T10:00:00.000Z",
    startedAt: "2026-11-25T10:00:01.000Z",
    finishedAt: null,
    asOf: "2026-11-25T12:00:00.000Z",
    ...changes,
    counts: {
      total: 100,
      planned: 0,
      queued: 0,
      copying: 0,
      verifying: 0,
      copied: 0,
      skipped: 0,
      waived: 0,
      deadLettered: 0,
      cancelled: 0,
      ...counts,
    },
    bytes: { total: 100e9, copied: 0, ...bytes },
  };
}
