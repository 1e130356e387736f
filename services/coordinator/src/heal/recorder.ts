import { type Message, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { isProbed, whoMustAct } from "@s3mirror/core/failure";
import type { FailureKind } from "@s3mirror/core/failure-kind";
import { makeId } from "@s3mirror/core/ids";
import { parseCopyMessage, parseDeadLetterMessage } from "@s3mirror/core/message";
import { tripBreaker } from "@s3mirror/core/store/causes/causes";
import {
  type DeadLetter,
  judgeBackstop,
  keepUnreadable,
  recordDeadLetters,
} from "@s3mirror/core/store/files/dead-letters";
import type { Deps } from "../deps.ts";
import { deleteMessages } from "./delete-messages.ts";

/**
 * Receives dead letters from the needs-action queue and writes them into the ledger; only this ever makes a file
 * `dead_lettered`. A message is deleted once the ledger has, or needs, nothing more from it. A body that cannot be read
 * is kept in the ledger; one of a newer release is left for that release. @returns whether there were messages.
 */
export async function recordNeedsAction(deps: Deps, signal: AbortSignal): Promise<boolean> {
  const queue = deps.config.S3MIRROR_NEEDS_ACTION_QUEUE_URL;
  const messages = await receive(deps, queue, signal);
  if (messages.length === 0) return false;
  const letters: DeadLetter[] = [];
  const unreadable: { messageId: string; body: string }[] = [];
  const settled: Message[] = [];
  for (const message of messages) {
    const body = message.Body ?? "";
    const parsed = parseDeadLetterMessage(body);
    if (parsed.type === "newer_version") continue;
    settled.push(message);
    if (parsed.type === "malformed") unreadable.push({ messageId: message.MessageId ?? "", body });
    else {
      const { transfer: transferId, v: _, ...letter } = parsed.message;
      letters.push(toDeadLetter({ ...letter, transferId }, message));
    }
  }
  if (unreadable.length > 0) {
    await keepUnreadable(deps.ledger, { messages: unreadable });
    deps.log.error({ messages: unreadable.length }, "unreadable messages were kept in the ledger");
  }
  await writeLetters(deps, letters);
  await deleteMessages(deps, queue, settled);
  return true;
}

/** Judges what the copy queue gave up on after its receive count: a backstop that asks, never a verdict. */
export async function recordBackstop(deps: Deps, signal: AbortSignal): Promise<boolean> {
  const queue = deps.config.S3MIRROR_COPY_DLQ_URL;
  const messages = await receive(deps, queue, signal);
  if (messages.length === 0) return false;
  const known: { message: Message; ref: { transferId: string; file: number; generation: number } }[] = [];
  const unreadable: Message[] = [];
  for (const message of messages) {
    const parsed = parseCopyMessage(message.Body ?? "");
    if (parsed.type === "malformed") unreadable.push(message);
    if (parsed.type === "ok") {
      const { transfer, file, generation } = parsed.message;
      known.push({ message, ref: { transferId: transfer, file, generation } });
    }
  }
  await keepUnreadable(deps.ledger, {
    messages: unreadable.map((message) => ({ messageId: message.MessageId ?? "", body: message.Body ?? "" })),
  });
  const answers = await judgeBackstop(deps.ledger, { refs: known.map(({ ref }) => ref) });
  const crashed = known.flatMap(({ message }, index) => {
    const answer = answers[index];
    if (answer?.type !== "poison") return [];
    const failure = {
      kind: "crashed" as const,
      code: "Crashed",
      side: "source" as const,
      action: null,
      requestId: null,
    };
    return [toDeadLetter({ ...answer.hold, ...failure }, message)];
  });
  await writeLetters(deps, crashed);
  await deleteMessages(deps, queue, [...unreadable, ...known.map(({ message }) => message)]);
  return true;
}

type Letter = Omit<DeadLetter, "messageId" | "actionBy" | "probed" | "body" | "kind" | "side"> & {
  kind: FailureKind;
  side: "source" | "destination";
};

function toDeadLetter(letter: Letter, message: Message): DeadLetter {
  return {
    ...letter,
    messageId: message.MessageId ?? "",
    body: message.Body ?? "",
    actionBy: whoMustAct(letter.kind, letter.side),
    probed: isProbed(letter.kind),
  };
}

async function writeLetters(deps: Deps, letters: DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const causes = await recordDeadLetters(deps.ledger, {
    deadLetters: letters,
    newCauseIds: letters.map(() => makeId("ca", deps.randomBytes(26))),
    firstProbeSeconds: deps.config.S3MIRROR_PROBE_SCHEDULE_SECONDS[0] ?? 300,
  });
  for (const cause of causes) {
    deps.log.warn({ transfer: cause.transferId, cause: cause.causeId, files: cause.files }, "files need attention");
    if (cause.streak >= cause.threshold && (await tripBreaker(deps.ledger, cause))) {
      deps.log.warn({ transfer: cause.transferId, cause: cause.causeId }, "the breaker tripped");
    }
  }
}

async function receive(deps: Deps, queue: string, signal: AbortSignal): Promise<Message[]> {
  const answer = await deps.sqs
    .send(
      new ReceiveMessageCommand({
        QueueUrl: queue,
        MaxNumberOfMessages: 10,
        WaitTimeSeconds: 10,
        VisibilityTimeout: 60,
        MessageSystemAttributeNames: ["SentTimestamp"],
      }),
      {
        abortSignal: signal,
      },
    )
    .catch((error: unknown) => {
      if (signal.aborted) return { Messages: [] };
      throw error;
    });
  const messages = answer.Messages ?? [];
  for (const { Attributes } of messages) {
    const sentMs = Number(Attributes?.SentTimestamp);
    if (sentMs > 0) deps.meter.observe("RecorderLag", Math.max(0, deps.now().getTime() - sentMs) / 1_000);
  }
  return messages;
}
