import { settleCauses } from "@s3mirror/core/store/causes/causes";
import {
  cancelUnclaimedFiles,
  closeTransfer,
  findClosingCandidates,
  recountTransfer,
} from "@s3mirror/core/store/transfers/closing";
import { cancelWithdrawnFailures } from "@s3mirror/core/store/transfers/withdraw";
import type { Deps } from "../deps.ts";

/** Closes transfers in which nothing is left, after their counters proved equal to a recount. */
export async function closeFinished(deps: Deps): Promise<boolean> {
  const cancelled = await cancelUnclaimedFiles(deps.ledger);
  await cancelWithdrawnFailures(deps.ledger);
  await settleCauses(deps.ledger);
  for (const candidate of await findClosingCandidates(deps.ledger)) {
    const differences = await recountTransfer(deps.ledger, candidate);
    if (differences.length > 0) {
      deps.log.error(
        { transfer: candidate.transferId, differences },
        "counters differ from a recount; the transfer stays open",
      );
      continue;
    }
    if (await closeTransfer(deps.ledger, candidate)) deps.log.info({ transfer: candidate.transferId }, "closed");
  }
  return cancelled > 0;
}
