import { readPulse } from "@s3mirror/core/store/pulse";
import type { Deps } from "./deps.ts";

/** Writes what was counted, and how it goes altogether, as one line that CloudWatch reads metrics from. */
export async function tellMetrics(deps: Deps): Promise<boolean> {
  const { meter } = deps;
  const pulse = await readPulse(deps.ledger);
  meter.set("Backlog", pulse.backlog);
  meter.set("OldestWaiting", pulse.oldestWaitingSeconds);
  meter.set("DeadLettersForVendor", pulse.forVendor);
  meter.set("DeadLettersForCloudTeam", pulse.forCloudTeam);
  meter.set("DeadLettersForOperator", pulse.forOperator);
  meter.set("StalledTransfers", pulse.stalled);
  deps.log.info(meter.take(deps.now().getTime()), "metrics");
  return false;
}
