import { createRoute, z } from "@hono/zod-openapi";
import { recordAct } from "@s3mirror/core/store/people/audit";
import { type SignedIn, signIn, signOut, type User } from "@s3mirror/core/store/people/sign-in";
import { makeToken, readToken } from "@s3mirror/core/store/people/token";
import type { ApiDeps } from "../frame/api-deps.ts";
import type { Api, Caller } from "../frame/api-env.ts";
import { actorOf } from "../frame/authentication.ts";
import { json, problemAnswers } from "../frame/documented.ts";
import { ApiError, type FieldProblem, fieldError, type ProblemCode } from "../frame/problem.ts";
import { needs } from "../frame/rights.ts";
import { shortText, strict } from "../frame/validation.ts";

const personSchema = z
  .object({
    id: z.string().openapi({ example: "us_4h7c0000000000000000000000" }),
    name: z.string().openapi({ description: "The e-mail address of who gave none" }),
    email: z.string(),
    role: z.enum(["viewer", "operator", "admin"]),
  })
  .openapi("Person");

const sessionFields = {
  user: personSchema,
  expiresAt: z.iso.datetime().openapi({ description: "Its last moment; a session that rests for long ends earlier" }),
};
const sessionSchema = z.object(sessionFields).openapi("Session");

const signInRoute = createRoute({
  method: "post",
  path: "/v1/sessions",
  summary: "Sign in with a one-time link",
  description: "The token is sent as a bearer key. It is shown this once; an Idempotency-Key is not taken here.",
  request: { body: { required: true, ...json(strict({ link: shortText(400) })) } },
  responses: {
    201: {
      description: "A session",
      ...json(z.object({ token: z.string().openapi({ example: "s3s_…" }), ...sessionFields })),
    },
    ...problemAnswers,
  },
});

const currentRoute = createRoute({
  method: "get",
  path: "/v1/sessions/current",
  summary: "Who is signed in",
  ...needs("own_session"),
  responses: { 200: { description: "The session", ...json(sessionSchema) }, ...problemAnswers },
});

const signOutRoute = createRoute({
  method: "delete",
  path: "/v1/sessions/current",
  summary: "Sign out",
  ...needs("own_session"),
  responses: { 204: { description: "The session has ended" }, ...problemAnswers },
});

export function addSignIn(api: Api, deps: ApiDeps): void {
  api.openapi(signInRoute, async (c) => {
    const link = readToken(c.req.valid("json").link);
    if (link?.kind !== "link") throw refusals.unknown;
    const { token, fingerprint } = makeToken("session", deps.random);
    const outcome = await deps.ledger.transaction(async (run) => {
      const signedIn = await signIn(run, {
        link: link.fingerprint,
        session: fingerprint,
        sessionSeconds: deps.settings.signIn.sessionSeconds,
      });
      if (signedIn.type !== "signed_in") return signedIn;
      const { user } = signedIn;
      await recordAct(run, {
        act: "session.started",
        actor: { kind: "user", id: user.id, label: user.name ?? user.email },
        subject: user.id,
        reason: null,
        before: null,
        after: { session: fingerprint.id, link: link.fingerprint.id },
        request: c.var.requestId,
      });
      return signedIn;
    });
    if (outcome.type !== "signed_in") {
      deps.log.warn(
        { request: c.var.requestId, link: link.fingerprint.id, why: outcome.type },
        "a sign-in was refused",
      );
      throw refusals[outcome.type];
    }
    const { user, expiresAt } = outcome;
    deps.log.info({ request: c.var.requestId, user: user.id, session: fingerprint.id }, "somebody signed in");
    return c.json({ token, user: viewPerson(user), expiresAt }, 201, { "Cache-Control": "no-store" });
  });

  api.openapi(currentRoute, (c) => {
    const { expiresAt, ...user } = sessionOf(c.var.caller);
    return c.json({ user: viewPerson(user), expiresAt }, 200);
  });

  api.openapi(signOutRoute, async (c) => {
    const { caller, requestId } = c.var;
    const { id, sessionId } = sessionOf(caller);
    await deps.ledger.transaction(async (run) => {
      if (!(await signOut(run, { sessionId }))) return;
      await recordAct(run, {
        act: "session.ended",
        actor: actorOf(caller),
        subject: id,
        reason: null,
        before: { session: sessionId },
        after: null,
        request: requestId,
      });
    });
    deps.log.info({ request: requestId, user: id, session: sessionId }, "somebody signed out");
    return c.body(null, 204);
  });
}

function viewPerson({ id, name, email, role }: User): z.infer<typeof personSchema> {
  return { id, name: name ?? email, email, role };
}

/** @throws ApiError session_not_found for a key */
function sessionOf({ signedIn }: Caller): SignedIn {
  if (signedIn !== null) return signedIn;
  throw new ApiError("session_not_found", "This request carries an API key; a key has no session.", {
    errors: [
      {
        pointer: "/header/authorization",
        message: "A key has no session.",
        remedy: "Send the token that POST /v1/sessions answered.",
      },
    ],
  });
}

const remedy =
  "Ask an administrator for a new link (s3mirror admin link); on one machine `npx s3mirror admin link --email you@example.org` makes one.";

const refusals = {
  unknown: refusal("sign_in_link_invalid", { message: "This is no link of ours, or not all of it.", remedy }),
  used: refusal("sign_in_link_used", { message: "The link was used already; each signs in once.", remedy }),
  expired: refusal("sign_in_link_expired", { message: "The link has expired.", remedy }),
  disabled: refusal("user_disabled", {
    message: "The person of this link may not sign in.",
    remedy: "Ask an administrator.",
  }),
};

function refusal(problem: ProblemCode, error: Omit<FieldProblem, "pointer">): ApiError {
  return fieldError(problem, { pointer: "/link", ...error });
}
