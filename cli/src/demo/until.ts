import { setTimeout as delay } from "node:timers/promises";

/** Asks again and again until there is an answer; throws what it waited for when it takes too long. */
export async function until<Answer>(
  wait: { what: string; timeoutMs: number; everyMs?: number; signal: AbortSignal },
  ask: () => Promise<Answer | null | undefined | false>,
): Promise<Answer> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() - startedAt > wait.timeoutMs) {
      throw new Error(`Waited ${Math.round(wait.timeoutMs / 1_000)} s in vain: ${wait.what}.`);
    }
    await delay(wait.everyMs ?? 150, undefined, { signal: wait.signal });
  }
}
