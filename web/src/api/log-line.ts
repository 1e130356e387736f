type Where = { path: string; method: string; routePath?: string; routeType?: string };

/**
 * An error as one line of JSON: what went wrong where, with the digest that its reader was told. Nothing of the request but
 * its method and path goes into it: a query may hold a sample's name, headers hold the session. `now` in milliseconds since 1970.
 */
export function logLine(error: unknown, where: Where, now: number): string {
  const { name, message, stack, digest } = (error ?? {}) as Partial<Error> & { digest?: unknown };
  return JSON.stringify({
    level: 50,
    time: now,
    service: "web",
    msg: "A request failed",
    method: where.method,
    path: where.path.split("?")[0],
    route: where.routePath,
    kind: where.routeType,
    digest: typeof digest === "string" ? digest : undefined,
    err: { type: name ?? "unknown", message: message ?? String(error), stack },
  });
}
