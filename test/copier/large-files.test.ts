import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { cancelTransfer, pauseTransfer, resumeTransfer } from "@s3mirror/core/store/transfers/steering";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { relayAll } from "../ledger/open-test-ledger.ts";
import { type CopierWorld, openCopierWorld } from "./open-copier-world.ts";

let world: CopierWorld;
beforeAll(async () => {
  world = await openCopierWorld();
});
afterEach(() => world.tidy());
afterAll(() => world.close());

const MIB = 1024 * 1024;
const PART = 64 * MIB;

/** A virtual object of so many parts of 64 MiB, less one byte, in a transfer of its own. */
async function transferOf(key: string, parts: number, options = {}): Promise<string> {
  await world.putVirtual([{ key, size: parts * PART - 1, seed: 7 }]);
  return await transferAsIs(key, options);
}

async function transferAsIs(key: string, options = {}): Promise<string> {
  const head = await headLab(key);
  return await world.transfer({
    files: [{ key, sizeBytes: head.ContentLength ?? 0, etag: head.ETag ?? "" }],
    partSizeBytes: PART,
    options,
  });
}

const headLab = (Key: string) => world.lab.send(new HeadObjectCommand({ Bucket: "lab", Key, ChecksumMode: "ENABLED" }));
const headOurs = (Key: string) =>
  world.ours.send(new HeadObjectCommand({ Bucket: "ours", Key, ChecksumMode: "ENABLED" }));

/** How often each part was really copied. */
async function copiesOfParts(key: string): Promise<number[]> {
  const counts = new Map<number, number>();
  for (const { partNumber } of await world.requests({ op: "UploadPartCopy", key, status: 200 })) {
    counts.set(partNumber ?? 0, (counts.get(partNumber ?? 0) ?? 0) + 1);
  }
  return [...counts.entries()].sort(([a], [b]) => a - b).map(([, count]) => count);
}

async function partsCopied(key: string): Promise<number> {
  return (await copiesOfParts(key)).length;
}

async function openUploads(key: string): Promise<number> {
  const answer = await world.ours.send(new ListMultipartUploadsCommand({ Bucket: "ours", Prefix: key }));
  return answer.Uploads?.length ?? 0;
}

async function expectEqual(from: string, to: string): Promise<void> {
  const [source, copy] = await Promise.all([headLab(from), headOurs(to)]);
  expect(copy.ContentLength).toBe(source.ContentLength);
  expect(copy.ChecksumCRC64NVME).toBe(source.ChecksumCRC64NVME);
}

test("a large file is copied in parts, each once, with headers, metadata and tags, and proven by its checksum", async () => {
  await world.putVirtual([{ key: "run/a/seed", size: 5 * PART - 1, seed: 7 }]);
  await world.lab.send(
    new CopyObjectCommand({
      Bucket: "lab",
      Key: "run/a/1.bam",
      CopySource: "lab/run/a/seed",
      MetadataDirective: "REPLACE",
      TaggingDirective: "REPLACE",
      ContentType: "application/x-bam",
      ContentEncoding: "gzip",
      CacheControl: "no-store",
      Metadata: { sample: "S1", note: "plain" },
      Tagging: "project=p%201&empty=",
    }),
  );
  const id = await transferAsIs("run/a/1.bam");
  world.startCopier();
  await world.settled(id, ["copied"]);
  await expectEqual("run/a/1.bam", "in/a/1.bam");
  expect(await headOurs("in/a/1.bam")).toMatchObject({
    ContentType: "application/x-bam",
    ContentEncoding: "gzip",
    CacheControl: "no-store",
    Metadata: { sample: "S1", note: "plain" },
  });
  const tags = await world.ours.send(new GetObjectTaggingCommand({ Bucket: "ours", Key: "in/a/1.bam" }));
  expect(tags.TagSet).toEqual([
    { Key: "project", Value: "p 1" },
    { Key: "empty", Value: "" },
  ]);
  expect(await copiesOfParts("in/a/1.bam")).toEqual([1, 1, 1, 1, 1]);
  expect(await world.file(id)).toMatchObject({
    verificationResult: "verified",
    verificationMethod: "full_object_checksum",
  });
  await waitUntil("all messages are deleted", async () => (await world.outstanding()) === 0);
});

