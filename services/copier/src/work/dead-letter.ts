import { SendMessageCommand } from "@aws-sdk/client-sqs";
import type { Failure } from "@s3mirror/core/failure-kind";
import { encodeDeadLetterMessage } from "@s3mirror/core/message";
import type { Hold } from "@s3mirror/core/store/files/hold";
import { noteFailure } from "@s3mirror/core/store/files/results";
import { LedgerUnavailable } from "@s3mirror/core/store/ledger";
import type { Deps } from "../deps.ts";

/**
 * Hands a file to the people who must act: the raw failure goes into the ledger (which lets the claim go), then the dead
 * letter to the needs-action queue. Only the coordinator's recorder calls the file dead-lettered.
 * @returns whether the work message may be deleted now; false where the copier stopped before the letter was sent
 */
export async function sendDeadLetter(
  deps: Deps,
  input: { needsActionQueueUrl: string; hold: Hold; failure: Failure },
  signal: AbortSignal,
): Promise<boolean> {
  const { hold, failure } = input;
  const noted = await untilDone(deps, signal, () => noteFailure(deps.ledger, { hold, failure }));
  if (noted === null) return false;
  if (noted.type === "stale") return true;
  const body = encodeDeadLetterMessage({
    v: 1,
    transfer: hold.transferId,
    file: hold.file,
    generation: hold.generation,
    attempt: hold.attempt,
    kind: failure.kind,
    code: failure.code,
    requestId: failure.requestId,
    action: failure.action,
    side: failure.side,
  });
  const sent = await untilDone(deps, signal, () =>
    deps.sqs.send(new SendMessageCommand({ QueueUrl: input.needsActionQueueUrl, MessageBody: body })),
  );
  return sent !== null;
}

async function untilDone<T>(deps: Deps, signal: AbortSignal, act: () => Promise<T>): Promise<T | null> {
  for (let trouble = 1; ; trouble += 1) {
    try {
      return await act();
    } catch (error) {
      if (trouble === 1 && !(error instanceof LedgerUnavailable)) {
        deps.log.warn({ err: error }, "a dead letter could not be sent yet");
      }
      await deps.clock.wait(Math.min(10_000, 250 * 2 ** trouble), signal);
      if (signal.aborted) return null;
    }
  }
}
