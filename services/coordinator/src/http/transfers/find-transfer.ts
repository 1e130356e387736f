import { isId } from "@s3mirror/core/ids";
import { readTransfer, type TransferRecord } from "@s3mirror/core/store/reads/transfers";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Caller } from "../frame/api-env.ts";
import { ApiError } from "../frame/problem.ts";

/** A transfer that the caller may see. @throws ApiError transfer_not_found, for another vendor's too */
export async function findTransfer(deps: Pick<ApiDeps, "ledger">, caller: Caller, id: string): Promise<TransferRecord> {
  const record = isId("tr", id) ? await readTransfer(deps.ledger, { id, vendorId: caller.vendorId }) : null;
  if (record !== null) return record;
  throw new ApiError("transfer_not_found", "There is no transfer of this id that this key may see.", {
    errors: [
      {
        pointer: "/param/id",
        message: "There is no such transfer.",
        remedy: "Check the id; GET /v1/transfers lists those this key may see.",
      },
    ],
  });
}
