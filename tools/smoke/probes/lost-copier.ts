import { StopTaskCommand } from "@aws-sdk/client-ecs";
import { ListPartsCommand } from "@aws-sdk/client-s3";
import { howEnded, listCopiers } from "../copiers.ts";
import { compareCopy, partBytes, putLarge } from "../objects.ts";
import { landsAt, settled, startOwn } from "../own-transfer.ts";
import { didNotHold, held, notAsked, type Probe, type SmokeContext } from "../probe.ts";
import { readFile, readFleet } from "../stage-api.ts";
import { listUploads } from "../sweep.ts";
import { until } from "../until.ts";

export const lostCopier: Probe = {
  name: "lost-copier",
  claim:
    "A copier that is stopped in the middle of a multipart copy hears SIGTERM and ends by itself within its stop timeout; another goes on with the same upload, the copy equals its source, and no upload stays open",
  uses: ({ parts }) => ({
    // The parts twice over at the very most, and what the source is made of.
    s3Writes: 2 * parts + 500,
    s3Reads: 2_000,
    storageGbHours: (3 * parts * partBytes) / 1e9 / 2,
    queueRequests: 1_000,
    ledgerCalls: 20_000,
    copierHours: 1,
  }),
  async run(context) {
    const { transfers, patience, nowMs } = context;
    if (transfers.type === "cannot") return notAsked(transfers.why);
    const { api, source } = transfers;
    const fleet = await readFleet(api);
    if (fleet.openTransfers > 0)
      return notAsked(`${fleet.openTransfers} other transfers are open: their copiers are left alone`);
    const key = await putLarge(context, source, "large", context.parts);
    const arrives = landsAt(context, transfers, key);

    const began = nowMs();
    const id = await startOwn(context, transfers, [key], { partSizeBytes: partBytes });
    const uploads = new Set<string>();
    const open = await until(context, patience.wakeMs, async () => {
      const seen = await lookAtUpload(context, arrives);
      if (seen !== null) return seen;
      return (await readFile(api, id, 1))?.state === "copied" ? "copied" : null;
    });
    if (open === null) return didNotHold(`no upload was begun; transfer ${id}`);
    if (open === "copied") return notAsked("it was copied before a copier could be stopped: more --parts");
    uploads.add(open.uploadId);
    context.notes.initiator = open.initiator;

    const tasks = await listCopiers(context);
    if (tasks.length === 0) return didNotHold(`an upload is open and no copier runs; transfer ${id}`);
    for (const task of tasks) {
      const stop = new StopTaskCommand({ cluster: context.deployed.cluster, task, reason: "the smoke run" });
      await context.clients.ecs.send(stop, { abortSignal: context.signal });
    }
    const ended = await until(context, patience.transferMs, () => howEnded(context, tasks));
    if (ended === null) return didNotHold(`the stopped tasks ${tasks.join(", ")} did not end`);
    const ending = `${tasks.length} stopped, exit ${ended.exitCodes.join(", ")} within ${Math.round(ended.longestMs / 1_000)} s`;
    // One that was killed at the end of its stop timeout would say 137.
    if (ended.exitCodes.some((code) => code !== 0)) return didNotHold(ending);

    const transfer = await until(context, patience.wakeMs, async () => {
      for (const { UploadId = "" } of await listUploads(context.clients.s3, { ...arrives, prefix: arrives.key }))
        uploads.add(UploadId);
      return await settled(context, api, id, 0);
    });
    const seconds = (nowMs() - began) / 1_000;
    const file = await readFile(api, id, 1);
    if (transfer === null || file?.state !== "copied")
      return didNotHold(`${ending}; then the file is ${file?.state} ${file?.failure?.message ?? ""}; transfer ${id}`);
    if (file.attempts < 2) return notAsked(`${ending}, but after the copy was done: more --parts`);
    const { difference, checksum } = await compareCopy(context, { bucket: source.bucket, key }, arrives);
    if (difference !== null) return didNotHold(difference);
    const left = await listUploads(context.clients.s3, { ...arrives, prefix: arrives.key });
    const seen = `${ending}; ${file.attempts} attempts, ${uploads.size} upload; ${checksum}; ${((context.parts * partBytes) / 1e9).toFixed(1)} GB in ${seconds.toFixed(0)} s, stop included; transfer ${id}`;
    return uploads.size === 1 && left.length === 0 ? held(seen) : didNotHold(`${seen}; ${left.length} left open`);
  },
};

/** An upload to a key once it has a part; null before. */
async function lookAtUpload({ clients, signal }: SmokeContext, to: { bucket: string; key: string }) {
  for (const { Key, UploadId = "", Initiator } of await listUploads(clients.s3, { ...to, prefix: to.key })) {
    if (Key !== to.key) continue;
    const ask = new ListPartsCommand({ Bucket: to.bucket, Key, UploadId, MaxParts: 1 });
    const { Parts = [] } = await clients.s3.send(ask, { abortSignal: signal });
    if (Parts.length > 0) return { uploadId: UploadId, initiator: Initiator?.ID ?? "" };
  }
  return null;
}
