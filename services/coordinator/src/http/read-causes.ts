import { createRoute } from "@hono/zod-openapi";
import { listCauses } from "@s3mirror/core/store/causes";
import type { ApiDeps } from "./api-deps.ts";
import type { Api } from "./api-env.ts";
import { causeSchema, viewCause } from "./cause-view.ts";
import { atNumber, readCursor, writeCursor } from "./cursor.ts";
import { json, notModified, pageFields, pageOf, problemAnswers, secured, transferIdParam } from "./documented.ts";
import { entityTag } from "./entity-tag.ts";
import { findTransfer } from "./find-transfer.ts";
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

export function addReadCauses(api: Api, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { limit, cursor } = c.req.valid("query");
    const transfer = await findTransfer(deps, c.var.caller, c.req.valid("param").id);
    const causes = await listCauses(deps.ledger, { transferId: transfer.id });
    const from = readCursor(cursor, atNumber)?.[0] ?? 0;
    const answer = {
      items: causes.slice(from, from + limit).map((cause) => viewCause(cause, deps.settings.transferPrincipalArn)),
      nextCursor: causes.length > from + limit ? writeCursor([from + limit]) : null,
    };
    return c.json(answer, 200, { ETag: entityTag(answer) });
  });
}
