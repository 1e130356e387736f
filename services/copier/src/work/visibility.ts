import {
  ChangeMessageVisibilityBatchCommand,
  type ChangeMessageVisibilityBatchResult,
  DeleteMessageBatchCommand,
} from "@aws-sdk/client-sqs";
import type { Deps } from "../deps.ts";
import { type Batch, makeBatch } from "./batch.ts";

/**
 * The messages this copier holds. Each is kept invisible by the full timeout at every third of it, from its receipt until
 * it is deleted or given back: while its file is worked on and while the result waits to be recorded. It only keeps the
 * bell quiet; who works on a file is the ledger's business.
 */
export type Visibility = {
  /** False where the message is held already: then only its newest receipt handle is kept. */
  hold(message: { messageId: string; receiptHandle: string }): boolean;
  /** Deletes the message, in batches, and keeps it invisible until that is done. */
  remove(messageId: string): void;
  /** Lets the message come back by itself. */
  leave(messageId: string): void;
  /** Makes all messages still held visible to others at once. */
  giveBackAll(): Promise<void>;
  /** Extends until the signal aborts. */
  keep(signal: AbortSignal): Promise<void>;
  removals: Batch<string>;
};

type Held = { receiptHandle: string; receivedMs: number; extendedMs: number; warned: boolean };

/** SQS ends a message's invisibility 12 h after its receipt, however often it was extended (SQS developer guide). */
const HAND_OVER_MS = (11 * 60 + 45) * 60_000;
const BATCH = 10;

/** @param input.onTooOld a message must be handed over: its invisibility cannot be extended much longer */
export function keepInvisible(
  deps: Deps,
  input: { queueUrl: string; timeoutSeconds: number; onTooOld: (messageId: string) => void },
): Visibility {
  const { clock, sqs, log } = deps;
  const { queueUrl, timeoutSeconds } = input;
  const held = new Map<string, Held>();
  let givingBack = false;
  let extending: Promise<void> = Promise.resolve();

  async function change(ids: string[], seconds: number): Promise<void> {
    for (let from = 0; from < ids.length; from += 8 * BATCH) {
      const wave = ids.slice(from, from + 8 * BATCH);
      const batches = Array.from({ length: Math.ceil(wave.length / BATCH) }, (_, n) =>
        wave.slice(n * BATCH, (n + 1) * BATCH),
      );
      await Promise.all(batches.map((batch) => changeBatch(batch, seconds)));
    }
  }

  async function changeBatch(ids: string[], seconds: number): Promise<void> {
    const sentMs = clock.nowMs();
    const Entries = ids.flatMap((id, at) => {
      const message = held.get(id);
      return message ? [{ Id: String(at), ReceiptHandle: message.receiptHandle, VisibilityTimeout: seconds }] : [];
    });
    if (Entries.length === 0) return;
    let answer: ChangeMessageVisibilityBatchResult;
    try {
      answer = await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    } catch (error) {
      log.warn({ err: error }, "the visibility of messages could not be changed");
      return;
    }
    for (const id of ids) {
      const message = held.get(id);
      if (message) message.extendedMs = sentMs;
    }
    for (const failed of answer.Failed ?? []) {
      const messageId = ids[Number(failed.Id)];
      const message = messageId === undefined ? undefined : held.get(messageId);
      if (message === undefined || message.warned) continue;
      message.warned = true;
      log.warn({ messageId, code: failed.Code }, "a message's visibility could not be changed");
    }
  }

  const removals = makeBatch<string>({
    clock,
    most: BATCH,
    waitMs: 50,
    atOnce: 8,
    send: async (ids) => {
      let left = ids;
      for (let round = 0; left.length > 0 && round < 6; round += 1) {
        if (round > 0) await clock.wait(200 * 2 ** round * (0.5 + deps.random() / 2));
        left = await removeBatch(left);
      }
      for (const id of ids) held.delete(id);
      // They come back one day, and their claim answers that there is nothing to do.
      if (left.length > 0) log.warn({ messages: left.length }, "messages could not be deleted");
    },
  });

  async function removeBatch(ids: string[]): Promise<string[]> {
    const Entries = ids.flatMap((id, at) => {
      const message = held.get(id);
      return message ? [{ Id: String(at), ReceiptHandle: message.receiptHandle }] : [];
    });
    if (Entries.length === 0) return [];
    try {
      const answer = await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      const failed = new Set((answer.Failed ?? []).map((entry) => Number(entry.Id)));
      return ids.filter((_, at) => failed.has(at));
    } catch {
      return ids;
    }
  }

  return {
    hold({ messageId, receiptHandle }) {
      const now = clock.nowMs();
      const known = held.get(messageId);
      held.set(messageId, { receiptHandle, receivedMs: now, extendedMs: now, warned: false });
      return known === undefined;
    },
    remove: (messageId) => removals.add(messageId),
    leave: (messageId) => held.delete(messageId),
    async giveBackAll() {
      // Extending ends first: an extension sent later would hide what was just given back.
      givingBack = true;
      await extending;
      const ids = [...held.keys()];
      await change(ids, 0);
      for (const id of ids) held.delete(id);
    },
    async keep(signal) {
      while (!signal.aborted) {
        await clock.wait((timeoutSeconds * 1000) / 12, signal);
        if (signal.aborted) return;
        const now = clock.nowMs();
        const due = [];
        for (const [id, message] of held) {
          if (now - message.receivedMs > HAND_OVER_MS) input.onTooOld(id);
          if (now - message.extendedMs >= (timeoutSeconds * 1000) / 3) due.push(id);
        }
        if (givingBack) return;
        extending = change(due, timeoutSeconds);
        await extending;
      }
    },
    removals,
  };
}