test("a stopped copier gives its file back, and the next one copies only the parts that are missing", async () => {
  await world.latency({ copyBytesPerSecond: PART * 5 });
  const id = await transferOf("run/b/1", 40);
  const first = world.startCopier({ gate: 4 });
  await waitUntil("some parts are copied", async () => (await partsCopied("in/b/1")) >= 6);
  await first.stop();
  const copied = await partsCopied("in/b/1");
  expect(copied).toBeLessThan(40);
  expect(await world.file(id)).toMatchObject({ state: "copying", attempt: 1 });
  await world.latency({});
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await copiesOfParts("in/b/1")).toEqual(Array.from({ length: 40 }, () => 1));
  expect(await world.file(id)).toMatchObject({ attempt: 2, state: "copied" });
  await expectEqual("run/b/1", "in/b/1");
});

test("a source overwritten while it is copied is started over, never torn", async () => {
  await world.latency({ copyBytesPerSecond: PART * 5 });
  const id = await transferOf("run/c/1", 30);
  world.startCopier({ gate: 4 });
  await waitUntil("some parts are copied", async () => (await partsCopied("in/c/1")) >= 5);
  await world.putVirtual([{ key: "run/c/1", size: 20 * PART, seed: 8 }]);
  await world.latency({});
  await world.settled(id, ["copied"]);
  await expectEqual("run/c/1", "in/c/1");
  expect(await world.file(id)).toMatchObject({ restarts: 1, sizeBytes: 20 * PART });
  expect(await openUploads("in/c/1")).toBe(0);
});

for (const [name, trouble] of [
  ["reset", { resetAfterApply: true }],
  ["blank", { blank200: true }],
] as const) {
  test(`a lost answer to Complete (${name}) is looked at: no part is copied twice`, async () => {
    const key = `d-${name}/1`;
    await world.fault({ id: name, match: { op: "CompleteMultipartUpload" }, do: trouble, times: 1 });
    const id = await transferOf(`run/${key}`, 6);
    world.startCopier();
    await world.settled(id, ["copied"]);
    expect(await copiesOfParts(`in/${key}`)).toEqual([1, 1, 1, 1, 1, 1]);
    await expectEqual(`run/${key}`, `in/${key}`);
    expect(await world.file(id)).toMatchObject({ verificationMethod: "full_object_checksum" });
  });
}

test("Complete refused for a conflict, a vanished part or an inner error is repeated on the same upload", async () => {
  for (const [n, error] of [
    [1, { status: 409, code: "ConditionalRequestConflict" }],
    [2, { status: 400, code: "InvalidPart" }],
    [3, { status: 500, code: "InternalError" }],
  ] as const) {
    await world.fault({
      id: `e${n}`,
      match: { op: "CompleteMultipartUpload", keyPrefix: `in/e/${n}` },
      do: { error },
      times: 1,
    });
    const id = await transferOf(`run/e/${n}`, 5);
    const copier = world.startCopier();
    await world.settled(id, ["copied"]);
    expect(await copiesOfParts(`in/e/${n}`)).toEqual([1, 1, 1, 1, 1]);
    expect(await world.requests({ op: "CompleteMultipartUpload", key: `in/e/${n}` })).toHaveLength(2);
    await copier.stop();
  }
});

test("parts that are refused start a file over once, though its source had changed before", async () => {
  const size = 6 * PART - 1;
  await world.putVirtual([{ key: "run/refused/1", size, seed: 9 }]);
  const invalid = { error: { status: 400, code: "InvalidPart" } };
  await world.fault({ id: "refused", match: { op: "CompleteMultipartUpload" }, do: invalid, times: 4 });
  const listed = { key: "run/refused/1", sizeBytes: size, etag: "0123456789abcdef0123456789abcdef" };
  const id = await world.transfer({ files: [listed], partSizeBytes: PART });
  world.startCopier();
  await world.settled(id, ["copied"]);
  await expectEqual("run/refused/1", "in/refused/1");
  expect(await world.file(id)).toMatchObject({ attempt: 1, restarts: 2 });
});

