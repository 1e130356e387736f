import { createHash } from "node:crypto";
import { createRoute, z } from "@hono/zod-openapi";
import { makeId } from "@s3mirror/core/ids";
import { askTestAlert } from "@s3mirror/core/store/files/outbox";
import { recordAct } from "@s3mirror/core/store/people/audit";
import type { SubscriptionFacts } from "../../fleet/look-around.ts";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { count, idempotencyHeader, json, notModified, problemAnswers, reasonBody } from "../frame/documented.ts";
import { once } from "../frame/idempotency.ts";
import type { Polled } from "../frame/polled.ts";
import { ApiError, fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";

const PATIENCE_MS = 8_000;

const recipientSchema = z
  .object({
    id: z.string().openapi({ example: "ar_4h7c0000000000000000000000" }),
    protocol: z.string().openapi({ description: "email, https, sqs …, as Amazon SNS names it" }),
    endpoint: z.string(),
    confirmed: z.boolean().openapi({ description: "Whether somebody there has agreed: without that nothing is sent" }),
  })
  .openapi("AlertRecipient");
type RecipientView = z.infer<typeof recipientSchema>;

const listRoute = createRoute({
  method: "get",
  path: "/v1/alert-recipients",
  summary: "Who hears of alerts, and who has not agreed yet; those first",
  ...needs("read_fleet"),
  responses: {
    200: { description: "All of them", ...json(z.object({ items: z.array(recipientSchema) })) },
    ...notModified,
    ...problemAnswers,
  },
});

const againRoute = createRoute({
  method: "post",
  path: "/v1/alert-recipients/{id}/send-again",
  summary: "Have Amazon SNS ask somebody again whether they want to hear of alerts",
  ...needs("operate"),
  request: {
    params: z.object({ id: z.string().openapi({ description: "The recipient's id" }) }),
    headers: idempotencyHeader,
    body: json(reasonBody),
  },
  responses: { 200: { description: "The recipient that was asked", ...json(recipientSchema) }, ...problemAnswers },
});

const testSchema = z.object({
  confirmed: count.openapi({ description: "How many it goes to" }),
  unconfirmed: count.openapi({ description: "How many do not hear of it: they have not agreed yet" }),
});

const testRoute = createRoute({
  method: "post",
  path: "/v1/alert-recipients/test",
  summary: "Send a test to everybody who hears of alerts, the way that alerts go",
  ...needs("operate"),
  request: { headers: idempotencyHeader, body: json(reasonBody) },
  responses: { 202: { description: "It is sent within seconds", ...json(testSchema) }, ...problemAnswers },
});

export function addAlertRecipients(api: Api, deps: ApiDeps, polled: Polled): void {
  api.openapi(listRoute, (c) => polled.answer(c, async () => ({ items: await listRecipients(deps) })));

  // Before the one with an id, which would take its name for one.
  api.openapi(testRoute, async (c) => {
    const { caller, requestId } = c.var;
    const { reason = null } = c.req.valid("json");
    const confirmed = (await listRecipients(deps)).map((recipient) => recipient.confirmed);
    const counts = {
      confirmed: confirmed.filter(Boolean).length,
      unconfirmed: confirmed.filter((one) => !one).length,
    };
    const answer = await once(c, deps, 202, async (ledger) => {
      await askTestAlert(ledger, { request: requestId, by: caller.label, reason });
      await recordAct(ledger.run, {
        act: "alerts.tested",
        actor: actorOf(caller),
        subject: "alerts",
        reason,
        before: null,
        after: counts,
        request: requestId,
      });
      return counts;
    });
    deps.log.info({ caller: caller.id, reason }, "a test alert was asked for");
    deps.wake();
    return c.json(answer, 202);
  });

  api.openapi(againRoute, async (c) => {
    const { caller, requestId } = c.var;
    const { reason = null } = c.req.valid("json");
    const { id } = c.req.valid("param");
    const recipient = (await listRecipients(deps)).find((one) => one.id === id);
    if (recipient === undefined) throw recipientMissing();
    if (recipient.confirmed) throw isConfirmed(recipient);
    // Beforehand: asked twice for one entry harms nobody, an entry for what was never asked would be false.
    await inTime(deps.alerts.askToConfirm(recipient));
    const answer = await once(c, deps, 200, async (ledger) => {
      await recordAct(ledger.run, {
        act: "alerts.asked_to_confirm",
        actor: actorOf(caller),
        subject: id,
        reason,
        before: null,
        after: { protocol: recipient.protocol, endpoint: recipient.endpoint },
        request: requestId,
      });
      return recipient;
    });
    deps.log.info({ caller: caller.id, recipient: id, reason }, "a recipient of alerts was asked again");
    return c.json(answer, 200);
  });
}

async function listRecipients({ alerts }: Pick<ApiDeps, "alerts">): Promise<RecipientView[]> {
  const found = (await inTime(alerts.describe())).map((facts) => ({ id: idOf(facts), ...facts }));
  return found.sort((a, b) => Number(a.confirmed) - Number(b.confirmed) || a.endpoint.localeCompare(b.endpoint));
}

/** Who has not agreed has no ARN of their own. */
function idOf({ protocol, endpoint }: Pick<SubscriptionFacts, "protocol" | "endpoint">): string {
  return makeId("ar", createHash("sha256").update(`${protocol} ${endpoint}`).digest());
}

/** @throws ApiError alerts_unavailable where SNS refuses or does not answer in time */
async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${PATIENCE_MS / 1_000} s`)), PATIENCE_MS);
  });
  try {
    return await Promise.race([asked, late]);
  } catch (cause) {
    throw new ApiError("alerts_unavailable", "Amazon SNS, which sends alerts, did not do what was asked.", {
      errors: [
        {
          pointer: "",
          message: `Amazon SNS says: ${cause instanceof Error ? cause.message : String(cause)}.`,
          remedy: "Ask again in a minute; s3mirror doctor says whether this environment may ask SNS.",
        },
      ],
      headers: { "Retry-After": "10" },
      cause,
    });
  } finally {
    clearTimeout(timer);
  }
}

function recipientMissing(): ApiError {
  return fieldError("recipient_not_found", {
    pointer: "/param/id",
    message: "There is no such recipient of alerts.",
    remedy: "GET /v1/alert-recipients lists them; the stage's settings file names who they are.",
  });
}

function isConfirmed({ endpoint }: RecipientView): ApiError {
  return fieldError("recipient_confirmed", {
    pointer: "/param/id",
    message: `${endpoint} has agreed already.`,
    remedy: "Send a test instead: POST /v1/alert-recipients/test.",
  });
}
