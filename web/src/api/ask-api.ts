/** Whoever asks for something hears within this time that nobody answers; what changes something may take longer. */
const FIRST_BYTE_MS = 8_000;
const ACT_MS = 60_000;
/** From the first byte to the last, for what a page asks. */
const WHOLE_MS = 8_000;

const safe = new Set(["GET", "HEAD"]);

/** The page this script belongs to; a newer one answers with another name. */
const ownVersion = process.env.PAGE_VERSION ?? "";
let isOutdated = false;
const listeners = new Set<() => void>();

/**
 * Asks the API over the page's own server: nothing for longer than 8 s without a byte, so that a coordinator that hangs is
 * told from one that is slow. Notices where a newer version of the page answers.
 * @throws DOMException "TimeoutError" where the time is over
 */
export async function askApi(request: Request): Promise<Response> {
  const patience = new AbortController();
  const giveUp = () => patience.abort(new DOMException("Nobody answered in time.", "TimeoutError"));
  const timer = setTimeout(giveUp, safe.has(request.method) ? FIRST_BYTE_MS : ACT_MS);
  try {
    const answer = await fetch(request, { signal: AbortSignal.any([request.signal, patience.signal]) });
    notice(answer.headers.get("x-s3mirror-page"));
    setTimeout(giveUp, WHOLE_MS);
    return answer;
  } finally {
    clearTimeout(timer);
  }
}

/** Whether a newer version of the page has answered since this one was loaded. */
export function isPageOutdated(): boolean {
  return isOutdated;
}

/** Hears when a newer version answers. @returns ends it */
export function onPageOutdated(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function notice(version: string | null): void {
  if (isOutdated || version === null || ownVersion === "" || version === ownVersion) return;
  isOutdated = true;
  for (const listener of listeners) listener();
}
