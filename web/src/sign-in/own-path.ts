/**
 * Where to go after signing in: `from` where it is a page of this very site, else the list. Judged as a browser reads
 * it, for which "//elsewhere", "/\elsewhere" and "/<tab>/elsewhere" are other sites.
 */
export function ownPath(from: unknown): string {
  const home = "http://this.invalid";
  if (typeof from !== "string" || !from.startsWith("/") || !URL.canParse(from, home)) return "/";
  const { origin, pathname, search } = new URL(from, home);
  return origin === home && !pathname.startsWith("//") ? pathname + search : "/";
}
