import type { Summary, Transfer } from "../api/types.ts";

/**
 * A transfer as it stands while all copying is paused: what would be moving is paused, too, whatever it is called itself.
 * Its files neither wait for a copier nor move.
 */
export function underBrake(transfer: Transfer, brake: Summary["fleet"]): Transfer {
  if (brake === null || (transfer.state !== "running" && transfer.state !== "planning")) return transfer;
  return {
    ...transfer,
    state: "paused",
    pausedBy: "fleet",
    pause: { by: "fleet", who: brake.pausedBy, reason: brake.pausedReason, since: brake.pausedAt },
    stalledSince: null,
    rateBytesPerSecond: null,
    finishesAt: null,
    timeLeft: { ...transfer.timeLeft, moving: null },
  };
}
