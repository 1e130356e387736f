import { type Message, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { parseCopyMessage } from "@s3mirror/core/message";
import type { FileRef } from "@s3mirror/core/store/files/hold";
import type { Deps } from "../deps.ts";
import type { Visibility } from "./visibility.ts";

const MOST_POLLS = 8;
const LONG_POLL_SECONDS = 20;

/**
 * Receives messages while there is room for their requests, and hands each new one on. One long poll runs while the
 * queue is quiet; while polls come back full, up to eight side by side.
 * A body that is no message of ours goes to the needs-action queue as it is, so that nothing is lost; one of a newer
 * version stays for a newer release.
 * @param input.room for how many more files there is room now
 */
export async function receiveMessages(
  deps: Deps,
  input: {
    queueUrl: string;
    needsActionQueueUrl: string;
    timeoutSeconds: number;
    visibility: Visibility;
    room: () => number;
    onFile: (ref: FileRef, messageId: string) => void;
  },
  signal: AbortSignal,
): Promise<void> {
  const { sqs, clock, log } = deps;
  let polls = 0;
  let expected = 0;
  let mostPolls = 1;
  const running = new Set<Promise<void>>();
  let wake = new AbortController();

  async function poll(most: number): Promise<void> {
    try {
      const answer = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: input.queueUrl,
          MaxNumberOfMessages: most,
          VisibilityTimeout: input.timeoutSeconds,
          // Only the first poll waits: the others are there to fetch a full queue faster.
          WaitTimeSeconds: polls === 1 ? LONG_POLL_SECONDS : 0,
        }),
        { abortSignal: signal },
      );
      const messages = answer.Messages ?? [];
      mostPolls = messages.length === most ? Math.min(MOST_POLLS, mostPolls + 1) : 1;
      for (const message of messages) accept(message);
    } catch (error) {
      if (signal.aborted) return;
      mostPolls = 1;
      log.warn({ err: error }, "messages could not be received");
      await clock.wait(1_000 * (0.5 + deps.random()), signal);
    }
  }

  function accept(message: Message): void {
    const { MessageId: messageId, ReceiptHandle: receiptHandle, Body: body } = message;
    if (messageId === undefined || receiptHandle === undefined) return;
    if (!input.visibility.hold({ messageId, receiptHandle })) return;
    const parsed = parseCopyMessage(body ?? "");
    switch (parsed.type) {
      case "ok":
        input.onFile(
          { transferId: parsed.message.transfer, file: parsed.message.file, generation: parsed.message.generation },
          messageId,
        );
        return;
      case "newer_version":
        log.warn({ messageId }, "a message of a newer release was left for it");
        input.visibility.leave(messageId);
        return;
      case "malformed":
        void sendOn(messageId, body ?? "", parsed.problem);
    }
  }

  async function sendOn(messageId: string, body: string, problem: string): Promise<void> {
    try {
      await sqs.send(new SendMessageCommand({ QueueUrl: input.needsActionQueueUrl, MessageBody: body }));
      log.error({ messageId, problem }, "a message that is none of ours was sent on to the needs-action queue");
      input.visibility.remove(messageId);
    } catch (error) {
      log.warn({ err: error, messageId }, "a malformed message could not be sent on; it comes back");
      input.visibility.leave(messageId);
    }
  }

  while (!signal.aborted) {
    const room = Math.floor(input.room()) - expected;
    if (room >= 1 && polls < mostPolls) {
      const most = Math.min(10, room);
      polls += 1;
      expected += most;
      const poll1 = poll(most).finally(() => {
        polls -= 1;
        expected -= most;
        running.delete(poll1);
        wake.abort();
      });
      running.add(poll1);
      continue;
    }
    wake = new AbortController();
    const cut = () => wake.abort();
    signal.addEventListener("abort", cut, { once: true });
    // Room is made by files that end; looking every 50 ms costs nothing and needs no bell.
    await clock.wait(polls === 0 ? 50 : 250, wake.signal);
    signal.removeEventListener("abort", cut);
  }
  await Promise.all(running);
}
