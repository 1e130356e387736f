/** A page is told that the coordinator does not answer rather than kept waiting. */
const PATIENCE_MS = 8_000;
/** A page that was asked to come back so soon does, once, and its reader never hears of it. */
const MOST_RETRY_SECONDS = 5;

/** Asks the coordinator for what a page shows. Only for what has no body: after a 429 it is sent again. */
export async function ask(input: Request | string, init?: RequestInit): Promise<Response> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(input, { ...init, signal });
  const seconds = Number(answer.headers.get("retry-after") ?? Number.NaN);
  if (answer.status !== 429 || !(seconds <= MOST_RETRY_SECONDS)) return answer;
  await answer.body?.cancel();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  return await fetch(input, { ...init, signal });
}
