import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { encodeCopyMessage } from "@s3mirror/core/message";
import { deleteOutboxRows, type TakenRange, takeRanges, WINDOW_FILES } from "@s3mirror/core/store/files/outbox";
import type { Deps } from "../deps.ts";

const RANGES_AT_A_TIME = 20;
const BATCH = 10;
const BATCHES_AT_ONCE = 16;
const ROUNDS = 8;

/**
 * Takes ranges, sends a message for each of their files, then forgets the ranges. A range of which not everything could
 * be sent stays: its lease ends and it is taken again. @returns whether there was anything.
 */
export async function relayOnce(deps: Deps): Promise<boolean> {
  const ranges = await takeRanges(deps.ledger, { limit: RANGES_AT_A_TIME, window: WINDOW_FILES });
  if (ranges.length === 0) return false;
  const sent: number[] = [];
  for (const range of ranges) if (await sendRange(deps, range)) sent.push(range.outboxId);
  await deleteOutboxRows(deps.ledger, { ids: sent });
  return true;
}

type Entry = { Id: string; MessageBody: string; MessageGroupId: string };

async function sendRange(deps: Deps, range: TakenRange): Promise<boolean> {
  const { transferId } = range;
  let left: Entry[] = range.files.map(({ file, generation }) => ({
    Id: String(file),
    MessageBody: encodeCopyMessage({ v: 1, transfer: transferId, file, generation }),
    MessageGroupId: transferId,
  }));
  for (let round = 0; left.length > 0 && round < ROUNDS; round += 1) {
    if (round > 0) await deps.sleep(Math.min(2_000, 50 * 2 ** round));
    const failed: Entry[] = [];
    for (let from = 0; from < left.length; from += BATCH * BATCHES_AT_ONCE) {
      const wave = left.slice(from, from + BATCH * BATCHES_AT_ONCE);
      const batches = Array.from({ length: Math.ceil(wave.length / BATCH) }, (_, n) =>
        wave.slice(n * BATCH, (n + 1) * BATCH),
      );
      failed.push(...(await Promise.all(batches.map((batch) => sendBatch(deps, batch)))).flat());
    }
    left = failed;
  }
  if (left.length > 0)
    deps.log.warn(
      { transfer: transferId, left: left.length },
      "messages could not be sent; their range is taken again",
    );
  return left.length === 0;
}

/** @returns the entries that SQS did not take: it answers 200 with partial failures. */
async function sendBatch(deps: Deps, batch: Entry[]): Promise<Entry[]> {
  try {
    const answer = await deps.sqs.send(
      new SendMessageBatchCommand({ QueueUrl: deps.config.S3MIRROR_COPY_QUEUE_URL, Entries: batch }),
    );
    const failed = new Set((answer.Failed ?? []).map((entry) => entry.Id));
    return batch.filter((entry) => failed.has(entry.Id));
  } catch {
    return batch;
  }
}
