/**
 * Does work that is given up when `signal` aborts, or after `ms` with a TimeoutError. Not by AbortSignal.any over
 * AbortSignal.timeout: on Node 20 nobody keeps that timeout, and once it is collected the wait never ends.
 */
export async function withPatience<T>(
  ms: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const givenUp = new AbortController();
  const timer = setTimeout(
    () => givenUp.abort(new DOMException(`no answer within ${ms / 1_000} s`, "TimeoutError")),
    ms,
  );
  const interrupt = () => givenUp.abort(signal.reason);
  signal.addEventListener("abort", interrupt);
  if (signal.aborted) interrupt();
  try {
    return await work(givenUp.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", interrupt);
  }
}
