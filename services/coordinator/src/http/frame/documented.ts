import { z } from "@hono/zod-openapi";
import { problemSchema } from "./problem.ts";
import { shortText, strict } from "./validation.ts";

/** A body or answer in JSON. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return { content: { "application/json": { schema } } };
}

/** What any route may answer instead; the table of codes is `problems`. */
export const problemAnswers = {
  "4XX": {
    description:
      "A problem with the request (RFC 9457); with 429 `Retry-After` says after how many seconds to ask again",
    content: { "application/problem+json": { schema: problemSchema } },
  },
  "5XX": {
    description: "A problem on our side; with 503 `Retry-After` says when to ask again",
    content: { "application/problem+json": { schema: problemSchema } },
  },
};

export const idempotencyHeader = z.object({
  "idempotency-key": z
    .string()
    .optional()
    .openapi({ description: "The same key with the same bytes gets the same answer, kept for 7 days" }),
});

/** The header by which a change says which state of a `thing` it is meant for. */
export const ifMatchHeader = (thing: string) => ({
  "if-match": z
    .string()
    .optional()
    .openapi({ description: `Required: the ETag of the ${thing} as you saw it` }),
});

export const transferIdParam = z.object({
  id: z.string().openapi({ description: "The transfer's id", example: "tr_4h7c0000000000000000000000" }),
});

/** A list: `{items, nextCursor}`. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().openapi({ description: "Send it back as `cursor` for the next page" }),
  });
}

/** `limit` and `cursor` of every list. */
export const pageFields = {
  limit: z.coerce.number().int().min(1).max(500).default(100).openapi({ description: "How many items at most" }),
  cursor: z.string().max(2_000).optional().openapi({ description: "`nextCursor` of the page before" }),
};

/** The answer to `If-None-Match` with the ETag of before. */
export const notModified = { 304: { description: "Nothing changed since the ETag that was sent" } };

/** Why somebody wants it, for the record. */
export const reasonBody = strict({ reason: shortText(1_000).optional() });

/** A number of something. */
export const count = z.int().min(0);

/** How many files are in each state. */
export const stateCounts = {
  planned: count,
  queued: count,
  copying: count,
  verifying: count,
  copied: count,
  skipped: count,
  waived: count,
  deadLettered: count,
  cancelled: count,
};
