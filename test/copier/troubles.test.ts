import { HeadObjectCommand, type HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import { DeleteMessageCommand, ReceiveMessageCommand, SendMessageCommand } from "@aws-sdk/client-sqs";
import { systemClock } from "@s3mirror/copier/clock";
import type { Clock } from "@s3mirror/copier/deps";
import { pauseFleet, resumeFleet } from "@s3mirror/core/store/fleet/fleet";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { makeSession, mustClaim } from "../ledger/open-test-ledger.ts";
import { type CopierWorld, openCopierWorld } from "./open-copier-world.ts";

let world: CopierWorld;
beforeAll(async () => {
  world = await openCopierWorld();
});
afterEach(() => world.tidy());
afterAll(() => world.close());

const PART = 64 * 1024 * 1024;
const anyRow = z.looseObject({});

const headOf = (Bucket: "lab" | "ours", Key: string): Promise<HeadObjectCommandOutput> =>
  (Bucket === "lab" ? world.lab : world.ours).send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" }));

async function slowTransfer(key: string, parts: number): Promise<string> {
  await world.latency({ copyBytesPerSecond: PART * 5 });
  await world.putVirtual([{ key, size: parts * PART, seed: 5 }]);
  const head = await headOf("lab", key);
  return await world.transfer({
    files: [{ key, sizeBytes: parts * PART, etag: head.ETag ?? "" }],
    partSizeBytes: PART,
  });
}

async function smallTransfer(prefix: string, count: number): Promise<string> {
  const files = await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const key = `run/${prefix}/${n}`;
      return { key, sizeBytes: 6, etag: await world.put(key, `n ${String(n).padStart(4)}`) };
    }),
  );
  return await world.transfer({ files });
}

const partsSent = async (key: string) => (await world.requests({ op: "UploadPartCopy", key })).length;

/** Waits until a count has stood still for `ms`. */
async function standsStill(what: string, count: () => Promise<number>, ms: number): Promise<number> {
  let last = -1;
  let since = Date.now();
  await waitUntil(what, async () => {
    const now = await count();
    if (now !== last) since = Date.now();
    last = now;
    return Date.now() - since >= ms;
  });
  return last;
}

test("a copier that cannot renew changes nothing in S3 any more, and goes on by itself when the ledger is back", async () => {
  const id = await slowTransfer("run/a/1", 120);
  world.startCopier({ gate: 4, leaseSeconds: 3 });
  await waitUntil("some parts are sent", async () => (await partsSent("in/a/1")) >= 4);
  await world.ledgerFaults({ down: true });
  const sent = await standsStill("no part is sent any more", () => partsSent("in/a/1"), 1_500);
  expect(sent).toBeLessThan(120);
  await world.ledgerFaults({});
  await world.latency({});
  await world.settled(id, ["copied"]);
  expect(await partsSent("in/a/1")).toBe(120);
  expect(await world.file(id)).toMatchObject({ attempt: 1 });
});

test("a file that gets no byte for too long is let go as stalled, and another attempt goes on with its parts", async () => {
  const id = await slowTransfer("run/stall/1", 60);
  world.startCopier({ gate: 4, stallSeconds: 1 });
  await waitUntil("some parts are sent", async () => (await partsSent("in/stall/1")) >= 2);
  await world.fault({ id: "dead", match: { op: "UploadPartCopy" }, do: { reset: true } });
  const handedOver = async () => (await world.events(id)).filter(({ type }) => type === "handover");
  await waitUntil("it is let go", async () => (await handedOver()).length > 0);
  expect((await handedOver())[0]?.detail).toEqual({ reason: "stalled" });
  await world.clearFaults();
  await world.latency({});
  await world.ring(id, [1]);
  await world.settled(id, ["copied"]);
  expect(await world.file(id)).toMatchObject({ attempt: 2 });
});

