import { createRoute, z } from "@hono/zod-openapi";
import { anyRow } from "@s3mirror/core/store/rows";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { json, problemAnswers } from "../frame/documented.ts";
import { ApiError } from "../frame/problem.ts";

const READY_WITHIN_MS = 2_000;
const status = z.object({ status: z.literal("ok") });

const healthRoute = createRoute({
  method: "get",
  path: "/healthz",
  summary: "The process answers; asks nobody else",
  responses: { 200: { description: "It does", ...json(status) } },
});

const readyRoute = createRoute({
  method: "get",
  path: "/readyz",
  summary: "The ledger answers too",
  description: "Not for a load balancer's check: asking every few seconds keeps Aurora from pausing.",
  responses: { 200: { description: "It does", ...json(status) }, ...problemAnswers },
});

const versionRoute = createRoute({
  method: "get",
  path: "/v1/version",
  summary: "The release and the stage that answer",
  responses: {
    200: { description: "The release", ...json(z.object({ version: z.string(), stage: z.string() })) },
    ...problemAnswers,
  },
});

export function addAbout(api: Api, deps: ApiDeps): void {
  api.openapi(healthRoute, (c) => c.json({ status: "ok" as const }, 200));

  api.openapi(readyRoute, async (c) => {
    const asked = deps.ledger.run(anyRow, "select 1 as one").then(
      () => true,
      () => false,
    );
    const gaveUp = AbortSignal.timeout(READY_WITHIN_MS);
    const late = new Promise<false>((resolve) => gaveUp.addEventListener("abort", () => resolve(false)));
    if (await Promise.race([asked, late])) return c.json({ status: "ok" as const }, 200);
    throw new ApiError("ledger_unavailable", "The ledger did not answer within 2 s.", {
      headers: { "Retry-After": "5" },
    });
  });

  api.openapi(versionRoute, (c) => c.json({ version: deps.settings.version, stage: deps.settings.stage }, 200));
}
