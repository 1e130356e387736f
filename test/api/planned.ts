import { recordDeadLetters } from "@s3mirror/core/store/dead-letters";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { insertPlannedPage, takePlanTask } from "@s3mirror/core/store/planning";
import { recordResults } from "@s3mirror/core/store/results";
import { copiedResult, deniedLetter, makeSession, mustClaim } from "../ledger/open-test-ledger.ts";

/** Plans the transfer that was accepted last, with these keys of 100 bytes each. */
export async function planNext(ledger: Ledger, keys: string[]): Promise<void> {
  const task = await takePlanTask(ledger, { leaseSeconds: 30 });
  if (task === null) throw new Error("the accepted transfer has no planning effect");
  const files = keys.map((key) => ({ key, sizeBytes: 100, etag: '"e"', versionId: null }));
  await insertPlannedPage(ledger, { task, files, cursor: keys.at(-1) ?? "", last: true, partSizeBytes: null });
}

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
