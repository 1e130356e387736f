import { createRoute, z } from "@hono/zod-openapi";
import { readInFlight } from "@s3mirror/core/store/reads/in-flight";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { count, json, notModified, problemAnswers, transferIdParam } from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { needs } from "../frame/rights.ts";
import { strict } from "../frame/validation.ts";

const inFlightSchema = z
  .object({
    files: count.openapi({ description: "Files that copiers have in hand" }),
    uploads: count.openapi({ description: "Those that are copied in parts" }),
    partsKept: count.openapi({ description: "Parts that stand in S3 and are not copied again, whatever is decided" }),
    bytesKept: count,
  })
  .openapi("InFlight");

const ofTransfer = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/in-flight",
  summary: "What an act would stop, and what stays: files in copiers' hands, parts that are kept",
  ...needs("read"),
  request: { params: transferIdParam, query: strict({}) },
  responses: {
    200: { description: "As of the last renewals", ...json(inFlightSchema) },
    ...notModified,
    ...problemAnswers,
  },
});

const ofAll = createRoute({
  method: "get",
  path: "/v1/in-flight",
  summary: "The same of all transfers that this caller may see: what the brake would stop",
  ...needs("read"),
  request: { query: strict({}) },
  responses: {
    200: { description: "As of the last renewals", ...json(inFlightSchema) },
    ...notModified,
    ...problemAnswers,
  },
});

export function addReadInFlight(api: Api, deps: ApiDeps, polled: Polled): void {
  api.openapi(ofTransfer, (c) =>
    polled.answerOf(c, c.req.valid("param").id, ({ id }) =>
      readInFlight(deps.ledger, { transferId: id, vendorId: null }),
    ),
  );
  api.openapi(ofAll, (c) =>
    polled.answer(c, () => readInFlight(deps.ledger, { transferId: null, vendorId: c.var.caller.vendorId })),
  );
}
