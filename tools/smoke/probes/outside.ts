import { didNotHold, held, notAsked, type Probe } from "../probe.ts";
import { cancelTransfer, startTransfer } from "../stage-api.ts";

const codes = ["source_not_allowed", "destination_not_allowed", "bucket_not_deployed"];

export const outside: Probe = {
  name: "outside",
  claim:
    "The API refuses a transfer to a bucket that the stage was not deployed for, by its settings and not by asking S3",
  uses: () => ({ ledgerCalls: 10 }),
  async run({ transfers }) {
    if (transfers.type === "cannot") return notAsked(transfers.why);
    const { api, source } = transfers;
    const answer = await startTransfer(api, {
      source: { ...source, keys: [`${source.prefix}outside`] },
      destination: { bucket: "s3mirror-smoke-of-nobody", prefix: "" },
    });
    if (answer.type === "refused") return codes.includes(answer.code) ? held(answer.text) : didNotHold(answer.text);
    await cancelTransfer(api, answer.id);
    return didNotHold(`accepted as ${answer.id}, and cancelled`);
  },
};
