import { readPulse } from "@s3mirror/core/store/reads/pulse";
import type { Deps } from "../deps.ts";

/**
 * Writes what was counted, and how it goes altogether, as one line that CloudWatch reads metrics from. What was counted is
 * told also when the ledger does not answer: that it does not is among it. @throws what the ledger threw
 */
export async function tellMetrics(deps: Deps): Promise<boolean> {
  const { meter } = deps;
  try {
    const pulse = await readPulse(deps.ledger);
    meter.set("Backlog", pulse.backlog);
    meter.set("OldestWaiting", pulse.oldestWaitingSeconds);
    meter.set("DeadLettersForVendor", pulse.forVendor);
    meter.set("DeadLettersForCloudTeam", pulse.forCloudTeam);
    meter.set("DeadLettersForOperator", pulse.forOperator);
    meter.set("StalledTransfers", pulse.stalled);
  } finally {
    const line = meter.take(deps.now().getTime());
    if (line !== null) deps.log.info(line, "metrics");
  }
  return false;
}
