import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { readConfig } from "@s3mirror/coordinator/config";
import { recordBackstop, recordNeedsAction } from "@s3mirror/coordinator/heal/recorder";
import { queueDepth } from "@s3mirror/coordinator/keep/sweeper";
import { relayOnce } from "@s3mirror/coordinator/send/relay";
import { encodeDeadLetterMessage, parseCopyMessage } from "@s3mirror/core/message";
import { listCauses } from "@s3mirror/core/store/causes/causes";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { makePlannedTransfer, makeSession, mustClaim } from "../ledger/open-test-ledger.ts";
import { newTransferId } from "../make-transfer.ts";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

let t: TestCoordinator;
const never = new AbortController().signal;
beforeAll(async () => {
  t = await openTestCoordinator();
});
afterAll(() => t?.close());

const setFaults = (faults: object) =>
  fetch(`${t.sqsUrl}/_local/faults`, {
    method: "POST",
    body: JSON.stringify(faults),
    headers: { "content-type": "application/json" },
  });
beforeEach(() => setFaults({}));

/** Receives until the queue is empty, deleting as it goes. */
async function drainCopyQueue() {
  const QueueUrl = t.deps.config.S3MIRROR_COPY_QUEUE_URL;
  const files: { transfer: string; file: number; generation: number }[] = [];
  for (;;) {
    const { Messages } = await t.deps.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    if (Messages === undefined || Messages.length === 0) return files;
    for (const message of Messages) {
      const parsed = parseCopyMessage(message.Body ?? "");
      if (parsed.type !== "ok") throw new Error(`not a copy message: ${message.Body}`);
      files.push(parsed.message);
      await t.deps.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    }
  }
}

async function relayUntilQuiet() {
  while (await relayOnce(t.deps));
}

const send = (queue: string, body: string) =>
  t.deps.sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body }));
const denial = (hold: { transferId: string; file: number; generation: number; attempt: number }) =>
  encodeDeadLetterMessage({
    v: 1,
    transfer: hold.transferId,
    file: hold.file,
    generation: hold.generation,
    attempt: hold.attempt,
    kind: "source_permission",
    code: "AccessDenied",
    requestId: "REQ1",
    action: "s3:GetObject",
    side: "source",
  });

test("every planned file gets one message, and its transfer reads queued", async () => {
  const transferId = await makePlannedTransfer(t.deps.ledger, 1_234);
  await relayUntilQuiet();
  const sent = await drainCopyQueue();
  expect(sent.map(({ file }) => file).sort((a, b) => a - b)).toEqual(Array.from({ length: 1_234 }, (_, n) => n + 1));
  expect(await readTransfer(t.deps.ledger, { id: transferId, vendorId: null })).toMatchObject({
    queued: 1_234,
    planned: 0,
  });
});

test("entries that SQS did not take are sent again, none is lost", async () => {
  await setFaults({ failedBatchEntryProbability: 0.2, dropAnswerProbability: 0.05 });
  await makePlannedTransfer(t.deps.ledger, 300);
  await relayUntilQuiet();
  await setFaults({});
  const sent = new Set<number>();
  // What was given up on after several rounds stays in its range, whose lease runs out after 30 s.
  const relayAndDrain = async () => {
    await relayUntilQuiet();
    for (const { file } of await drainCopyQueue()) sent.add(file);
    return sent.size;
  };
  await expect.poll(relayAndDrain, { timeout: 50_000, interval: 500 }).toBe(300);
});

test("a dead letter reaches the ledger as a cause that names who must act, and leaves the queue", async () => {
  const { needsAction } = queues();
  const transferId = await makePlannedTransfer(t.deps.ledger, 1);
  const hold = await mustClaim(t.deps.ledger, { sessionId: await makeSession(t.deps.ledger), transferId, file: 1 });
  await send(needsAction, denial(hold));
  await send(needsAction, denial(hold));
  while (await recordAtOnce());
  expect(await listCauses(t.deps.ledger, { transferId })).toMatchObject([
    { kind: "source_permission", actionBy: "vendor", files: 1 },
  ]);
  expect(await queueDepth(t.deps, needsAction)).toEqual({ visible: 0, inFlight: 0 });
});

