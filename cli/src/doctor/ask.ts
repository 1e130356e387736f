import { withPatience } from "../patience.ts";

/** What came of one request: an answer, however unwelcome, or the reason why there is none. */
export type Asked =
  | { type: "answered"; status: number; body: unknown; tookMs: number; clockMs: number | null }
  | { type: "silent"; why: string };

export type Question = { url: string; apiKey?: string; patienceMs: number; signal: AbortSignal };

/**
 * Asks once: who wants to know how somebody is does not ask again until the answer pleases. `body` is null where it is no
 * JSON; the server's clock, to a second, is the Date of its answer in milliseconds since 1970.
 */
export async function ask(question: Question, nowMs: () => number): Promise<Asked> {
  try {
    return await withPatience(question.patienceMs, question.signal, (signal) => send(question, signal, nowMs));
  } catch (error) {
    question.signal.throwIfAborted();
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { type: "silent", why: cause instanceof Error ? cause.message || cause.name : String(cause) };
  }
}

async function send({ url, apiKey }: Question, signal: AbortSignal, nowMs: () => number): Promise<Asked> {
  const startedMs = nowMs();
  const headers = { accept: "application/json, text/html", ...(apiKey && { authorization: `Bearer ${apiKey}` }) };
  const answer = await fetch(url, { headers, redirect: "manual", signal });
  const tookMs = nowMs() - startedMs;
  const clockMs = Date.parse(answer.headers.get("date") ?? "");
  const body = parse(await answer.text());
  return { type: "answered", status: answer.status, body, tookMs, clockMs: Number.isNaN(clockMs) ? null : clockMs };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
