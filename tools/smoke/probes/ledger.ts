import { ExecuteStatementCommand } from "@aws-sdk/client-rds-data";
import { describeError, errorOf } from "../aws-error.ts";
import { didNotHold, held, type Probe, type SmokeContext } from "../probe.ts";

const attempts = 12;
const timed = 20;

/** What says that a request is too long. No page of AWS names it for the Data API; any other refusal proves nothing. */
const tooLongNames = ["BadRequestException", "RequestEntityTooLargeException", "ValidationException"];

export const ledger: Probe = {
  name: "ledger",
  claim:
    "The ledger answers the Data API (after waking, if it slept), takes a statement of 3 MB and refuses one of 5 MB as too long",
  uses: () => ({ ledgerCalls: attempts + timed + 2 }),
  async run(context) {
    const { nowMs } = context;
    const began = nowMs();
    await wake(context);
    const first = nowMs() - began;
    const times: number[] = [];
    for (let n = 0; n < timed; n++) {
      const sent = nowMs();
      await ask(context, "x");
      times.push(nowMs() - sent);
    }
    times.sort((a, b) => a - b);
    await ask(context, "x".repeat(3_000_000));
    const tooLong = await errorOf(ask(context, "x".repeat(5_000_000)));
    const seen = `first answer after ${Math.round(first)} ms, then ${Math.round(times[timed / 2] ?? 0)} ms in the median of ${timed}, seen from here; 5 MB: ${tooLong?.text ?? "accepted"}`;
    const isRefused = tooLong !== null && (tooLong.status === 413 || tooLongNames.includes(tooLong.name));
    return isRefused ? held(seen) : didNotHold(seen);
  },
};

/** A ledger that slept answers DatabaseResumingException for some 15 seconds. */
async function wake(context: SmokeContext): Promise<void> {
  for (let left = attempts; ; left--) {
    try {
      await ask(context, "x");
      return;
    } catch (error) {
      if (describeError(error).name !== "DatabaseResumingException" || left === 1) throw error;
      await context.wait(5_000, context.signal);
    }
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
