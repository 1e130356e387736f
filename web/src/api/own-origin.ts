const safe = new Set(["GET", "HEAD", "OPTIONS"]);

/** Whether a request changes nothing. */
export function isSafe({ method }: Request): boolean {
  return safe.has(method);
}

/**
 * Whether a request may act in the name of the browser's cookie: one that changes nothing always, any other only if
 * the browser says that our own page sent it. SameSite=Lax alone would trust every site under the same domain.
 */
export function isFromOwnPage(request: Request): boolean {
  if (isSafe(request)) return true;
  const site = request.headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = request.headers.get("origin");
  return origin !== null && URL.canParse(origin) && new URL(origin).host === request.headers.get("host");
}
