import { coordinatorUrl } from "./coordinator-url.ts";
import { isFromOwnPage, isSafe } from "./own-origin.ts";
import { foreignPage, silent, unreachable } from "./problem.ts";
import { readSessionToken } from "./session-cookie.ts";

// RFC 9110 section 7.6.1: these speak of one connection. The cookie is ours alone; fetch sets host and lengths itself.
const notPassedOn = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "host",
  "content-length",
  "expect",
  "cookie",
  "accept-encoding",
];

/** Whoever asks hears after this time that nobody answers; what changes something may take longer. */
const FIRST_BYTE_MS = 8_000;
const ACT_MS = 60_000;

/**
 * Hands a request on to the coordinator and its answer back as it comes, so that page and API share one origin. Where
 * the browser sent no Authorization, the cookie's token is the bearer, and then what changes anything must come from
 * our own page.
 */
export async function forward(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const name of notPassedOn) headers.delete(name);
  const token = readSessionToken(request.headers.get("cookie"));
  if (token !== null && !headers.has("authorization")) {
    if (!isFromOwnPage(request)) return foreignPage();
    headers.set("authorization", `Bearer ${token}`);
  }
  const { pathname, search } = new URL(request.url);
  const hasBody = request.body !== null;
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), isSafe(request) ? FIRST_BYTE_MS : ACT_MS);
  try {
    const answer = await fetch(`${coordinatorUrl()}${pathname}${search}`, {
      method: request.method,
      headers,
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.any([request.signal, patience.signal]),
      ...(hasBody && { body: request.body, duplex: "half" }),
    });
    return handBack(answer);
  } catch (error) {
    if (request.signal.aborted) throw error;
    return patience.signal.aborted ? silent() : unreachable();
  } finally {
    clearTimeout(timer);
  }
}

function handBack(answer: Response): Response {
  const headers = new Headers(answer.headers);
  // fetch has already undone the encoding.
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "connection", "keep-alive"]) {
    headers.delete(name);
  }
  if (!headers.has("content-security-policy")) {
    headers.set("content-security-policy", "default-src 'none'; frame-ancestors 'none'");
  }
  // By this the page's scripts notice that a newer page than theirs is served.
  headers.set("x-s3mirror-page", process.env.PAGE_VERSION ?? "");
  const isEmpty = answer.status === 204 || answer.status === 304;
  return new Response(isEmpty ? null : answer.body, { status: answer.status, headers });
}
