import type { Transfer } from "../api/types.ts";
import { nameOf } from "./name-of.ts";
import { tellPercent } from "./tell-amount.ts";
import { shareDone, tellState } from "./tell-state.ts";

/** What stands on a transfer's tab: "62 % · Northlab 11-A" while it is on its way, then how it ended. */
export function tellTitle(transfer: Transfer): string {
  const share = shareDone(transfer);
  const isMoving = transfer.finishedAt === null && transfer.failure === null;
  return `${isMoving && share !== null ? tellPercent(share) : tellState(transfer).word} · ${nameOf(transfer)}`;
}
