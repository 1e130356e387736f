import { settled, startInto } from "../own-transfer.ts";
import { didNotHold, held, notAsked, type Probe } from "../probe.ts";
import { readFile } from "../stage-api.ts";

export const vendorObject: Probe = {
  name: "vendor-object",
  claim: "The stage copies an object of a vendor's bucket, which the vendor has granted, and proves the copy",
  uses: () => ({ s3Writes: 500, s3Reads: 20, queueRequests: 200, ledgerCalls: 3_000, copierHours: 0.2 }),
  async run(context) {
    const { transfers, patience, vendorObject: named } = context;
    if (transfers.type === "cannot") return notAsked(transfers.why);
    if (named === null) return notAsked("name one that may be copied: --vendor-object s3://BUCKET/KEY");
    const { bucket, key } = named;
    // Its route is found by the bucket: it need not be the one of the run's own objects.
    const id = await startInto(context, transfers.api, { bucket, prefix: "", keys: [key] });
    await settled(context, transfers.api, id, patience.transferMs);
    const file = await readFile(transfers.api, id, 1);
    const seen = `${file?.sizeBytes} bytes, ${file?.verification?.result} by ${file?.verification?.method}; transfer ${id}`;
    if (file?.state !== "copied")
      return didNotHold(`${file?.state} ${file?.failure?.kind}: ${file?.failure?.message}; transfer ${id}`);
    return file.verification?.result === "verified" ? held(seen) : didNotHold(seen);
  },
};
