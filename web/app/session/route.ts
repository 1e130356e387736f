import { z } from "zod";
import { coordinatorUrl } from "../../src/api/coordinator-url.ts";
import { isFromOwnPage } from "../../src/api/own-origin.ts";
import { foreignPage, problemAnswer, unreachable } from "../../src/api/problem.ts";
import { forgetSession, keepSession, readSessionToken } from "../../src/api/session-cookie.ts";

const linkBody = z.object({ link: z.string().regex(/^s3l_[A-Za-z0-9]{1,64}_[A-Za-z0-9_-]{16,256}$/) });
const session = z.object({
  token: z.string().regex(/^[A-Za-z0-9_-]{16,400}$/),
  user: z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.string() }),
  expiresAt: z.coerce.date(),
});

/** Spends a one-time link and keeps the session it gives in the cookie; the page's scripts never see the token. */
export async function POST(request: Request): Promise<Response> {
  if (!isFromOwnPage(request)) return foreignPage();
  const body = linkBody.safeParse(await request.json().catch(() => null));
  if (!body.success) return noLink();
  const answer = await ask("/v1/sessions", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body.data),
  });
  if (answer === null) return unreachable();
  if (!answer.ok) return new Response(await answer.text(), { status: answer.status, headers: problemHeaders });
  const { token, user, expiresAt } = session.parse(await answer.json());
  return Response.json({ user, expiresAt }, { status: 201, headers: { "Set-Cookie": keepSession(token, expiresAt) } });
}

/** Signs out: the coordinator ends the session, and the cookie goes even where it cannot be reached. */
export async function DELETE(request: Request): Promise<Response> {
  if (!isFromOwnPage(request)) return foreignPage();
  const token = readSessionToken(request.headers.get("cookie"));
  if (token !== null) {
    await ask("/v1/sessions/current", { method: "DELETE", headers: { authorization: `Bearer ${token}` } });
  }
  return new Response(null, { status: 204, headers: { "Set-Cookie": forgetSession } });
}

const problemHeaders = { "Content-Type": "application/problem+json", "Cache-Control": "no-store" };

async function ask(path: string, init: RequestInit): Promise<Response | null> {
  return await fetch(`${coordinatorUrl()}${path}`, { ...init, cache: "no-store" }).catch(() => null);
}

function noLink(): Response {
  return problemAnswer({
    status: 422,
    code: "link_invalid",
    title: "This is no sign-in link of ours",
    detail: "The address holds no complete sign-in link.",
    remedy: "Open the whole address as it was sent to you; a mail program may have cut it.",
  });
}
