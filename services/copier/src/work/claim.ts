import { type ClaimAnswer, claimFiles } from "@s3mirror/core/store/files/claims";
import type { FileRef } from "@s3mirror/core/store/files/hold";
import { LedgerUnavailable } from "@s3mirror/core/store/ledger";
import type { Deps } from "../deps.ts";
import { type Batch, makeBatch } from "./batch.ts";
import type { Session } from "./session.ts";

/** One file to be claimed; `onAnswer` gets null where the copier stopped before the ledger answered. */
export type Claim = FileRef & { claimId: string; onAnswer: (answer: ClaimAnswer | null) => void };

/**
 * Claims files in batches of up to 100, or what came within 20 ms. The same claim is asked again until the ledger
 * answers: it gets the same attempt. After a silence the session is renewed before anything is claimed.
 */
export function makeClaims(
  deps: Deps,
  input: { session: Session; leaseSeconds: number; signal: AbortSignal },
): Batch<Claim> {
  const { session, leaseSeconds, signal } = input;

  async function ask(claims: Claim[]): Promise<void> {
    let left = claims;
    let asked = 0;
    while (left.length > 0 && !signal.aborted) {
      await session.untilFresh(signal);
      if (signal.aborted) break;
      try {
        const answers = await claimFiles(deps.ledger, {
          sessionId: session.id,
          leaseSeconds,
          claims: left.map(({ transferId, file, generation, claimId }) => ({ transferId, file, generation, claimId })),
        });
        const again: Claim[] = [];
        for (const [index, claim] of left.entries()) {
          const answer = answers[index] ?? null;
          if (answer?.type === "renew_first") again.push(claim);
          else claim.onAnswer(answer);
        }
        left = again;
        if (left.length > 0) {
          session.nudge();
          asked += 1;
          await deps.clock.wait(Math.min(2_000, 50 * 2 ** asked), signal);
        }
      } catch (error) {
        if (!(error instanceof LedgerUnavailable)) deps.log.error({ err: error }, "files could not be claimed");
        else deps.log.warn({ err: error }, "the ledger does not answer claims");
        session.nudge();
        await deps.clock.wait(1_000, signal);
      }
    }
    for (const claim of left) claim.onAnswer(null);
  }

  return makeBatch({ clock: deps.clock, most: 100, waitMs: 20, atOnce: 4, send: ask });
}
