import { tellBytes, tellCount } from "@s3mirror/core/units";
import { type Cause, isOver, type TransferFile } from "../api-types.ts";
import { copiedFiles, tellCause } from "../transfer-columns.ts";
import { batchPlace, overwritten } from "./batch.ts";
import { listCopiers, read, waiting } from "./copy.ts";
import type { Trouble } from "./evidence.ts";
import { putObject } from "./laboratory.ts";
import { destinationKeyOf } from "./place.ts";
import type { Doors, Story } from "./story.ts";
import { until } from "./until.ts";

const stormMs = 3_000;

/** Scene 3: Amazon slows us down, a file changes under us, a copier is killed, three files are denied. */
export async function trouble(story: Story, transferId: string): Promise<Trouble> {
  const slowDowns = await storm(story);
  story.tell(`trouble   Amazon asked us ${slowDowns.toLocaleString("en")} times to slow down: nobody has to act`);
  const changedKey = await overwriteOne(story);
  const killed = await killCopier(story, transferId, changedKey);
  await story.control.setCopySpeed(null);
  const over = await until(waiting(story, "everything that may be copied to be copied", 120_000), async () => {
    const transfer = await read(story, transferId);
    return isOver(transfer) && transfer;
  });
  story.tell(
    `          ${copiedFiles(over)} of ${over.counts.total ?? "?"} files copied, ${tellBytes(over.bytes.copied)}; ${tellCount(over.counts.deadLettered, "file")} denied`,
  );
  for await (const cause of story.api.list<Cause>(`/v1/transfers/${transferId}/causes`, 100)) {
    story.tell(tellCause(cause).trimEnd().replace(/^/gm, "          "));
  }
  return { transferId, changedKey, slowDowns, ...killed };
}

async function storm(story: Story): Promise<number> {
  const before = await story.control.lastRequest();
  const untilMs = Date.now() + stormMs;
  await story.control.addFault({
    id: "storm",
    match: { bucket: batchPlace.companyBucket, op: "UploadPartCopy" },
    do: { error: { status: 503, code: "SlowDown" } },
    probability: 0.5,
    untilMs,
  });
  const slowed = async () =>
    (await story.control.requests(before)).filter(({ errorCode }) => errorCode === "SlowDown").length;
  await until(waiting(story, "Amazon to slow us down"), slowed);
  await until(waiting(story, "the storm to pass"), async () => Date.now() >= untilMs);
  return await slowed();
}

/** The laboratory overwrites the largest file that is being copied and not yet complete. */
async function overwriteOne(story: Story): Promise<string> {
  const object = await until(waiting(story, "a large file to be mid-copy"), async () => {
    const seen = await story.control.requests();
    const completed = new Set(seen.filter(({ op }) => op === "CompleteMultipartUpload").map(({ key }) => key));
    const begun = new Set(
      seen.filter(({ op, status }) => op === "UploadPartCopy" && status === 200).map(({ key }) => key),
    );
    return story.batch
      .filter(({ key }) => begun.has(destinationKeyOf(key)) && !completed.has(destinationKeyOf(key)))
      .sort((a, b) => b.sizeBytes - a.sizeBytes)
      .at(0);
  });
  const changed = overwritten(object);
  await putObject(story.vendor, changed);
  story.batch = story.batch.map((one) => (one === object ? changed : one));
  story.tell(`          ${object.key} is overwritten while we copy it: it starts over, nothing torn is kept`);
  return object.key;
}

type Killed = Pick<Trouble, "confirmedParts" | "killedAfterRequest">;

const takeOverMs = 30_000;

/** kill -9 of copiers, one after the other, until one held files that others had to take over. */
async function killCopier(story: Story, transferId: string, changedKey: string): Promise<Killed> {
  const copiers = await listCopiers(story);
  for (const pid of copiers) {
    await until(waiting(story, "files to be mid-copy"), async () => {
      const files = await readFiles(story, transferId, "copying");
      return files.filter(({ key, bytesCopied }) => key !== changedKey && (bytesCopied ?? 0) > 0).length >= 2;
    });
    const killed = await kill(story, pid, changedKey);
    const takenOver = await until(
      { ...waiting(story, "a take-over"), timeoutMs: takeOverMs },
      async () => (await readFiles(story, transferId)).filter(({ attempts }) => attempts > 1).length,
    ).catch((error: unknown) => {
      story.signal.throwIfAborted();
      if (pid === copiers.at(-1)) throw error;
      return 0;
    });
    if (takenOver === 0) continue;
    story.tell(
      `          kill -9 of copier ${pid}: ${tellCount(takenOver, "file")} taken over, ${tellCount(killed.confirmedParts.length, "part")} stay copied`,
    );
    return killed;
  }
  throw new Error("No copier runs that could be killed.");
}

async function kill(story: Story, pid: number, changedKey: string): Promise<Killed> {
  process.kill(pid, "SIGKILL");
  const killedAfterRequest = await story.control.lastRequest();
  const confirmed = (await story.control.requests()).filter(
    ({ n, op, status, key }) =>
      n <= killedAfterRequest && op === "UploadPartCopy" && status === 200 && key !== destinationKeyOf(changedKey),
  );
  return {
    confirmedParts: confirmed.map(({ key, partNumber }) => `${key}#${partNumber}`),
    killedAfterRequest,
  };
}

export async function readFiles({ api }: Doors, transferId: string, state?: string): Promise<TransferFile[]> {
  const files: TransferFile[] = [];
  const path = `/v1/transfers/${transferId}/files${state === undefined ? "" : `?state=${state}`}`;
  for await (const file of api.list<TransferFile>(path, 10_000)) files.push(file);
  return files;
}
