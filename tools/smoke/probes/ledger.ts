import { ExecuteStatementCommand } from "@aws-sdk/client-rds-data";
import { errorOf } from "../aws-error.ts";
import { type Probe, proven, refuted, type SmokeContext } from "../probe.ts";

const attempts = 12;

export const ledger: Probe = {
  name: "ledger",
  proves:
    "The ledger answers the Data API (after waking, if it slept), takes a statement of 3 MB and refuses one of 5 MB",
  costDollars: 0.01,
  async run(context) {
    const { nowMs } = context;
    const began = nowMs();
    await wake(context);
    const first = nowMs() - began;
    await ask(context, "x".repeat(3_000_000));
    const tooLong = await errorOf(ask(context, "x".repeat(5_000_000)));
    const seen = `first answer after ${first} ms; 5 MB: ${tooLong?.text ?? "accepted"}`;
    return tooLong !== null && tooLong.status >= 400 && tooLong.status < 500 ? proven(seen) : refuted(seen);
  },
};

/** A ledger that slept answers DatabaseResumingException for some 15 seconds. */
async function wake(context: SmokeContext): Promise<void> {
  for (let left = attempts; ; left--) {
    const error = await errorOf(ask(context, "x"));
    if (error === null) return;
    if (error.name !== "DatabaseResumingException" || left === 1)
      throw Object.assign(new Error(error.text), { name: error.name, $metadata: { httpStatusCode: error.status } });
    await context.wait(5_000);
  }
}

function ask({ clients, deployed, signal }: SmokeContext, text: string) {
  return clients.rdsData.send(
    new ExecuteStatementCommand({
      resourceArn: deployed.ledger,
      secretArn: deployed.ledgerSecret,
      database: "s3mirror",
      sql: "select length(:text)",
      parameters: [{ name: "text", value: { stringValue: text } }],
    }),
    { abortSignal: signal },
  );
}
