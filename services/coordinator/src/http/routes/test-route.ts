import { createRoute, z } from "@hono/zod-openapi";
import { findDeployedSource } from "@s3mirror/core/deployed-buckets";
import type { RouteRecord } from "@s3mirror/core/store/people/routes";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { json, problemAnswers } from "../frame/documented.ts";
import { needs } from "../frame/rights.ts";
import { strict } from "../frame/validation.ts";
import { askRoute, type Finding, type Verdict } from "./ask-route.ts";
import { findRoute, routeIdParam } from "./find-route.ts";

const verdict = z.enum(["held", "not_held", "cannot_tell"]);

const testSchema = z
  .object({
    route: z.string().openapi({ example: "rt_4h7c0000000000000000000000" }),
    verdict: verdict.openapi({
      description: "not_held where any statement is not; else held where listing, reading and writing are",
    }),
    statements: z.array(
      z.object({
        side: z.enum(["source", "destination"]),
        statement: z.string().openapi({ description: "Its Sid in the policy", example: "S3MirrorRead" }),
        action: z.string().openapi({ example: "s3:GetObject" }),
        verdict,
        asked: z.string().nullable().openapi({ description: "What S3 was asked; null: nothing" }),
        told: z.string().openapi({ description: "What it answered, or why it was not asked" }),
      }),
    ),
    asOf: z.iso.datetime(),
  })
  .openapi("RouteTest");

const route = createRoute({
  method: "post",
  path: "/v1/routes/{id}/test",
  summary: "Ask S3 whether a route's policies hold, statement by statement",
  description:
    "Asks as the transfer role, for 10 s at most: a listing, a byte and the tags of the first object, and an upload at the destination that is begun and aborted at once. Nothing is changed or remembered: asked again, it is asked anew.",
  ...needs("operate", { always: 20 }),
  request: { params: routeIdParam, body: json(strict({})) },
  responses: { 200: { description: "What S3 said", ...json(testSchema) }, ...problemAnswers },
});

export function addTestRoute(api: Api, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const record = await findRoute(deps, c.var.caller, c.req.valid("param").id);
    const statements = await askRoute(deps.s3, record, findKmsKey(deps, record));
    deps.log.info({ route: record.id, caller: c.var.caller.id }, "a route was tested");
    const answer = { route: record.id, verdict: judgeAll(statements), statements, asOf: deps.now().toISOString() };
    return c.json(answer, 200, { "Cache-Control": "no-store" });
  });
}

function findKmsKey({ settings }: ApiDeps, { sourceBucket, sourcePrefix }: RouteRecord): string | null {
  if (settings.deployedBuckets === null) return null;
  const deployed = findDeployedSource(settings.deployedBuckets, { bucket: sourceBucket, prefix: sourcePrefix });
  return deployed?.kmsKeyArn ?? null;
}

/** Without these nothing can be copied; what else cannot be told hinders nobody. */
const needed = ["s3:ListBucket", "s3:GetObject", "s3:PutObject"];

function judgeAll(findings: readonly Finding[]): Verdict {
  if (findings.some((one) => one.verdict === "not_held")) return "not_held";
  const isProven = findings.every((one) => one.verdict === "held" || !needed.includes(one.action));
  return isProven ? "held" : "cannot_tell";
}
