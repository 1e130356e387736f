import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { anyRow } from "@s3mirror/core/store/rows";
import { cancelUnclaimedFiles } from "@s3mirror/core/store/transfers/closing";
import { cancelTransfer } from "@s3mirror/core/store/transfers/steering";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { makeSession, mustClaim } from "../ledger/open-test-ledger.ts";
import { type CopierWorld, openCopierWorld } from "./open-copier-world.ts";

let world: CopierWorld;
beforeAll(async () => {
  world = await openCopierWorld();
});
afterEach(() => world.tidy());
afterAll(() => world.close());

async function endLease(sessionId: string): Promise<void> {
  await world.ledger.run(
    anyRow,
    "update copiers set lease_until = clock_timestamp() - interval '1 second' where session_id = :id",
    { id: sessionId },
  );
}

async function denyOurs(key: string): Promise<void> {
  const Resource = `arn:aws:s3:::ours/${key}`;
  const Statement = [{ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource }];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await world.ours.send(new PutBucketPolicyCommand({ Bucket: "ours", Policy }));
}

async function readOurs(key: string): Promise<string> {
  const answer = await world.ours.send(new GetObjectCommand({ Bucket: "ours", Key: key }));
  return (await answer.Body?.transformToString()) ?? "";
}

test("a small file is copied with its headers, metadata and tags, proven, and its message deleted", async () => {
  const etag = await world.put("run/a/1.txt", "reads", {
    ContentType: "text/plain",
    Metadata: { sample: "S1" },
    Tagging: "project=p1",
  });
  const empty = await world.put("run/a/empty/", "");
  const id = await world.transfer({
    files: [
      { key: "run/a/1.txt", sizeBytes: 5, etag },
      { key: "run/a/empty/", sizeBytes: 0, etag: empty },
    ],
  });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await readOurs("in/a/1.txt")).toBe("reads");
  const head = await world.ours.send(new HeadObjectCommand({ Bucket: "ours", Key: "in/a/1.txt" }));
  expect(head).toMatchObject({ ContentType: "text/plain", Metadata: { sample: "S1" } });
  const tags = await world.ours.send(new GetObjectTaggingCommand({ Bucket: "ours", Key: "in/a/1.txt" }));
  expect(tags.TagSet).toEqual([{ Key: "project", Value: "p1" }]);
  expect(await world.file(id, 1)).toMatchObject({ verificationResult: "verified", verificationMethod: "etag" });
  await waitUntil("all messages are deleted", async () => (await world.outstanding()) === 0);
});

test("an equal object that stands there already is skipped with a proof; another one is never overwritten", async () => {
  const etag = await world.put("run/b/same", "same");
  const other = await world.put("run/b/other", "new text");
  await world.ours.send(new PutObjectCommand({ Bucket: "ours", Key: "in/b/same", Body: "same" }));
  await world.ours.send(new PutObjectCommand({ Bucket: "ours", Key: "in/b/other", Body: "old text" }));
  const id = await world.transfer({
    files: [
      { key: "run/b/same", sizeBytes: 4, etag },
      { key: "run/b/other", sizeBytes: 8, etag: other },
    ],
  });
  world.startCopier();
  const [letter] = await world.deadLetters(1);
  expect(letter).toMatchObject({ file: 2, kind: "destination_exists", side: "destination" });
  await waitUntil("file 1 is skipped", async () => (await world.file(id, 1)).state === "skipped");
  expect(await world.file(id, 1)).toMatchObject({ verificationResult: "verified" });
  expect(await readOurs("in/b/other")).toBe("old text");
});

test("with overwriting allowed a different object is replaced, on the condition that it is still the one seen", async () => {
  const etag = await world.put("run/c/1", "new text");
  await world.ours.send(new PutObjectCommand({ Bucket: "ours", Key: "in/c/1", Body: "old text" }));
  const id = await world.transfer({
    files: [{ key: "run/c/1", sizeBytes: 8, etag }],
    options: { overwrite: "if_different" },
  });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await readOurs("in/c/1")).toBe("new text");
});

test("a proven copy that a later transfer replaces is told on both, even where the answer was lost; what is equal is not", async () => {
  const copy = async (overwrite: "never" | "if_different" | "always", bodies: string[]) => {
    const files = await Promise.all(
      bodies.map(async (body, n) => ({
        key: `run/re/${n}`,
        sizeBytes: body.length,
        etag: await world.put(`run/re/${n}`, body),
      })),
    );
    const id = await world.transfer({ files, options: { overwrite } });
    await world.settled(id, ["copied", "skipped"]);
    return id;
  };
  world.startCopier();
  const earlier = await copy("never", ["first 0", "first 1", "same"]);
  await world.fault({
    id: "lost",
    match: { op: "CopyObject", keyPrefix: "in/re/1" },
    do: { resetAfterApply: true },
    times: 1,
  });
  const later = await copy("if_different", ["other 0", "other 1", "same"]);
  const told = async (id: string, number: number) =>
    (await world.events(id, number))
      .filter(({ type }) => type.startsWith("replace"))
      .map(({ type, detail }) => ({ type, detail }));
  for (const number of [1, 2]) {
    expect(await told(earlier, number)).toEqual([{ type: "replaced", detail: { byTransfer: later, file: number } }]);
    expect(await told(later, number)).toEqual([{ type: "replaces", detail: { ofTransfer: earlier, file: number } }]);
  }
  expect([await told(earlier, 3), await told(later, 3)]).toEqual([[], []]);
});

