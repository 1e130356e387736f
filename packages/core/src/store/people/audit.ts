import { z } from "zod";
import type { Run } from "../ledger.ts";
import { anyRow } from "../rows.ts";

/** What may be decided. Each is one entry of the audit log. */
export type ActName =
  | "transfer.created"
  | "transfer.paused"
  | "transfer.resumed"
  | "transfer.cancelled"
  | "transfer.withdrawn"
  | "files.withdrawn"
  | "files.redriven"
  | "files.waived"
  | "vendor.created"
  | "vendor.changed"
  | "alerts.tested"
  | "alerts.asked_to_confirm"
  | "route.created"
  | "route.changed"
  | "route.disabled"
  | "route.enabled"
  | "fleet.paused"
  | "fleet.resumed"
  | "key.created"
  | "key.rotated"
  | "key.revoked"
  | "sign_in_link.made"
  | "session.started"
  | "session.ended";

/** Who decided, under the name they had then. `aws`: with the account's own credentials, past the API; `id` is their ARN. */
export type Actor = { kind: "user" | "key" | "aws"; id: string; label: string };

/** Something that somebody decided. `subject` is what it changed: an id (`tr_…`, `us_…`) or `fleet`. */
export type Act = {
  act: ActName;
  actor: Actor;
  subject: string;
  reason: string | null;
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
  /** The request that asked for it: one request is at most one act, however often its transaction is run. */
  request: string;
};

/**
 * Adds an act to the audit log, with the database's time. To be run last in the act's own transaction: whoever comes
 * meanwhile waits at the head. One update of the head makes both link and hash, so the chain cannot fork.
 */
export async function recordAct(run: Run, act: Act): Promise<void> {
  await run(
    anyRow,
    `with head as (
       update audit_heads h set number = h.number + 1, hash = encode(sha256(convert_to(h.hash || e.entry, 'UTF8')), 'hex')
       from (select (:entry::jsonb || jsonb_build_object('at', iso(clock_timestamp())))::text as entry) e
       where h.chain = 'acts' and not exists (select 1 from audit_log where request = :request)
       returning h.number, h.hash, e.entry)
     insert into audit_log (number, entry, hash) select number, entry, hash from head`,
    { entry: act, request: act.request },
  );
}

/** The number of the entry that a request made, in its own transaction or later; null where it decided nothing. */
export async function findEntry(run: Run, input: { request: string }): Promise<number | null> {
  const [row] = await run(
    z.object({ number: z.number() }),
    "select number from audit_log where request = :request",
    input,
  );
  return row?.number ?? null;
}
