import { DeleteMessageBatchCommand, type Message } from "@aws-sdk/client-sqs";
import type { Deps } from "../deps.ts";

const BATCH = 10;
const ROUNDS = 6;

/**
 * Deletes messages of a queue; SQS answers 200 with partial failures, which are tried again. What could not be deleted
 * comes back, and finds that the ledger needs nothing from it.
 */
export async function deleteMessages(deps: Deps, queue: string, messages: Message[]): Promise<void> {
  let left = messages;
  for (let round = 0; left.length > 0 && round < ROUNDS; round += 1) {
    if (round > 0) await deps.sleep(50 * 2 ** round);
    const failed: Message[] = [];
    for (let from = 0; from < left.length; from += BATCH) {
      failed.push(...(await deleteBatch(deps, queue, left.slice(from, from + BATCH))));
    }
    left = failed;
  }
  if (left.length > 0) deps.log.warn({ queue, messages: left.length }, "messages could not be deleted; they come back");
}

/** @returns the messages that were not deleted */
async function deleteBatch(deps: Deps, queue: string, batch: Message[]): Promise<Message[]> {
  try {
    const { Failed } = await deps.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: queue,
        Entries: batch.map((message, index) => ({ Id: String(index), ReceiptHandle: message.ReceiptHandle })),
      }),
    );
    const failed = new Set((Failed ?? []).map(({ Id }) => Id));
    return batch.filter((_, index) => failed.has(String(index)));
  } catch {
    return batch;
  }
}
