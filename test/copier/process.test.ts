import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { isRunning } from "@s3mirror/local-aws/running";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { relayAll } from "../ledger/open-test-ledger.ts";
import { copierEnvironment } from "./copier-environment.ts";
import { type CopierWorld, openCopierWorld } from "./open-copier-world.ts";

let world: CopierWorld;
const children: ChildProcess[] = [];
beforeAll(async () => {
  world = await openCopierWorld();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await world.tidy();
});
afterAll(() => world.close());

const require = createRequire(new URL("../../services/copier/package.json", import.meta.url));
const PART = 64 * 1024 * 1024;

type Line = { msg: string; session?: string; transfer?: string };

/** A copier as its users start it: a process of its own. */
function spawnCopier(more: Record<string, string> = {}) {
  const child = spawn(
    process.execPath,
    ["--import", require.resolve("tsx"), fileURLToPath(new URL("../../services/copier/src/main.ts", import.meta.url))],
    {
      env: {
        PATH: process.env.PATH,
        ...copierEnvironment(world),
        S3MIRROR_VISIBILITY_TIMEOUT_SECONDS: "2",
        S3MIRROR_SESSION_LEASE_SECONDS: "3",
        S3MIRROR_COPIER_GATE: "4",
        ...more,
      },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  children.push(child);
  const lines: Line[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(JSON.parse(line) as Line));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  return { child, lines, exited, said: (msg: string) => lines.some((line) => line.msg === msg) };
}

async function slowTransfer(key: string, parts: number): Promise<string> {
  await world.latency({ copyBytesPerSecond: PART * 5 });
  await world.putVirtual([{ key, size: parts * PART, seed: 3 }]);
  const head = await world.lab.send(new HeadObjectCommand({ Bucket: "lab", Key: key }));
  return await world.transfer({
    files: [{ key, sizeBytes: parts * PART, etag: head.ETag ?? "" }],
    partSizeBytes: PART,
  });
}

async function copies(key: string): Promise<number[]> {
  const parts = await world.requests({ op: "UploadPartCopy", key, status: 200 });
  const counts = new Map<number | null, number>();
  for (const { partNumber } of parts) counts.set(partNumber, (counts.get(partNumber) ?? 0) + 1);
  return [...counts.values()];
}

test("SIGTERM: the copier exits 0 in good order, and another goes on from its parts at once", async () => {
  const id = await slowTransfer("run/a/1", 30);
  const first = spawnCopier();
  await waitUntil("some parts are copied", async () => (await copies("in/a/1")).length >= 4);
  first.child.kill("SIGTERM");
  expect(await first.exited).toBe(0);
  expect(await world.file(id)).toMatchObject({ state: "copying", attempt: 1 });
  await world.latency({});
  world.startCopier();
  await world.settled(id, ["copied"]);
  expect(await copies("in/a/1")).toEqual(Array.from({ length: 30 }, () => 1));
});

test("SIGTERM: the file goes on although its message is gone, received and deleted by somebody else", async () => {
  const id = await slowTransfer("run/bell/1", 30);
  await relayAll(world.ledger);
  const copier = spawnCopier();
  await waitUntil("some parts are copied", async () => (await copies("in/bell/1")).length >= 4);
  await fetch(`${world.sqsUrl}/_local/lose-all`, { method: "POST" });
  copier.child.kill("SIGTERM");
  expect(await copier.exited).toBe(0);
  expect(await relayAll(world.ledger)).toMatchObject([{ transferId: id, files: [{ file: 1 }] }]);
});

test("SIGKILL: when the lease has run out another takes over, and only what was in flight is copied again", async () => {
  const id = await slowTransfer("run/b/1", 30);
  const first = spawnCopier();
  await waitUntil("some parts are copied", async () => (await copies("in/b/1")).length >= 4);
  first.child.kill("SIGKILL");
  await first.exited;
  await world.latency({});
  world.startCopier({ leaseSeconds: 3, visibilityTimeoutSeconds: 2 });
  // The message comes back when its visibility ends; a claim before the lease ends is told that a live one has it.
  await waitUntil("the file is copied", async () => {
    await world.sweep();
    const ranges = await relayAll(world.ledger);
    if (ranges.length > 0) await world.ring(id, [1]);
    return (await world.file(id)).state === "copied";
  });
  expect(await world.file(id)).toMatchObject({ attempt: 2 });
  const counts = await copies("in/b/1");
  expect(counts).toHaveLength(30);
  expect(counts.filter((count) => count > 1).length).toBeLessThanOrEqual(4);
});

test("a copier whose parent is gone stops by itself, in good order though the parent's successor tells it as well", async () => {
  await slowTransfer("run/orphan/1", 30);
  await world.latency({ copyBytesPerSecond: PART / 2 });
  const orphan = spawnCopier({ S3MIRROR_EXIT_WITH_PARENT: "1" });
  await waitUntil("others are in flight", async () => (await copies("in/orphan/1")).length >= 1);
  orphan.child.stdin?.end();
  await waitUntil("it stops", () => orphan.said("the copier stops"));
  orphan.child.kill("SIGTERM");
  expect(await orphan.exited).toBe(0);
  expect(await isRunning(orphan.child.pid ?? 0)).toBe(false);
});

test("a copier that lacks settings names every one of them and does not start", async () => {
  const errors: string[] = [];
  const child = spawn(
    process.execPath,
    ["--import", require.resolve("tsx"), fileURLToPath(new URL("../../services/copier/src/main.ts", import.meta.url))],
    { env: { PATH: process.env.PATH, S3MIRROR_COPIER_GATE: "5000" }, stdio: ["ignore", "ignore", "pipe"] },
  );
  child.stderr.on("data", (text: Buffer) => errors.push(text.toString()));
  const [code] = (await once(child, "exit")) as [number];
  expect(code).toBe(1);
  for (const name of ["S3MIRROR_COPY_QUEUE_URL", "S3MIRROR_LEDGER_DATABASE", "S3MIRROR_COPIER_GATE"]) {
    expect(errors.join("")).toContain(name);
  }
});