test("results wait for a ledger that is down, and their messages with them", async () => {
  const id = await smallTransfer("b", 30);
  await world.latency({ requestMs: 300 });
  world.startCopier();
  await waitUntil("files are claimed", async () => (await world.requests({ op: "CopyObject" })).length > 0);
  await world.ledgerFaults({ down: true });
  await standsStill("copying ends", async () => (await world.requests({ op: "CopyObject", status: 200 })).length, 600);
  expect(await world.outstanding()).toBeGreaterThan(0);
  await world.ledgerFaults({});
  await world.settled(id, ["copied"]);
  await waitUntil("all messages are deleted", async () => (await world.outstanding()) === 0);
});

test("the brake stops parts within a renewal and loses nothing", async () => {
  const id = await slowTransfer("run/c/1", 60);
  world.startCopier({ gate: 4, leaseSeconds: 3 });
  await waitUntil("some parts are sent", async () => (await partsSent("in/c/1")) >= 4);
  await pauseFleet(world.ledger, { by: "user", reason: "a test" });
  const sent = await standsStill("no part is sent any more", () => partsSent("in/c/1"), 1_000);
  expect(sent).toBeLessThan(60);
  expect(await world.file(id)).toMatchObject({ state: "copying" });
  await resumeFleet(world.ledger);
  await world.ring(id, [1]);
  await world.latency({});
  await world.settled(id, ["copied"]);
  expect(await partsSent("in/c/1")).toBe(60);
});

test("a copier ordered to drain gives everything back and ends", async () => {
  const id = await slowTransfer("run/d/1", 60);
  const copier = world.startCopier({ gate: 4, leaseSeconds: 3 });
  await waitUntil("some parts are sent", async () => (await partsSent("in/d/1")) >= 4);
  await world.ledger.run(anyRow, "update copiers set drain = true where session_id = :id", { id: copier.sessionId });
  await waitUntil("it stopped", () => copier.lines.some((line) => line.msg === "the copier stopped"));
  await world.latency({});
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await partsSent("in/d/1")).toBe(60);
});

test("a copier that stops while the ledger hangs ends in time all the same, and gives its messages back", async () => {
  const id = await slowTransfer("run/hang/1", 6);
  await world.latency({ copyBytesPerSecond: PART / 5 });
  let hangs = false;
  const answers = <T>(ask: () => Promise<T>): Promise<T> => (hangs ? new Promise(() => undefined) : ask());
  const { copierLedger } = world;
  const ledger: Ledger = {
    run: (row, sql, params) => answers(() => copierLedger.run(row, sql, params)),
    transaction: (work) => answers(() => copierLedger.transaction(work)),
  };
  // A minute of the copier's is a second of ours.
  const clock: Clock = {
    nowMs: () => systemClock.nowMs() * 60,
    wait: (ms, signal) => systemClock.wait(ms / 60, signal),
  };
  const stuck = world.startCopier({ leaseSeconds: 60, visibilityTimeoutSeconds: 600 }, { ledger, clock });
  await waitUntil("its upload is opened", () => stuck.lines.some(({ msg }) => msg === "an upload was opened"));
  hangs = true;
  await world.ring(id, [1]);
  await waitUntil("the second message is held", async () => (await world.visible()) === 0);
  const startedMs = clock.nowMs();
  await stuck.stop();
  expect(clock.nowMs() - startedMs).toBeLessThan(110_000);
  expect(await world.visible()).toBe(2);
});

test("a file that five copiers died on is not tried again but dead-lettered as crashed", async () => {
  const id = await slowTransfer("run/e/1", 5);
  for (let death = 1; death <= 5; death += 1) {
    const sessionId = await makeSession(world.ledger);
    await mustClaim(world.ledger, { sessionId, transferId: id, file: 1 });
    await world.ledger.run(
      anyRow,
      "update copiers set lease_until = clock_timestamp() - interval '1 second' where session_id = :id",
      { id: sessionId },
    );
  }
  await world.ledger.run(anyRow, "update fleet set ledger_back_at = '-infinity'");
  world.startCopier();
  const [letter] = await world.deadLetters(1);
  expect(letter).toMatchObject({ transfer: id, kind: "crashed", attempt: 5 });
  expect(await partsSent("in/e/1")).toBe(0);
});

