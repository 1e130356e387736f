import { createRoute } from "@hono/zod-openapi";
import { listCauses } from "@s3mirror/core/store/causes/causes";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { atNumber, readCursor, writeCursor } from "../frame/cursor.ts";
import { json, notModified, pageFields, pageOf, problemAnswers, transferIdParam } from "../frame/documented.ts";
import type { Polled } from "../frame/polled.ts";
import { needs } from "../frame/rights.ts";
import { strict } from "../frame/validation.ts";
import { causeSchema, viewCause } from "./cause-view.ts";

const route = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/causes",
  summary: "What fails, who must act, what to do and what to paste",
  ...needs("read"),
  request: { params: transferIdParam, query: strict(pageFields) },
  responses: {
    200: {
      description: "One item per failure kind and party, those with the most files first",
      ...json(pageOf(causeSchema)),
    },
    ...notModified,
    ...problemAnswers,
  },
});

export function addReadCauses(api: Api, deps: ApiDeps, polled: Polled): void {
  api.openapi(route, (c) => {
    const { limit, cursor } = c.req.valid("query");
    const { transferPrincipalArn, publicUrl } = deps.settings;
    return polled.answerOf(c, c.req.valid("param").id, async ({ id }) => {
      const causes = await listCauses(deps.ledger, { transferId: id });
      const from = readCursor(cursor, atNumber)?.[0] ?? 0;
      return {
        items: causes.slice(from, from + limit).map((cause) => viewCause(cause, transferPrincipalArn, publicUrl)),
        nextCursor: causes.length > from + limit ? writeCursor([from + limit]) : null,
      };
    });
  });
}
