import { createRoute, z } from "@hono/zod-openapi";
import { readEmail } from "@s3mirror/core/email";
import { letIn } from "@s3mirror/core/store/people/let-in";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { json, problemAnswers } from "../frame/documented.ts";
import { fieldError } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";

const email = shortText(254)
  .refine((text) => readEmail(text) !== null, {
    error: "This is no e-mail address.",
    params: { remedy: "Write it as name@example.org." },
  })
  .transform((text) => text.toLowerCase());

const route = createRoute({
  method: "post",
  path: "/v1/sign-in-links",
  summary: "Let a person in: a link that signs in once",
  description:
    "Makes the person where the address is new, and gives one who is known this role. The token is shown this once, so an Idempotency-Key is not kept: asked again, it is another link.",
  ...needs("administer"),
  request: {
    body: {
      required: true,
      ...json(strict({ email, name: shortText(200).optional(), role: z.enum(["viewer", "operator", "admin"]) })),
    },
  },
  responses: {
    201: {
      description: "The link",
      ...json(
        z.object({
          token: z.string().openapi({ example: "s3l_…" }),
          path: z.string().openapi({ description: "To be put behind the page's address", example: "/sign-in#s3l_…" }),
          url: z.string().nullable().openapi({ description: "The whole link, where the page's address is set" }),
          expiresAt: z.iso.datetime(),
        }),
      ),
    },
    ...problemAnswers,
  },
});

export function addSignInLinks(api: Api, deps: ApiDeps): void {
  api.openapi(route, async (c) => {
    const { caller, requestId } = c.var;
    const wanted = c.req.valid("json");
    const made = await letIn(deps, {
      person: { email: wanted.email, name: wanted.name ?? null, role: wanted.role },
      actor: actorOf(caller),
      reason: null,
      request: requestId,
      lifetimeSeconds: deps.settings.signIn.linkSeconds,
    });
    if (made.type === "disabled") {
      throw fieldError("user_disabled", {
        pointer: "/email",
        message: "This person may not sign in.",
        remedy: "Use another address; who was shut out stays so.",
      });
    }
    deps.log.info({ request: requestId, caller: caller.id, user: made.user.id, link: made.linkId }, "a link was made");
    const { token, path, expiresAt } = made;
    const { publicUrl } = deps.settings;
    const url = publicUrl === null ? null : `${publicUrl}${path}`;
    return c.json({ token, path, url, expiresAt }, 201, { "Cache-Control": "no-store" });
  });
}