test("a body that is no message goes to the needs-action queue as it is; one of a newer release is left alone", async () => {
  const send = (MessageBody: string) =>
    world.queue.send(new SendMessageCommand({ QueueUrl: world.queueUrl("copy"), MessageBody }));
  await send('{"hello": "world"}');
  await send('{"v": 2, "what": "ever"}');
  const copier = world.startCopier({ visibilityTimeoutSeconds: 2 });
  await waitUntil("the odd body was sent on", async () => {
    const answer = await world.queue.send(new ReceiveMessageCommand({ QueueUrl: world.queueUrl("needs-action") }));
    return answer.Messages?.[0]?.Body === '{"hello": "world"}';
  });
  await waitUntil(
    "the newer one came twice",
    () => copier.lines.filter((line) => line.msg === "a message of a newer release was left for it").length >= 2,
  );
  expect(await world.outstanding()).toBe(1);
  await copier.stop();
  await waitUntil("the test's message is gone", async () => {
    const answer = await world.queue.send(new ReceiveMessageCommand({ QueueUrl: world.queueUrl("copy") }));
    for (const { ReceiptHandle } of answer.Messages ?? []) {
      await world.queue.send(new DeleteMessageCommand({ QueueUrl: world.queueUrl("copy"), ReceiptHandle }));
    }
    return (await world.outstanding()) === 0;
  });
});

test("while all of S3, SQS and the ledger lose answers, every file is copied once and proven", async () => {
  const small = await smallTransfer("g", 60);
  await world.latency({ copyBytesPerSecond: PART * 40 });
  await world.putVirtual([1, 2, 3].map((n) => ({ key: `run/g-large/${n}`, size: (10 + n) * PART - n, seed: n })));
  const files = await Promise.all(
    [1, 2, 3].map(async (n) => {
      const head = await headOf("lab", `run/g-large/${n}`);
      return { key: `run/g-large/${n}`, sizeBytes: head.ContentLength ?? 0, etag: head.ETag ?? "" };
    }),
  );
  const large = await world.transfer({ files, partSizeBytes: PART });
  for (const [id, trouble] of [
    ["lost", { do: { resetAfterApply: true }, probability: 0.1 }],
    ["reset", { do: { reset: true }, probability: 0.05 }],
    ["blank", { match: { op: "CopyObject" }, do: { blank200: true }, probability: 0.1 }],
    ["inner", { do: { error: { status: 500, code: "InternalError" } }, probability: 0.05 }],
    ["slow", { do: { error: { status: 503, code: "SlowDown" } }, probability: 0.05 }],
  ] as const) {
    await world.fault({ id, ...trouble });
  }
  await world.queueFaults({ duplicateProbability: 0.3, failedBatchEntryProbability: 0.2, dropAnswerProbability: 0.1 });
  await world.ledgerFaults({ dropAnswerProbability: 0.1 });
  world.startCopier({ gate: 16 });
  world.startCopier({ gate: 16 });
  for (const id of [small, large]) {
    await waitUntil(
      `${id} is copied`,
      async () => (await world.files(id)).every((file) => file.state === "copied"),
      50_000,
    );
  }
  await world.clearFaults();
  for (const file of await world.files(large)) {
    const [source, copy] = await Promise.all([
      headOf("lab", file.key),
      headOf("ours", file.key.replace("run/", "in/")),
    ]);
    expect(copy.ChecksumCRC64NVME).toBe(source.ChecksumCRC64NVME);
    expect(file).toMatchObject({ verificationResult: "verified", restarts: 0 });
  }
  expect((await world.files(small)).every((file) => file.verificationResult === "verified")).toBe(true);
  expect((await world.files(small)).every((file) => file.attempt === 1)).toBe(true);
});
