import { createRoute, z } from "@hono/zod-openapi";
import { gatherHealth } from "../../fleet/health-facts.ts";
import { type Check, checkNames, judgeHealth } from "../../fleet/judge-health.ts";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { json, problemAnswers } from "../frame/documented.ts";
import { needs } from "../frame/rights.ts";

const healthSchema = z
  .object({
    healthy: z.boolean().openapi({ description: "No check is bad" }),
    stage: z.string(),
    version: z.string(),
    checks: z.array(
      z.object({
        name: z.enum(checkNames),
        state: z.enum(["good", "needs_attention", "bad"]).openapi({
          description: "needs_attention: the house is well, and somebody should act",
        }),
        message: z.string(),
        nextStep: z.string().nullable(),
      }),
    ),
    publicUrl: z.string().nullable().openapi({ description: "Where the page is; null where nobody told the API" }),
    asOf: z.iso.datetime(),
  })
  .openapi("Health");

const route = createRoute({
  method: "get",
  path: "/v1/health",
  summary: "How the house is, line by line, with the next step where one is needed",
  description:
    "Asks the ledger, SQS, ECS and SNS anew each time, for 8 s at most: for people, not for a load balancer's check.",
  ...needs("read_health", { always: 20 }),
  responses: { 200: { description: "How it is", ...json(healthSchema) }, ...problemAnswers },
});

export function addReadHealth(api: Api, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { stage, version, publicUrl } = deps.settings;
    const checks: Check[] = judgeHealth(await gatherHealth(deps), deps.settings);
    const healthy = checks.every(({ state }) => state !== "bad");
    return c.json({ healthy, stage, version, checks, publicUrl, asOf: deps.now().toISOString() }, 200);
  });
}
