import { z } from "zod";
import type { Ledger, Run } from "../ledger.ts";
import { anyRow, jsonColumn } from "../rows.ts";

/** Who used which Idempotency-Key, for which request. */
export type KeyUse = { principal: string; key: string; bodyHash: string };

const answerRow = z.object({
  bodyHash: z.string(),
  status: z.number(),
  headers: jsonColumn(z.record(z.string(), z.string())),
  body: z.string(),
});
/** The answer that an Idempotency-Key remembers, and the request that it was given for. */
export type RememberedAnswer = z.infer<typeof answerRow>;

const answerSql = `select body_hash as "bodyHash", status, headers::text as headers, body
  from idempotency_keys where principal = :principal and key = :key`;

/** The answer given before to this Idempotency-Key, if there is one. */
export async function recallAnswer(
  ledger: Ledger,
  input: { principal: string; key: string },
): Promise<RememberedAnswer | null> {
  const [known] = await ledger.run(answerRow, answerSql, { principal: input.principal, key: input.key });
  return known ?? null;
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
  const { principal, key } = use;
  return await ledger.transaction(async (run) => {
    const inserted = await run(
      anyRow,
      `insert into idempotency_keys (principal, key, body_hash, status, headers, body)
       values (:principal, :key, :bodyHash, 0, '{}', '') on conflict (principal, key) do nothing returning key`,
      use,
    );
    if (inserted.length === 0) {
      const [known] = await run(answerRow, answerSql, { principal, key });
      if (known === undefined) throw new Error("an idempotency key vanished between two statements");
      return known.bodyHash === use.bodyHash
        ? { type: "answered" as const, headers: known.headers, body: known.body, isFirst: false }
        : { type: "body_differs" as const };
    }
    const outcome = await act(run);
    if (outcome.type === "refused") {
      await run(anyRow, "delete from idempotency_keys where principal = :principal and key = :key", { principal, key });
      return outcome;
    }
    const { status, headers, body } = outcome;
    await run(
      anyRow,
      `update idempotency_keys set status = :status::int, headers = :headers::jsonb, body = :body
       where principal = :principal and key = :key`,
      { principal, key, status, headers, body },
    );
    return { type: "answered" as const, headers, body, isFirst: true };
  });
}

/** Puts a later answer in the place of the one that was given for this request: what it promised has gone further. */
export async function amendAnswer(ledger: Ledger, use: KeyUse, body: string): Promise<void> {
  await ledger.run(
    anyRow,
    "update idempotency_keys set body = :body where principal = :principal and key = :key and body_hash = :bodyHash",
    { ...use, body },
  );
}
