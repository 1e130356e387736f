import { listSpreadTargets } from "@s3mirror/core/store/causes/probe-targets";
import type { TransferEffect } from "@s3mirror/core/store/files/outbox";
import { resumeTransfer } from "@s3mirror/core/store/transfers/steering";
import type { Deps } from "../deps.ts";
import { probeFile } from "./probe.ts";

/** So many files are probed once a transfer's denials have tripped its breaker. */
const probeCount = 20;

/**
 * Decides a tripped breaker: 20 files spread evenly over what is left are probed. Any success, or nothing left to ask:
 * the transfer goes on, armed at double. All denied: it stays paused and its unsent files stay planned.
 * @returns whether it goes on.
 */
export async function decideBreaker(deps: Deps, effect: TransferEffect): Promise<boolean> {
  const targets = await listSpreadTargets(deps.ledger, { transferId: effect.transferId, count: probeCount });
  const verdicts = await Promise.all(targets.map((target) => probeFile(deps, target)));
  const goesOn = verdicts.length === 0 || verdicts.some(Boolean);
  if (goesOn) await resumeTransfer(deps.ledger, { id: effect.transferId, pausedBy: "breaker" });
  deps.log.warn({ transfer: effect.transferId, probes: verdicts.length, goesOn }, "the breaker was decided");
  return goesOn;
}
