import { z } from "zod";
import type { Ledger, Run } from "./ledger.ts";
import { anyRow } from "./rows.ts";

const knownRow = z.object({ bodyHash: z.string(), body: z.string() });

/**
 * Makes an effect and remembers its answer in one transaction. Whoever comes with the same principal and key meanwhile
 * waits at the key's row and gets this answer; `body_differs` where it was given for another request. An effect that
 * `act` refuses is not remembered. `act` may be run again from the start, and must only write by `run`.
 */
export async function answerOnce<Refusal>(
  ledger: Ledger,
  call: { principal: string; key: string; bodyHash: string },
  act: (
    run: Run,
  ) => Promise<
    | { type: "done"; status: number; headers: Record<string, string>; body: string }
    | { type: "refused"; refusal: Refusal }
  >,
): Promise<{ type: "answered"; body: string } | { type: "refused"; refusal: Refusal } | { type: "body_differs" }> {
  const { principal, key } = call;
  return await ledger.transaction(async (run) => {
    const inserted = await run(
      anyRow,
      `insert into idempotency_keys (principal, key, body_hash, status, headers, body)
       values (:principal, :key, :bodyHash, 0, '{}', '') on conflict (principal, key) do nothing returning key`,
      call,
    );
    if (inserted.length === 0) {
      const [known] = await run(
        knownRow,
        `select body_hash as "bodyHash", body from idempotency_keys where principal = :principal and key = :key`,
        { principal, key },
      );
      if (known === undefined) throw new Error("an idempotency key vanished between two statements");
      return known.bodyHash === call.bodyHash
        ? { type: "answered" as const, body: known.body }
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
    return { type: "answered" as const, body };
  });
}