test("what stands at the destination spares the copy, or forbids it, before a part is copied", async () => {
  const first = await transferOf("run/f/1", 5);
  world.startCopier();
  await world.settled(first, ["copied"]);
  const again = await transferAsIs("run/f/1");
  await world.settled(again, ["skipped"]);
  expect(await copiesOfParts("in/f/1")).toEqual([1, 1, 1, 1, 1]);
  await world.putVirtual([{ key: "run/f/1", size: 5 * PART, seed: 9 }]);
  const other = await transferAsIs("run/f/1");
  const [letter] = await world.deadLetters(1);
  expect(letter).toMatchObject({ transfer: other, kind: "destination_exists" });
  expect(await copiesOfParts("in/f/1")).toEqual([1, 1, 1, 1, 1]);
  const replacing = await transferAsIs("run/f/1", { overwrite: "if_different" });
  await world.settled(replacing, ["copied"]);
  await expectEqual("run/f/1", "in/f/1");
  // Both had proven the object that is gone now.
  for (const earlier of [first, again]) {
    expect(await world.events(earlier)).toMatchObject([
      { type: "replaced", detail: { byTransfer: replacing, file: 1 } },
    ]);
  }
});

test("an object that appears while parts are copied is not overwritten: the upload is aborted", async () => {
  await world.latency({ copyBytesPerSecond: PART * 5 });
  const id = await transferOf("run/g/1", 20);
  world.startCopier({ gate: 4 });
  await waitUntil("some parts are copied", async () => (await partsCopied("in/g/1")) >= 4);
  await world.ours.send(new PutObjectCommand({ Bucket: "ours", Key: "in/g/1", Body: "somebody else's" }));
  await world.latency({});
  const [letter] = await world.deadLetters(1);
  expect(letter).toMatchObject({ transfer: id, kind: "destination_exists" });
  expect((await headOurs("in/g/1")).ContentLength).toBe(15);
  await waitUntil("the upload is aborted", async () => (await openUploads("in/g/1")) === 0);
});

test("an equal object that somebody else put there before Complete ends the file and leaves no upload open", async () => {
  await world.fault({ id: "never", match: { op: "CompleteMultipartUpload" }, do: { reset: true } });
  const id = await transferOf("run/equal/1", 6);
  const first = world.startCopier();
  await waitUntil("Complete was sent", async () => {
    const sent = await world.requests({ op: "CompleteMultipartUpload", key: "in/equal/1" });
    return sent.length > 0;
  });
  await first.stop();
  await fetch(`${world.s3Url}/_local/virtual-objects`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ bucket: "ours", objects: [{ key: "in/equal/1", size: 6 * PART - 1, seed: 7 }] }),
  });
  await world.clearFaults();
  world.startCopier();
  await world.settled(id, ["copied", "skipped"]);
  expect(await openUploads("in/equal/1")).toBe(0);
});

test("a paused file is let go and goes on where it was; a cancelled one leaves nothing behind", async () => {
  await world.latency({ copyBytesPerSecond: PART * 4 });
  const id = await transferOf("run/h/1", 60);
  world.startCopier({ gate: 4, leaseSeconds: 2 });
  await waitUntil("some parts are copied", async () => (await partsCopied("in/h/1")) >= 4);
  await pauseTransfer(world.ledger, { id, by: "user" });
  await waitUntil("its message is deleted", async () => (await world.outstanding()) === 0);
  const copied = await partsCopied("in/h/1");
  expect(await openUploads("in/h/1")).toBe(1);
  await resumeTransfer(world.ledger, { id, pausedBy: null });
  await relayAll(world.ledger);
  await world.ring(id, [1]);
  await waitUntil("it goes on", async () => (await partsCopied("in/h/1")) > copied + 4);
  expect(Math.max(...(await copiesOfParts("in/h/1")))).toBe(1);
  await cancelTransfer(world.ledger, { id });
  await world.settled(id, ["cancelled"]);
  expect(await openUploads("in/h/1")).toBe(0);
  await expect(headOurs("in/h/1")).rejects.toMatchObject({ name: "NotFound" });
});

