import { deleteOutlived } from "@s3mirror/core/store/housekeeping";
import type { Deps } from "../deps.ts";

/** Deletes what the ledger need not keep any longer. */
export async function keepHouse(deps: Deps): Promise<boolean> {
  const deleted = await deleteOutlived(deps.ledger);
  if (Object.keys(deleted).length > 0) deps.log.info({ deleted }, "what had outlived its time was deleted");
  return false;
}
