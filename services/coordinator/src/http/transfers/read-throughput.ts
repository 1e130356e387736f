import { createRoute, z } from "@hono/zod-openapi";
import { listThroughput } from "@s3mirror/core/store/reads/throughput";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { count, json, notModified, problemAnswers, transferIdParam } from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { needs } from "../frame/rights.ts";
import { strict } from "../frame/validation.ts";

const MOST_POINTS = 300;
const pointSchema = z
  .object({
    at: z.iso.datetime().openapi({ description: "The end of the span that the point stands for" }),
    bytesPerSecond: z.number(),
    filesPerSecond: z.number(),
    bytesMoved: count.openapi({ description: "Since the start, what was on its way included" }),
    filesDone: count,
    retries: count.openapi({ description: "Files tried again or started over for trouble within the span" }),
    needAttention: count.openapi({ description: "Files that failed for good within the span" }),
  })
  .openapi("ThroughputPoint");

const route = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/throughput",
  summary: "Points for the chart: at most 300, oldest first; pauses are left out",
  ...needs("read"),
  request: { params: transferIdParam, query: strict({}) },
  responses: {
    200: { description: "The points", ...json(z.object({ items: z.array(pointSchema) })) },
    ...notModified,
    ...problemAnswers,
  },
});

export function addReadThroughput(api: Api, deps: ApiDeps, polled: Polled): void {
  api.openapi(route, (c) =>
    polled.answerOf(c, c.req.valid("param").id, async ({ id }) => ({
      items: await listThroughput(deps.ledger, { transferId: id, limit: MOST_POINTS }),
    })),
  );
}
