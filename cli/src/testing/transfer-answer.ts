import type { Transfer } from "../api-types.ts";

/** A finished transfer of two files as the API tells it, with what a test changes. */
export function transferAnswer(changes: Partial<Transfer> = {}, counts: Partial<Transfer["counts"]> = {}): Transfer {
  return {
    id: "tr_1",
    name: "Plate 7",
    reference: null,
    state: "completed",
    pausedBy: null,
    failure: null,
    needsAttention: { files: 0, actionBy: [] },
    source: { bucket: "lab", prefix: "out/" },
    destination: { bucket: "ours", prefix: "in/" },
    counts: {
      total: 2,
      planned: 0,
      queued: 0,
      copying: 0,
      verifying: 0,
      copied: 2,
      skipped: 0,
      waived: 0,
      deadLettered: 0,
      cancelled: 0,
      ...counts,
    },
    bytes: { total: 1_500_000_000, copied: 1_500_000_000 },
    rateBytesPerSecond: null,
    finishesAt: null,
    createdAt: "2026-11-01T10:00:00.000Z",
    startedAt: null,
    finishedAt: null,
    ...changes,
  };
}
