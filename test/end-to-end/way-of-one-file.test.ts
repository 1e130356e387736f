import { createHash, randomBytes } from "node:crypto";
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { listCauses } from "@s3mirror/core/store/causes/causes";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { recountTransfer } from "@s3mirror/core/store/transfers/closing";
import { askRedrive } from "@s3mirror/core/store/transfers/redrive";
import { afterAll, beforeAll, expect, test } from "vitest";
import { filesOf } from "../files-of.ts";
import { type Fleet, openFleet } from "./open-fleet.ts";

const GB = 1_000_000_000;
let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet();
});
afterAll(() => fleet?.close());

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

test("real files arrive byte for byte with metadata and tags, and large ones by multipart, all proven", async () => {
  const place = await fleet.makeBuckets();
  const bodies = [new Uint8Array(0), randomBytes(1), randomBytes(300_000)];
  for (const [n, Body] of bodies.entries()) {
    await fleet.laboratory.send(
      new PutObjectCommand({
        Bucket: place.source,
        Key: `run/S${n} +ö.fastq.gz`,
        Body,
        ContentType: "application/gzip",
        Metadata: { sample: `S${n}` },
        Tagging: "study=A1&lane=2",
      }),
    );
  }
  await fleet.putVirtual(place.source, [
    { key: "run/large/L1.fastq.gz", size: 10 * GB, seed: 1 },
    { key: "run/large/L2.fastq.gz", size: 100 * GB, seed: 2 },
  ]);
  fleet.startCopier();
  const id = await fleet.create(place);
  const transfer = await fleet.settled(id);
  expect(transfer).toMatchObject({ state: "completed", copied: 5, deadLettered: 0, bytesTotal: 110 * GB + 300_001 });
  expect(transfer.verified).toBe(5);
  for (const [n, body] of bodies.entries()) {
    const copy = { Bucket: place.destination, Key: `in/S${n} +ö.fastq.gz` };
    const got = await fleet.company.send(new GetObjectCommand(copy));
    expect(sha256((await got.Body?.transformToByteArray()) ?? new Uint8Array(1))).toBe(sha256(body));
    expect(got).toMatchObject({ ContentType: "application/gzip", Metadata: { sample: `S${n}` } });
    const { TagSet } = await fleet.company.send(new GetObjectTaggingCommand(copy));
    expect(TagSet).toHaveLength(2);
  }
  const both = await Promise.all([
    fleet.laboratory.send(
      new HeadObjectCommand({ Bucket: place.source, Key: "run/large/L2.fastq.gz", ChecksumMode: "ENABLED" }),
    ),
    fleet.company.send(
      new HeadObjectCommand({ Bucket: place.destination, Key: "in/large/L2.fastq.gz", ChecksumMode: "ENABLED" }),
    ),
  ]);
  expect(both[1].ContentLength).toBe(100 * GB);
  expect(both[1].ChecksumCRC64NVME).toBe(both[0].ChecksumCRC64NVME);
});

test("denied files wait for the laboratory with the reason; once it lets us read them only those move", async () => {
  const place = await fleet.makeBuckets("run/open/*");
  const keys = ["run/open/1", "run/open/2", "run/closed/1", "run/closed/2", "run/closed/3"];
  for (const Key of keys) await fleet.laboratory.send(new PutObjectCommand({ Bucket: place.source, Key, Body: Key }));
  fleet.startCopier();
  const id = await fleet.create(place);
  expect(await fleet.settled(id)).toMatchObject({
    state: "completed_with_failures",
    copied: 2,
    deadLettered: 3,
    waitingFor: [{ actionBy: "vendor", files: 3 }],
  });
  expect(await listCauses(fleet.ledger, { transferId: id })).toMatchObject([
    { kind: "source_permission", actionBy: "vendor", files: 3 },
  ]);
  const before = new Map((await filesOf(fleet.ledger, id)).map((file) => [file.key, file.attempt]));
  await fleet.allow(place.source, ["run/*"]);
  await askRedrive(fleet.ledger.run, {
    transferId: id,
    ...{ causeId: null, failureKind: null, fileNumbers: null, also: [] },
    by: null,
    reason: "the laboratory mended its policy",
    leaseSeconds: 0,
  });
  await expect
    .poll(() => readTransfer(fleet.ledger, { id, vendorId: null }), { timeout: 30_000 })
    .toMatchObject({ state: "completed", copied: 5, deadLettered: 0 });
  const moved = (await filesOf(fleet.ledger, id))
    .filter((file) => file.attempt !== before.get(file.key))
    .map((file) => file.key);
  expect(moved.sort()).toEqual(["run/closed/1", "run/closed/2", "run/closed/3"]);
});

test("copiers killed with SIGKILL over and over lose nothing, and counters equal a recount", async () => {
  const place = await fleet.makeBuckets();
  await fleet.putVirtual(
    place.source,
    Array.from({ length: 400 }, (_, n) => ({
      key: `run/${String(n).padStart(4, "0")}`,
      size: n % 20 === 0 ? 3 * GB : 1_000 + n,
      seed: n,
    })),
  );
  await fetch(`${fleet.s3Url}/_local/latency`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ requestMs: 20 }),
  });
  const id = await fleet.create(place);
  let copiers = [fleet.startCopier(), fleet.startCopier()];
  for (let round = 0; round < 3; round += 1) {
    const goal = (round + 1) * 40;
    await expect
      .poll(async () => (await filesOf(fleet.ledger, id)).filter((file) => file.state === "copied").length, {
        timeout: 40_000,
      })
      .toBeGreaterThan(goal);
    for (const copier of copiers) copier.kill("SIGKILL");
    copiers = [fleet.startCopier(), fleet.startCopier()];
  }
  const transfer = await fleet.settled(id, 90_000);
  expect(transfer).toMatchObject({ state: "completed", copied: 400, deadLettered: 0 });
  expect(await recountTransfer(fleet.ledger, { transfer: transfer.number })).toEqual([]);
  const { Uploads } = await fleet.company.send(new ListMultipartUploadsCommand({ Bucket: place.destination }));
  const crashed = (await filesOf(fleet.ledger, id)).filter((file) => file.attempt > 1).length;
  expect((Uploads ?? []).length).toBeLessThanOrEqual(crashed);
}, 180_000);
