import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { putOwn } from "../objects.ts";
import { landsAt, settled, startOwn } from "../own-transfer.ts";
import { didNotHold, held, notAsked, type Place, type Probe } from "../probe.ts";
import { readFile } from "../stage-api.ts";

export const keys: Probe = {
  name: "keys",
  claim: "The stage copies objects under the KMS keys that its settings name, and they lie under the destination's key",
  uses: () => ({ s3Writes: 3, s3Reads: 5, keyRequests: 20, queueRequests: 200, ledgerCalls: 3_000, copierHours: 0.2 }),
  async run(context) {
    const { transfers, deployed, workplace, patience, clients, signal } = context;
    if (transfers.type === "cannot") return notAsked(transfers.why);
    const { sources, destinations } = deployed.deployedBuckets;
    const keyAt = (named: readonly (Place & { kmsKeyArn?: string | undefined })[], { bucket, prefix }: Place) =>
      named.find((one) => one.bucket === bucket && prefix.startsWith(one.prefix))?.kmsKeyArn;
    const from = keyAt(sources, transfers.source);
    const to = keyAt(destinations, workplace);
    if (from === undefined && to === undefined)
      return notAsked("neither side of the route has a kmsKeyArn in the stage's settings");
    const under = from === undefined ? {} : ({ ServerSideEncryption: "aws:kms", SSEKMSKeyId: from } as const);
    const { key } = await putOwn(context, transfers.source, "under-a-key", "under a key", under);
    const id = await startOwn(context, transfers, [key]);
    await settled(context, transfers.api, id, patience.transferMs);
    const file = await readFile(transfers.api, id, 1);
    if (file?.state !== "copied")
      return didNotHold(`${file?.state} ${file?.failure?.kind}: ${file?.failure?.message}; transfer ${id}`);
    const arrived = landsAt(context, transfers, key);
    const head = await clients.s3.send(new HeadObjectCommand({ Bucket: arrived.bucket, Key: arrived.key }), {
      abortSignal: signal,
    });
    const seen = `source under ${from ?? "no key of the settings"}; copy ${head.ServerSideEncryption} ${head.SSEKMSKeyId ?? ""}; transfer ${id}`;
    return to === undefined || head.SSEKMSKeyId === to ? held(seen) : didNotHold(`${seen}, not under ${to}`);
  },
};
