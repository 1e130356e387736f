import { createRoute } from "@hono/zod-openapi";
import { listCauses } from "@s3mirror/core/store/causes/causes";
import type { ApiDeps } from "./api-deps.ts";
import type { Api } from "./api-env.ts";
import { causeSchema, viewCause } from "./cause-view.ts";
import { atNumber, readCursor, writeCursor } from "./cursor.ts";
import { json, notModified, pageFields, pageOf, problemAnswers, secured, transferIdParam } from "./documented.ts";
import type { Polled } from "./polled.ts";
import { strict } from "./validation.ts";

const route = createRoute({
  method: "get",
  path: "/v1/transfers/{id}/causes",
  summary: "What fails, who must act, what to do and what to paste",
  ...secured,
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
    return polled.answerOf(c, c.req.valid("param").id, async ({ id }) => {
      const causes = await listCauses(deps.ledger, { transferId: id });
      const from = readCursor(cursor, atNumber)?.[0] ?? 0;
      return {
        items: causes.slice(from, from + limit).map((cause) => viewCause(cause, deps.settings.transferPrincipalArn)),
        nextCursor: causes.length > from + limit ? writeCursor([from + limit]) : null,
      };
    });
  });
}
