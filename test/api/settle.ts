import { recordDeadLetters } from "@s3mirror/core/store/files/dead-letters";
import { recordResults } from "@s3mirror/core/store/files/results";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { copiedResult, deniedLetter, makeSession, mustClaim } from "../ledger/open-test-ledger.ts";

/** Copies these files, or has them denied, as a copier and the recorder would. */
export async function settle(
  ledger: Ledger,
  transferId: string,
  fate: { copied?: number[]; denied?: number[] },
): Promise<void> {
  const sessionId = await makeSession(ledger);
  for (const file of fate.copied ?? []) {
    const work = await mustClaim(ledger, { sessionId, transferId, file });
    await recordResults(ledger, { results: [copiedResult(work)] });
  }
  for (const file of fate.denied ?? []) {
    const work = await mustClaim(ledger, { sessionId, transferId, file });
    await recordDeadLetters(ledger, {
      deadLetters: [deniedLetter(work)],
      newCauseIds: [`ca_${transferId}_${file}`],
      firstProbeSeconds: 300,
    });
  }
}
