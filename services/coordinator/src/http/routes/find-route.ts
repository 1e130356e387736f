import { z } from "@hono/zod-openapi";
import { type RouteRecord, readRoute } from "@s3mirror/core/store/people/routes";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Caller } from "../frame/api-env.ts";
import { ApiError } from "../frame/problem.ts";

export const routeIdParam = z.object({
  id: z.string().openapi({ description: "The route's id", example: "rt_4h7c0000000000000000000000" }),
});

/** @throws ApiError route_missing, of another vendor's route as well */
export async function findRoute(deps: Pick<ApiDeps, "ledger">, caller: Caller, id: string): Promise<RouteRecord> {
  const record = /^rt_\w+$/.test(id) ? await readRoute(deps.ledger, { id, vendorId: caller.vendorId }) : null;
  if (record !== null) return record;
  throw new ApiError("route_missing", "There is no route of this id that this key may see.", {
    errors: [
      {
        pointer: "/param/id",
        message: "There is no such route.",
        remedy: "Check the id; GET /v1/routes lists those this key may see.",
      },
    ],
  });
}
