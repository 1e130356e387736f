import { createRoute, z } from "@hono/zod-openapi";
import { listTransferEvents, type TransferEvent } from "@s3mirror/core/store/transfers/transfer-events";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { readCursor, writeCursor } from "../frame/cursor.ts";
import { json, notModified, pageFields, problemAnswers, transferIdParam } from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";

const eventSchema = z
  .object({
    id: z.string().openapi({ description: "Send the last one you know as `after` to catch up" }),
    transferId: z.string(),
    at: z.iso.datetime(),
    type: z.string().openapi({
      description:
        "transfer.created, .started, .planned, .paused, .resumed, .stalled, .needs_attention, .redriven, .waived, .withdrawn, .replaced, .replaces, .cancelling, .completed, .completed_with_failures, .failed, .cancelled; more may come",
    }),
    by: z
      .string()
      .nullable()
      .openapi({ description: "The person or key that did it; null where it happened by itself" }),
    reason: z.string().nullable(),
    detail: z.record(z.string(), z.unknown()),
  })
  .openapi("TransferEvent");

const eventsSchema = z.object({
  items: z.array(eventSchema),
  nextAfter: z
    .string()
    .nullable()
    .openapi({ description: "Send it as `after` for the next page; null on the last page for now" }),
});

const after = z
  .union([z.literal(""), shortText(200)])
  .optional()
  .transform((id) => id || undefined)
  .openapi({ type: "string", description: "The id of the last event you know; empty or left out: from the first on" });
const answers = { 200: { description: "A page", ...json(eventsSchema) }, ...notModified, ...problemAnswers };

const ofOneRoute = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/events",
  summary: "What happened to a transfer, in order, and who did it",
  ...needs("read"),
  request: {
    params: transferIdParam,
    query: strict({
      after,
      order: z
        .enum(["oldest_first", "newest_first"])
        .default("oldest_first")
        .openapi({ description: "Newest first, `after` goes back in time" }),
      limit: pageFields.limit,
    }),
  },
  responses: answers,
});

const ofAllRoute = createRoute({
  method: "get",
  path: "/v1/events",
  summary: "What happened to all transfers, in order: to catch up",
  description: "Nothing is ever put in before an event that was given: whoever goes on from the last one misses none.",
  ...needs("read"),
  request: { query: strict({ after, limit: pageFields.limit }) },
  responses: answers,
});

const position = z.tuple([z.int().min(0), z.int().min(0)]);

export function addReadEvents(api: Api, deps: ApiDeps, polled: Polled): void {
  const read = async (input: {
    transferId: string | null;
    vendorId: string | null;
    after: string | undefined;
    newestFirst: boolean;
    limit: number;
  }): Promise<z.infer<typeof eventsSchema>> => {
    const from = readCursor(input.after, position, "after");
    const events = await listTransferEvents(deps.ledger, {
      ...input,
      from: from && { tx: from[0], id: from[1] },
      limit: input.limit + 1,
    });
    const items = events.slice(0, input.limit).map(viewEvent);
    return { items, nextAfter: events.length > input.limit ? (items.at(-1)?.id ?? null) : null };
  };

  api.openapi(ofOneRoute, (c) => {
    const { after, order, limit } = c.req.valid("query");
    return polled.answerOf(c, c.req.valid("param").id, ({ id }) =>
      read({ transferId: id, vendorId: null, after, newestFirst: order === "newest_first", limit }),
    );
  });

  api.openapi(ofAllRoute, (c) => {
    const { after, limit } = c.req.valid("query");
    const { vendorId } = c.var.caller;
    return polled.answer(c, () => read({ transferId: null, vendorId, after, newestFirst: false, limit }));
  });
}

function viewEvent({ tx, id, ...event }: TransferEvent): z.infer<typeof eventSchema> {
  return { id: writeCursor([tx, id]), ...event };
}