test("a marker at the bucket's root is copied like any other object", async () => {
  const etag = await world.put("run//", "");
  const id = await world.transfer({ files: [{ key: "run//", sizeBytes: 0, etag }] });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await readOurs("in//")).toBe("");
});

test("a lost answer to CopyObject is looked at: nothing is copied twice", async () => {
  const etag = await world.put("run/d/1", "lost answer");
  await world.put("run/d/2", "blank answer");
  await world.fault({
    id: "lost",
    match: { op: "CopyObject", keyPrefix: "in/d/1" },
    do: { resetAfterApply: true },
    times: 1,
  });
  await world.fault({
    id: "blank",
    match: { op: "CopyObject", keyPrefix: "in/d/2" },
    do: { blank200: true },
    times: 1,
  });
  const id = await world.transfer({
    files: [
      { key: "run/d/1", sizeBytes: 11, etag },
      { key: "run/d/2", sizeBytes: null, etag: null },
    ],
  });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await world.requests({ op: "CopyObject", key: "in/d/1" })).toHaveLength(1);
  expect(await world.requests({ op: "CopyObject", key: "in/d/2" })).toHaveLength(1);
});

test("a file that is cancelled while its copy's answer is lost is called copied: the object is there", async () => {
  const etag = await world.put("run/cancel/1", "made all the same");
  const id = await world.transfer({ files: [{ key: "run/cancel/1", sizeBytes: 17, etag }] });
  await world.fault({
    id: "lost",
    match: { op: "CopyObject" },
    do: { delayMs: 3_000, resetAfterApply: true },
    times: 1,
  });
  world.startCopier({ leaseSeconds: 3 });
  await waitUntil("the file is claimed", async () => (await world.file(id)).state === "copying");
  await cancelTransfer(world.ledger, { id });
  await world.settled(id, ["copied", "cancelled"]);
  expect(await world.file(id)).toMatchObject({ state: "copied", verificationResult: "verified" });
});

test("what a copier that died had begun of a cancelled transfer is looked at: copied if it was made, and never said unseen", async () => {
  const names = ["made", "unmade", "unseen"];
  const files = [];
  for (const name of names) {
    files.push({ key: `run/died/${name}`, sizeBytes: 4, etag: await world.put(`run/died/${name}`, "ACGT") });
  }
  const id = await world.transfer({ files });
  const sessionId = await makeSession(world.ledger);
  for (const file of [1, 2, 3]) await mustClaim(world.ledger, { sessionId, transferId: id, file });
  await world.ours.send(new PutObjectCommand({ Bucket: "ours", Key: "in/died/made", Body: "ACGT" }));
  await endLease(sessionId);
  await denyOurs("in/died/unseen");
  await cancelTransfer(world.ledger, { id });
  await cancelUnclaimedFiles(world.ledger);
  expect((await world.files(id)).map(({ state }) => state)).toEqual(["copying", "copying", "copying"]);

  world.startCopier();
  await world.settled(id);
  const settled = await world.files(id);
  expect(settled.map(({ state }) => state)).toEqual(["copied", "cancelled", "cancelled"]);
  expect(settled[0]).toMatchObject({ verificationResult: "verified" });
  expect(await world.requests({ op: "CopyObject", key: "in/died/unmade" })).toEqual([]);
  const takenOver = { type: "handover", detail: { reason: "crashed" } };
  expect(await world.events(id, 2)).toMatchObject([takenOver]);
  expect(await world.events(id, 3)).toMatchObject([takenOver, { type: "downgrade", detail: { what: "look" } }]);
  await world.ours.send(new DeleteBucketPolicyCommand({ Bucket: "ours" }));
});

test("a file changed after it was listed is started over with what stands there now", async () => {
  const etag = await world.put("run/e/1", "first");
  await world.put("run/e/1", "second one");
  const id = await world.transfer({ files: [{ key: "run/e/1", sizeBytes: 5, etag }] });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await readOurs("in/e/1")).toBe("second one");
  expect(await world.file(id)).toMatchObject({ restarts: 1, sizeBytes: 10 });
});

