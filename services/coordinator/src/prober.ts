import { armBreaker, judgeProbes, probeCount } from "@s3mirror/core/breaker";
import { listSpreadTargets, takeDueProbes } from "@s3mirror/core/store/causes";
import { deleteOutboxRows, type Effect } from "@s3mirror/core/store/outbox";
import { resumeTransfer } from "@s3mirror/core/store/transfers";
import type { Deps } from "./deps.ts";
import { probeAndRedrive, probeFile } from "./probe.ts";

/** Probes open causes that are due. What is remedied moves by itself, and nothing else. @returns whether anything moved. */
export async function probeDueCauses(deps: Deps): Promise<boolean> {
  const due = await takeDueProbes(deps.ledger, {
    limit: 10,
    scheduleSeconds: deps.config.S3MIRROR_PROBE_SCHEDULE_SECONDS,
  });
  let moved = false;
  for (const { causeId, transferId } of due) {
    const choice = { transferId, causeId, failureKind: null, fileNumbers: null };
    const answer = await probeAndRedrive(deps, { ...choice, reason: "a probe found it remedied" });
    deps.log.info({ transfer: transferId, cause: causeId, ...answer }, "an open cause was probed");
    moved ||= answer.redriven > 0;
  }
  return moved;
}

/**
 * Decides a tripped breaker: 20 files spread evenly over what is left are probed. Any success, or nothing left to ask:
 * the transfer goes on, armed at double. All denied: it stays paused and its unsent files stay planned.
 * @returns whether it goes on.
 */
export async function decideBreaker(deps: Deps, effect: Effect): Promise<boolean> {
  const targets = await listSpreadTargets(deps.ledger, { transferId: effect.transferId, count: probeCount });
  const verdicts = await Promise.all(targets.map((target) => probeFile(deps, target)));
  const succeeded = verdicts.filter(Boolean).length;
  const verdict = judgeProbes(armBreaker(), { succeeded, denied: verdicts.length - succeeded });
  const goesOn = verdict.type === "go_on";
  if (goesOn) await resumeTransfer(deps.ledger, { id: effect.transferId, pausedBy: "breaker" });
  deps.log.warn({ transfer: effect.transferId, probes: verdicts.length, goesOn }, "the breaker was decided");
  await deleteOutboxRows(deps.ledger, { ids: [effect.outboxId] });
  return goesOn;
}
