import { countCopiers } from "../copiers.ts";
import { putOwn } from "../objects.ts";
import { startOwn } from "../own-transfer.ts";
import { didNotHold, held, notAsked, type Probe } from "../probe.ts";
import { readFile } from "../stage-api.ts";
import { until } from "../until.ts";

export const firstFile: Probe = {
  name: "first-file",
  claim: "A transfer wakes a fleet that is at zero, and its file is copied",
  // The copiers rest again ten minutes after the last work.
  uses: () => ({ s3Writes: 3, s3Reads: 3, queueRequests: 200, ledgerCalls: 3_000, copierHours: 1 }),
  async run(context) {
    const { transfers, patience, nowMs } = context;
    if (transfers.type === "cannot") return notAsked(transfers.why);
    const copiers = await countCopiers(context);
    if (copiers > 0)
      return notAsked(`${copiers} copiers run: this counts from zero only, ten minutes after the last transfer`);
    const { key } = await putOwn(context, transfers.source, "first-file", "the first file");
    const began = nowMs();
    const id = await startOwn(context, transfers, [key]);
    const file = await until(context, patience.wakeMs, async () => {
      const seen = await readFile(transfers.api, id, 1);
      return seen?.state === "copied" || seen?.state === "dead_lettered" ? seen : null;
    });
    const seconds = ((nowMs() - began) / 1_000).toFixed(1);
    if (file === null) return didNotHold(`nothing was copied within ${seconds} s; transfer ${id}`);
    return file.state === "copied"
      ? held(`${seconds} s from asking to the copied file; copiers 0 -> ${await countCopiers(context)}; transfer ${id}`)
      : didNotHold(`${file.failure?.kind}: ${file.failure?.message}; transfer ${id}`);
  },
};
