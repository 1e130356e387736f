import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { compareCopy, putOwn } from "../objects.ts";
import { landsAt, settled, startOwn } from "../own-transfer.ts";
import { didNotHold, held, notAsked, type Probe } from "../probe.ts";
import { readFile, readRefusal } from "../stage-api.ts";

export const asTransferred: Probe = {
  name: "as-transferred",
  claim:
    "What the stage copies from source to destination equals its source in checksum, metadata and tags; once more it is skipped as proven equal; another object that stands there is left as it is",
  uses: () => ({ s3Writes: 10, s3Reads: 20, queueRequests: 300, ledgerCalls: 6_000, copierHours: 0.2 }),
  async run(context) {
    const { transfers, patience, clients, signal } = context;
    if (transfers.type === "cannot") return notAsked(transfers.why);
    const { api, source } = transfers;
    const { key } = await putOwn(context, source, "as-transferred", "what the stage copies");
    const other = await putOwn(context, source, "occupied", "what would overwrite");
    const taken = landsAt(context, transfers, other.key);
    const standing = await putOwn(context, { ...taken, prefix: taken.key }, "", "what stood there before");

    const first = await startOwn(context, transfers, [key, other.key]);
    if ((await settled(context, api, first, patience.transferMs)) === null)
      return didNotHold(`transfer ${first} did not end`);
    const [copied, refused] = [await readFile(api, first, 1), await readFile(api, first, 2)];
    if (copied?.state !== "copied")
      return didNotHold(`the first file is ${copied?.state}: ${copied?.failure?.message}; transfer ${first}`);
    const { difference, checksum } = await compareCopy(
      context,
      { bucket: source.bucket, key },
      landsAt(context, transfers, key),
    );
    if (difference !== null) return didNotHold(difference);
    const after = await clients.s3.send(new HeadObjectCommand({ Bucket: taken.bucket, Key: taken.key }), {
      abortSignal: signal,
    });
    if (after.ETag !== standing.eTag) return didNotHold(`what stood at ${taken.key} was overwritten`);
    if (refused?.failure?.kind !== "destination_exists")
      return didNotHold(`where another object stood: ${refused?.state} ${refused?.failure?.kind}`);
    const waived = await api.ask("POST", `/v1/transfers/${first}/waive`, {
      fileNumbers: [2],
      reason: "part of the smoke run",
    });
    const asked = waived.status < 300 ? "" : `; its failure stays on the page (${readRefusal(waived).text})`;

    const second = await startOwn(context, transfers, [key]);
    await settled(context, api, second, patience.transferMs);
    const again = await readFile(api, second, 1);
    if (again?.state !== "skipped") return didNotHold(`once more it is ${again?.state}; transfer ${second}`);
    return held(
      `${checksum} by ${copied.verification?.method}; again: skipped by ${again.verification?.method}; transfers ${first}, ${second}${asked}`,
    );
  },
};