test("a denied file is dead-lettered with kind, side and right; a missing one too; the others are copied", async () => {
  const files = [];
  for (const name of ["ok", "denied", "gone"]) {
    files.push({ key: `run/f/${name}`, sizeBytes: 2, etag: await world.put(`run/f/${name}`, "ok") });
  }
  await world.lab.send(new DeleteObjectCommand({ Bucket: "lab", Key: "run/f/gone" }));
  await world.labPolicy([{ actions: ["s3:GetObject"], keys: "run/f/denied" }]);
  const id = await world.transfer({ files });
  world.startCopier();
  const letters = await world.deadLetters(2);
  letters.sort((a, b) => Number(a.file) - Number(b.file));
  expect(letters).toMatchObject([
    { transfer: id, file: 2, kind: "source_permission", side: "source", action: "s3:GetObject" },
    { transfer: id, file: 3, kind: "source_missing", side: "source" },
  ]);
  expect(await world.file(id, 2)).toMatchObject({ failure: { kind: "source_permission" } });
  await waitUntil("file 1 is copied", async () => (await world.file(id, 1)).state === "copied");
  await waitUntil("all messages are deleted", async () => (await world.outstanding()) === 0);
  await world.labPolicy();
});

test("with best effort a file goes without the tags that may not be read, and the ledger says so", async () => {
  const etag = await world.put("run/g/1", "tagged", { Tagging: "a=b" });
  await world.labPolicy([{ actions: ["s3:GetObjectTagging"], keys: "run/g/*" }]);
  const best = await world.transfer({
    files: [{ key: "run/g/1", sizeBytes: 6, etag }],
    options: { tags: "best_effort" },
  });
  world.startCopier();
  await world.settled(best, ["copied"]);
  const must = await world.transfer({ files: [{ key: "run/g/1", sizeBytes: 6, etag }] });
  const [letter] = await world.deadLetters(1);
  expect(letter).toMatchObject({ transfer: must, kind: "source_permission", action: "s3:GetObjectTagging" });
  await world.labPolicy();
});

test("throttling is waited out: it costs no attempt and no dead letter", async () => {
  const files = [];
  for (let n = 0; n < 30; n += 1) {
    files.push({ key: `run/h/${n}`, sizeBytes: 2, etag: await world.put(`run/h/${n}`, "ok") });
  }
  await world.fault({
    id: "storm",
    match: { op: "CopyObject" },
    do: { error: { status: 503, code: "SlowDown" } },
    times: 20,
  });
  const id = await world.transfer({ files });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect((await world.files(id)).map((file) => file.attempt)).toEqual(files.map(() => 1));
});

test("two small objects that S3's checksums cannot compare are hashed: equal is skipped, different is refused", async () => {
  const etag = await world.put("run/i/1", "the same bytes");
  const other = await world.put("run/i/2", "other bytes !!");
  for (const key of ["in/i/1", "in/i/2"]) {
    const upload = { Bucket: "ours", Key: key };
    const { UploadId } = await world.ours.send(
      new CreateMultipartUploadCommand({ ...upload, ChecksumAlgorithm: "SHA256" }),
    );
    const part = await world.ours.send(
      new UploadPartCommand({
        ...upload,
        UploadId,
        PartNumber: 1,
        Body: "the same bytes",
        ChecksumAlgorithm: "SHA256",
      }),
    );
    const Parts = [{ PartNumber: 1, ETag: part.ETag, ChecksumSHA256: part.ChecksumSHA256 }];
    await world.ours.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
  }
  const id = await world.transfer({
    files: [
      { key: "run/i/1", sizeBytes: 14, etag },
      { key: "run/i/2", sizeBytes: 14, etag: other },
    ],
  });
  world.startCopier();
  const [letter] = await world.deadLetters(1);
  expect(letter).toMatchObject({ transfer: id, file: 2, kind: "destination_exists", code: "Different" });
  await waitUntil("file 1 is skipped", async () => (await world.file(id, 1)).state === "skipped");
  expect((await world.file(id, 1)).result).toMatchObject({ checksum: { algorithm: "SHA256" } });
});

test("a copier goes on receiving after a file of very many parts", async () => {
  const size = 40 * 64 * 1024 * 1024;
  await world.putVirtual([{ key: "run/j/large", size, seed: 2 }]);
  const head = await world.lab.send(new HeadObjectCommand({ Bucket: "lab", Key: "run/j/large" }));
  const large = await world.transfer({
    files: [{ key: "run/j/large", sizeBytes: size, etag: head.ETag ?? "" }],
    partSizeBytes: 64 * 1024 * 1024,
  });
  world.startCopier({ gate: 2 });
  await world.settled(large, ["copied"]);
  // A poll that was begun before may bring the first one.
  for (const key of ["run/j/small-1", "run/j/small-2"]) {
    const etag = await world.put(key, "small");
    const small = await world.transfer({ files: [{ key, sizeBytes: 5, etag }] });
    await world.settled(small, ["copied"]);
  }
});
