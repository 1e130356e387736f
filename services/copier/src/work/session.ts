import {
  endSession,
  type LiveBytes,
  type Orders,
  renewSession,
  startSession,
} from "@s3mirror/core/store/fleet/sessions";
import { LedgerRefused, LedgerUnavailable } from "@s3mirror/core/store/ledger";
import type { Deps } from "../deps.ts";

/**
 * This process's row in the ledger: while its lease lives, its claims do.
 *
 * The lease is renewed six times a lease; while files are worked on at least every 2 s, which carries their live bytes.
 * A copier that has been idle for two minutes lets its lease lapse, so that an idle fleet lets Aurora pause; `nudge` wakes it.
 * Judged by the copier's own monotonic clock from the moment a renewal was *sent*: three quarters of a lease later it
 * changes nothing in S3 any more until it has renewed, for by then another may be about to take its files.
 */
export type Session = {
  id: string;
  /** Resolves once the last renewal is younger than three quarters of the lease, or when the signal aborts. */
  untilFresh(signal: AbortSignal | null): Promise<void>;
  /** Whether the last renewal failed, or the present one takes longer than it should: the ledger does not answer. */
  isSilent(): boolean;
  /** Renews at once: before a claim that follows a long silence. */
  nudge(): void;
};

const LIVE_BYTES_MS = 2_000;
const SLEEP_AFTER_IDLE_MS = 120_000;

export type SessionInput = {
  sessionId: string;
  leaseSeconds: number;
  stallSeconds: number;
  facts: { pid: number; host: string; version: string; gate: number };
  /** Whether any file is in work. */
  isBusy: () => boolean;
  /** Files in work now, for people to watch. */
  liveBytes: () => LiveBytes;
  /** `askedMs`: when the renewal was sent; claims answered later are not spoken of. */
  onOrders: (orders: Orders, askedMs: number) => void;
  /** The lease had run out before this renewal: others may have taken over meanwhile. */
  onLapse: () => void;
};

/** Opens the session, trying until the ledger answers. @returns null when the signal aborted first */
export async function openSession(
  deps: Deps,
  input: SessionInput,
  signal: AbortSignal,
): Promise<{ session: Session; keep: (signal: AbortSignal) => Promise<void>; end: () => Promise<void> } | null> {
  const { clock, ledger, log } = deps;
  const { sessionId, leaseSeconds, stallSeconds } = input;
  const freshMs = leaseSeconds * 750;
  const renewalMs = (leaseSeconds * 1000) / 6;
  let sentMs = clock.nowMs();
  let waiters: (() => void)[] = [];
  let pause = new AbortController();
  let busyMs = clock.nowMs();
  let silent = false;
  let renewingMs: number | null = null;

  for (;;) {
    if (signal.aborted) return null;
    sentMs = clock.nowMs();
    try {
      await startSession(ledger, { sessionId, leaseSeconds, facts: input.facts });
      break;
    } catch (error) {
      if (!(error instanceof LedgerUnavailable)) throw error;
      log.warn({ err: error }, "the ledger does not answer yet");
      await clock.wait(1_000, signal);
    }
  }

  async function renew(): Promise<void> {
    const askedMs = clock.nowMs();
    renewingMs = askedMs;
    const bytes = input.liveBytes();
    try {
      const orders = await renewSession(ledger, { sessionId, leaseSeconds, stallSeconds, bytes });
      if (askedMs - sentMs > leaseSeconds * 1000 && input.isBusy()) input.onLapse();
      sentMs = askedMs;
      if (silent) log.info("the ledger answered again");
      silent = false;
      input.onOrders(orders, askedMs);
    } catch (error) {
      if (!(error instanceof LedgerUnavailable) && !(error instanceof LedgerRefused)) throw error;
      if (!silent) log.warn({ err: error }, "the session could not be renewed");
      silent = true;
    }
    renewingMs = null;
    if (isFresh()) {
      const fresh = waiters;
      waiters = [];
      for (const resolve of fresh) resolve();
    }
  }

  function isFresh(): boolean {
    return clock.nowMs() - sentMs <= freshMs;
  }

  function nextRenewalMs(): number {
    const now = clock.nowMs();
    const busy = input.isBusy();
    if (busy || waiters.length > 0) busyMs = now;
    if (silent) return Math.min(1_000, renewalMs);
    if (busy) return Math.min(LIVE_BYTES_MS, renewalMs);
    return now - busyMs > SLEEP_AFTER_IDLE_MS ? 24 * 3_600_000 : renewalMs;
  }

  const session: Session = {
    id: sessionId,
    isSilent: () => silent || (renewingMs !== null && clock.nowMs() - renewingMs > Math.min(3_000, renewalMs)),
    nudge() {
      busyMs = clock.nowMs();
      pause.abort();
    },
    untilFresh(waitSignal) {
      if (isFresh() || waitSignal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          waitSignal?.removeEventListener("abort", done);
          resolve();
        };
        waiters.push(done);
        waitSignal?.addEventListener("abort", done, { once: true });
        session.nudge();
      });
    },
  };

  return {
    session,
    async keep(keepSignal) {
      const cut = () => pause.abort();
      keepSignal.addEventListener("abort", cut);
      while (!keepSignal.aborted) {
        await renew();
        pause = new AbortController();
        if (!keepSignal.aborted) await clock.wait(nextRenewalMs(), pause.signal);
      }
      keepSignal.removeEventListener("abort", cut);
    },
    end: () => endSession(ledger, { sessionId }),
  };
}
