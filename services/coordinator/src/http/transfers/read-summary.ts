import { createRoute, z } from "@hono/zod-openapi";
import { readSummary } from "@s3mirror/core/store/reads/summary";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { count, json, notModified, problemAnswers } from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { needs } from "../frame/rights.ts";
import { moment, strict } from "../frame/validation.ts";
import { watchRecipients } from "./watch-recipients.ts";

const summarySchema = z
  .object({
    inFlight: z.object({
      transfers: count.openapi({ description: "Transfers that have not ended" }),
      filesWaiting: count,
      filesWorking: count,
      bytesLeft: count,
      rateBytesPerSecond: z.number(),
    }),
    bytesCopied: count.openapi({ description: "Copied since `since`, what is on its way included" }),
    since: z.iso.datetime({ offset: true }),
    needsAttention: z.object({ transfers: count, files: count }),
    fleet: z
      .object({ pausedBy: z.string(), pausedReason: z.string().nullable(), pausedAt: z.iso.datetime().nullable() })
      .nullable()
      .openapi({ description: "While the fleet's brake is on: who pulled it, why, and since when; null to vendors" }),
    alertRecipients: z.object({ confirmed: count, unconfirmed: count }).nullable().openapi({
      description: "Who would hear of alerts, looked up every minute; null to vendors, and where SNS has not answered",
    }),
    asOf: z.iso.datetime(),
  })
  .openapi("Summary");

const route = createRoute({
  method: "get",
  path: "/v1/summary",
  summary: "All transfers in one line: under way, copied today, where somebody must look",
  ...needs("read"),
  request: {
    query: strict({
      since: moment()
        .optional()
        .openapi({ description: "Where the day begins for the reader; midnight UTC unless given" }),
    }),
  },
  responses: { 200: { description: "The sums", ...json(summarySchema) }, ...notModified, ...problemAnswers },
});

export function addReadSummary(api: Api, deps: ApiDeps, polled: Polled): void {
  const recipients = watchRecipients(deps);
  api.openapi(route, (c) => {
    const since = c.req.valid("query").since ?? `${deps.now().toISOString().slice(0, 10)}T00:00:00.000Z`;
    const { vendorId } = c.var.caller;
    return polled.answer(c, async (): Promise<z.infer<typeof summarySchema>> => {
      const isOurs = vendorId === null;
      const alertRecipients = isOurs ? recipients() : null;
      const sums = await readSummary(deps.ledger, { vendorId, since });
      return {
        inFlight: {
          transfers: sums.openTransfers,
          filesWaiting: sums.filesWaiting,
          filesWorking: sums.filesWorking,
          bytesLeft: sums.bytesLeft,
          rateBytesPerSecond: sums.rateBytesPerSecond,
        },
        bytesCopied: sums.bytesCopiedSince,
        since,
        needsAttention: { transfers: sums.problemTransfers, files: sums.problemFiles },
        fleet: isOurs ? sums.brake : null,
        alertRecipients,
        asOf: sums.asOf,
      };
    });
  });
}
