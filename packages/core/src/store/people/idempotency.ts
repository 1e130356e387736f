import { z } from "zod";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

/**
 * Whose Idempotency-Keys these are: the vendor, the person, or the family of a system's key, so that a key that was
 * rotated finds what the one before has asked for. `keyId` is how the release before names the same caller, null where
 * there is none: answers are remembered under both, and found under either, while both releases run.
 */
export type Principal = { ownerId: string; keyId: string | null };

/** Who used which Idempotency-Key, for which request. */
type KeyUse = { principal: Principal; key: string; bodyHash: string };

const answerRow = z.object({
  bodyHash: z.string(),
  status: z.number(),
  headers: jsonColumn(z.record(z.string(), z.string())),
  body: z.string(),
});
/** The answer that an Idempotency-Key remembers, and the request that it was given for. */
export type RememberedAnswer = z.infer<typeof answerRow>;

const isTheirs = "key = :key and principal in (select jsonb_array_elements_text(:principals::jsonb))";
const answerSql = `select body_hash as "bodyHash", status, headers::text as headers, body
  from idempotency_keys where ${isTheirs} and status > 0 order by principal = :own desc limit 1`;

/** The answer given before to this Idempotency-Key, if there is one. */
export async function recallAnswer(
  ledger: Ledger,
  { principal, key }: { principal: Principal; key: string },
): Promise<RememberedAnswer | null> {
  const [known] = await ledger.run(answerRow, answerSql, whose(principal, key));
  return known ?? null;
}

/** `own` is looked at first: what this very key was answered before there were owners. */
function whose({ ownerId, keyId }: Principal, key: string) {
  const principals = keyId === null || keyId === ownerId ? [ownerId] : [ownerId, keyId];
  return { principals, own: keyId ?? ownerId, key };
}

/** What an effect answers: to be remembered, or a refusal that is not. */
export type Outcome<Refusal> =
  | { type: "done"; status: number; headers: Record<string, string>; body: string }
  | { type: "refused"; refusal: Refusal };

/**
 * Makes an effect and remembers its answer in one transaction. Whoever comes with the same principal and key meanwhile
 * waits at the key's row and gets this answer; `body_differs` where it was given for another request. An effect that
 * `act` refuses is not remembered. `act` may be run again from the start, and must only write by `run`.
 */
export async function answerOnce<Refusal>(
  ledger: Ledger,
  use: KeyUse,
  act: (run: Run) => Promise<Outcome<Refusal>>,
): Promise<
  | { type: "answered"; headers: Record<string, string>; body: string; isFirst: boolean }
  | { type: "refused"; refusal: Refusal }
  | { type: "body_differs" }
> {
  const theirs = whose(use.principal, use.key);
  const { principals, key } = theirs;
  const forget = `delete from idempotency_keys where ${isTheirs} and status = 0`;
  return await ledger.transaction(async (run) => {
    const inserted = await run(
      anyRow,
      `insert into idempotency_keys (principal, key, body_hash, status, headers, body)
       select principal, :key, :bodyHash, 0, '{}', '' from jsonb_array_elements_text(:principals::jsonb) principal
       on conflict (principal, key) do nothing returning key`,
      { principals, key, bodyHash: use.bodyHash },
    );
    if (inserted.length < principals.length) {
      const [known] = await run(answerRow, answerSql, theirs);
      if (known === undefined) throw new Error("an idempotency key vanished between two statements");
      await run(anyRow, forget, { principals, key });
      return known.bodyHash === use.bodyHash
        ? { type: "answered" as const, headers: known.headers, body: known.body, isFirst: false }
        : { type: "body_differs" as const };
    }
    const outcome = await act(run);
    if (outcome.type === "refused") {
      await run(anyRow, forget, { principals, key });
      return outcome;
    }
    const { status, headers, body } = outcome;
    await run(
      anyRow,
      `update idempotency_keys set status = :status::int, headers = :headers::jsonb, body = :body where ${isTheirs}`,
      { principals, key, status, headers, body },
    );
    return { type: "answered" as const, headers, body, isFirst: true };
  });
}

/** Puts a later answer in the place of the one that was given for this request: what it promised has gone further. */
export async function amendAnswer(ledger: Ledger, use: KeyUse, body: string): Promise<void> {
  await ledger.run(anyRow, `update idempotency_keys set body = :body where ${isTheirs} and body_hash = :bodyHash`, {
    principals: whose(use.principal, use.key).principals,
    key: use.key,
    bodyHash: use.bodyHash,
    body,
  });
}
