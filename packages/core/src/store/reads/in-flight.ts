import { z } from "zod";
import type { Ledger } from "../ledger.ts";

const inFlightRow = z.object({
  files: z.number(),
  uploads: z.number(),
  partsKept: z.number(),
  bytesKept: z.number(),
});
/**
 * What living copiers have in hand: `files`, of which `uploads` are copied in parts. `partsKept` of them, `bytesKept` in
 * all, stand in S3 already and need not be copied again, whatever is decided now.
 */
export type InFlight = z.infer<typeof inFlightRow>;

/** What copiers hold of a transfer, or of all that `vendorId` may see, as they told with their last renewals. */
export async function readInFlight(
  ledger: Ledger,
  input: { transferId: string | null; vendorId: string | null },
): Promise<InFlight> {
  const [row] = await ledger.run(
    inFlightRow,
    `with told as (
       select x.* from copiers s join session_progress p using (session_id),
         jsonb_to_recordset(p.files) as x("transferId" text, file bigint, attempt int, "bytesCopied" bigint)
       where s.ended_at is null and s.lease_until > clock_timestamp()
         and (:transfer::text is null or x."transferId" = :transfer::text)),
     held as (
       select told."bytesCopied" as bytes, f.upload, (f.upload ->> 'partSizeBytes')::bigint as part_size
       from told join transfers t on t.id = told."transferId" and (:vendor::text is null or t.vendor_id = :vendor::text)
       join files f on f.transfer = t.number and f.number = told.file and f.attempt = told.attempt
         and f.state in ('copying', 'verifying'))
     select count(*)::bigint as files, count(upload)::bigint as uploads,
       coalesce(sum(bytes / part_size), 0)::bigint as "partsKept",
       coalesce(sum(bytes) filter (where upload is not null), 0)::bigint as "bytesKept"
     from held`,
    { transfer: input.transferId, vendor: input.vendorId },
  );
  if (row === undefined) throw new Error("a sum has no row");
  return row;
}
