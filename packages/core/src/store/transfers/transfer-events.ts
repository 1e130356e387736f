import { z } from "zod";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

const eventRow = z.object({
  tx: z.number(),
  id: z.number(),
  transferId: z.string(),
  at: z.string(),
  type: z.string(),
  by: z.string().nullable(),
  reason: z.string().nullable(),
  detail: jsonColumn(z.record(z.string(), z.unknown())),
});
/** Something that happened to a transfer; `by` and `reason` where somebody did it. */
export type TransferEvent = z.infer<typeof eventRow>;

/** Where a reader of events stands: the last one it has seen. */
export type EventPosition = { tx: number; id: number };

/**
 * What happened, in order, of one transfer or of all that `vendorId` may see: after (or, newest first, before) a
 * position. Only what is older than every transaction under way is given, so that nothing is ever put in behind.
 */
export async function listTransferEvents(
  ledger: Ledger,
  input: {
    transferId: string | null;
    vendorId: string | null;
    from: EventPosition | null;
    newestFirst: boolean;
    limit: number;
  },
): Promise<TransferEvent[]> {
  const [beyond, order] = input.newestFirst ? ["<", "desc"] : [">", "asc"];
  return await ledger.run(
    eventRow,
    `select e.tx::text::bigint as tx, e.id, t.id as "transferId", iso(e.at) as at, e.type, e.by, e.reason, e.detail::text as detail
     from transfer_events e join transfers t on t.number = e.transfer
     where e.tx < pg_snapshot_xmin(pg_current_snapshot())
       and (:transfer::text is null or e.transfer = (select number from transfers where id = :transfer::text))
       and (:vendor::text is null or t.vendor_id = :vendor::text)
       and (:tx::text is null or (e.tx, e.id) ${beyond} (:tx::text::xid8, :id::bigint))
     order by e.tx ${order}, e.id ${order} limit :limit::int`,
    {
      transfer: input.transferId,
      vendor: input.vendorId,
      tx: input.from === null ? null : String(input.from.tx),
      id: input.from?.id ?? null,
      limit: input.limit,
    },
  );
}

/** Says who acts, and why, for the events that the rest of this transaction brings about. */
export async function nameActor(run: Run, actor: { by: string; reason: string | null }): Promise<void> {
  await run(
    anyRow,
    "select set_config('s3mirror.by', :by, true) as by, set_config('s3mirror.reason', coalesce(:reason::text, ''), true) as reason",
    actor,
  );
}