test("dead letters that SQS did not delete at once are deleted all the same", async () => {
  const { needsAction } = queues();
  const transferId = await makePlannedTransfer(t.deps.ledger, 10);
  const sessionId = await makeSession(t.deps.ledger);
  for (let file = 1; file <= 10; file += 1) {
    await send(needsAction, denial(await mustClaim(t.deps.ledger, { sessionId, transferId, file })));
  }
  await setFaults({ failedBatchEntryProbability: 0.2 });
  while (await recordAtOnce());
  await setFaults({});
  expect(await queueDepth(t.deps, needsAction)).toEqual({ visible: 0, inFlight: 0 });
});

test("what cannot be read, and what names no file, is kept as evidence and leaves the queue", async () => {
  const { needsAction } = queues();
  const nowhere = newTransferId();
  await send(needsAction, "this is no JSON");
  await send(needsAction, denial({ transferId: nowhere, file: 1, generation: 1, attempt: 1 }));
  while (await recordAtOnce());
  const kept = await t.deps.ledger.run(
    z.object({ kind: z.string(), body: z.string() }),
    "select kind, body from dead_letters where kind in ('unreadable', 'unknown_file') order by kind",
  );
  expect(kept).toMatchObject([
    { kind: "unknown_file", body: expect.stringContaining(nowhere) },
    { kind: "unreadable", body: "this is no JSON" },
  ]);
  expect(await queueDepth(t.deps, needsAction)).toEqual({ visible: 0, inFlight: 0 });
});

test("a message of a newer release is left for that release", async () => {
  const { needsAction } = queues();
  await send(needsAction, JSON.stringify({ v: 2, something: "else" }));
  expect(await recordNeedsAction(t.deps, never)).toBe(true);
  expect(await queueDepth(t.deps, needsAction)).toEqual({ visible: 0, inFlight: 1 });
});

test("20 denials without a success between pause the transfer and ask for the breaker's probes", async () => {
  const { needsAction } = queues();
  const transferId = await makePlannedTransfer(t.deps.ledger, 30);
  const sessionId = await makeSession(t.deps.ledger);
  for (let file = 1; file <= 20; file += 1) {
    await send(needsAction, denial(await mustClaim(t.deps.ledger, { sessionId, transferId, file })));
  }
  while (await recordAtOnce());
  expect(await readTransfer(t.deps.ledger, { id: transferId, vendorId: null })).toMatchObject({
    state: "paused",
    pausedBy: "breaker",
    deadLettered: 20,
    planned: 10,
  });
  const effects = await t.deps.ledger.run(
    anyRow,
    "select 1 as n from outbox where kind = 'breaker' and transfer = (select number from transfers where id = :id)",
    { id: transferId },
  );
  expect(effects).toHaveLength(1);
});

test("a file that the copy queue gave up on is sent again, not condemned", async () => {
  await relayUntilQuiet();
  await drainCopyQueue();
  const transferId = await makePlannedTransfer(t.deps.ledger, 1);
  await relayUntilQuiet();
  await drainCopyQueue();
  await send(
    t.deps.config.S3MIRROR_COPY_DLQ_URL,
    JSON.stringify({ v: 1, transfer: transferId, file: 1, generation: 1 }),
  );
  expect(await recordBackstop(t.deps, never)).toBe(true);
  await relayUntilQuiet();
  expect(await drainCopyQueue()).toEqual([{ v: 1, transfer: transferId, file: 1, generation: 1 }]);
  expect(await readTransfer(t.deps.ledger, { id: transferId, vendorId: null })).toMatchObject({ deadLettered: 0 });
});

test("an incomplete environment names every missing variable at once", () => {
  expect(() => readConfig({ S3MIRROR_STAGE: "x", S3MIRROR_FLEET_MAX: "none" })).toThrow(
    /S3MIRROR_PORT[\s\S]*S3MIRROR_COPY_QUEUE_URL[\s\S]*S3MIRROR_FLEET_MAX/,
  );
});

function queues() {
  return { needsAction: t.deps.config.S3MIRROR_NEEDS_ACTION_QUEUE_URL };
}

/** One look of the recorder that does not wait for messages when there are none. */
async function recordAtOnce(): Promise<boolean> {
  const { visible } = await queueDepth(t.deps, queues().needsAction);
  return visible > 0 && (await recordNeedsAction(t.deps, never));
}