test("parts that may not be written are the destination's fault, and the file waits with its kind", async () => {
  await world.ours.send(
    new PutBucketPolicyCommand({
      Bucket: "ours",
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::ours/in/i/*" }],
      }),
    }),
  );
  const id = await transferOf("run/i/1", 5);
  world.startCopier();
  const [letter] = await world.deadLetters(1);
  expect(letter).toMatchObject({ transfer: id, kind: "destination_permission", action: "s3:PutObject" });
});

test("an upload that vanished is replaced by a new one with the same promises", async () => {
  await world.latency({ copyBytesPerSecond: PART * 5 });
  const id = await transferOf("run/j/1", 20);
  world.startCopier({ gate: 4 });
  await waitUntil("some parts are copied", async () => (await partsCopied("in/j/1")) >= 4);
  const list = await world.ours.send(new ListMultipartUploadsCommand({ Bucket: "ours", Prefix: "in/j/1" }));
  const UploadId = list.Uploads?.[0]?.UploadId ?? "";
  await world.ours.send(new AbortMultipartUploadCommand({ Bucket: "ours", Key: "in/j/1", UploadId }));
  await world.latency({});
  await world.settled(id, ["copied"]);
  await expectEqual("run/j/1", "in/j/1");
  expect(await openUploads("in/j/1")).toBe(0);
});

async function putInParts(key: string, algorithm: "SHA256" | "CRC64NVME" | undefined): Promise<string> {
  const created = await world.lab.send(
    new CreateMultipartUploadCommand({ Bucket: "lab", Key: key, ChecksumAlgorithm: algorithm }),
  );
  const upload = { Bucket: "lab", Key: key, UploadId: created.UploadId };
  const Parts = [];
  for (const [at, size] of [5 * MIB, 5 * MIB, 1234].entries()) {
    const Body = Buffer.alloc(size, at + 1);
    const part = await world.lab.send(
      new UploadPartCommand({ ...upload, PartNumber: at + 1, Body, ChecksumAlgorithm: algorithm }),
    );
    const { ETag, ChecksumSHA256, ChecksumCRC64NVME } = part;
    Parts.push({ PartNumber: at + 1, ETag, ChecksumSHA256, ChecksumCRC64NVME });
  }
  const done = await world.lab.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } }));
  return done.ETag ?? "";
}

test("an object of parts without a checksum of the whole is copied by the same parts, so that its ETag proves it", async () => {
  const etag = await putInParts("run/k/1", "SHA256");
  const id = await world.transfer({ files: [{ key: "run/k/1", sizeBytes: 10 * MIB + 1234, etag }] });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect((await headOurs("in/k/1")).ETag).toBe(etag);
  expect(await world.file(id)).toMatchObject({ verificationResult: "verified", verificationMethod: "etag" });
  expect(await copiesOfParts("in/k/1")).toEqual([1, 1, 1]);
});

test("a small object of parts with a checksum of the whole is copied by one CopyObject and proven by it", async () => {
  const etag = await putInParts("run/l/1", "CRC64NVME");
  const id = await world.transfer({ files: [{ key: "run/l/1", sizeBytes: 10 * MIB + 1234, etag }] });
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await world.file(id)).toMatchObject({ verificationMethod: "full_object_checksum" });
  expect(await world.requests({ op: "CopyObject", key: "in/l/1", status: 200 })).toHaveLength(1);
});

test("more tags than fit into a header are put after the object is made", async () => {
  await world.putVirtual([{ key: "run/m/1", size: 5 * PART, seed: 4 }]);
  const TagSet = Array.from({ length: 10 }, (_, n) => ({ Key: `key ${n}`, Value: "v".repeat(250) }));
  await world.lab.send(new PutObjectTaggingCommand({ Bucket: "lab", Key: "run/m/1", Tagging: { TagSet } }));
  const id = await transferAsIs("run/m/1");
  world.startCopier();
  await world.settled(id, ["copied"]);
  const tags = await world.ours.send(new GetObjectTaggingCommand({ Bucket: "ours", Key: "in/m/1" }));
  expect(tags.TagSet).toEqual(TagSet);
});
