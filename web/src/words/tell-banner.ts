import type { Summary, Transfer } from "../api/types.ts";
import type { Tone } from "../design/badge.tsx";

/** What stands over a page: what is so, who decided it, why, since when, and which act ends it. */
export type Banner = {
  tone: Tone;
  what: string;
  /** What follows from it for the reader. */
  rest: string;
  who: string | null;
  reason: string | null;
  /** RFC 3339. */
  since: string | null;
  /** The one act that ends it. */
  act: "release" | "resume" | "enable_route" | null;
};

/**
 * The worst thing that stands still, one at a time: all copying, then this transfer's route, then the transfer itself. Null
 * where nothing does.
 * @param transfer the one that the page is about
 */
export function tellBanner(brake: Summary["fleet"], transfer: Transfer | null): Banner | null {
  if (brake !== null) {
    return {
      tone: "alert",
      what: "All copying is paused.",
      rest: "What is copied stays, and everything goes on where it was once somebody releases it.",
      who: brake.pausedBy,
      reason: brake.pausedReason,
      since: brake.pausedAt,
      act: "release",
    };
  }
  if (transfer?.state !== "paused") return null;
  const { by = transfer.pausedBy, who = null, reason = null, since = null } = transfer.pause ?? {};
  const told = { who, reason, since };
  switch (by) {
    case "breaker":
      return {
        ...told,
        tone: "alert",
        what: "S3Mirror paused this transfer by itself: too many files failed for one reason.",
        rest: "See below who must act; once that is mended, resume it.",
        // It was no person, and the reason stands on the cause.
        who: null,
        act: "resume",
      };
    case "route_disabled":
      return {
        ...told,
        tone: "warn",
        what: "This transfer’s route is switched off.",
        rest: "It goes on by itself where it was once the route is switched on.",
        act: "enable_route",
      };
    case "fleet":
      return {
        ...told,
        tone: "alert",
        what: "All copying was paused.",
        rest: "It goes on where it was.",
        act: "release",
      };
    default:
      return {
        ...told,
        tone: "warn",
        what: "This transfer is paused.",
        rest: "What is copied stays; once somebody resumes it, it goes on where it was.",
        act: "resume",
      };
  }
}
