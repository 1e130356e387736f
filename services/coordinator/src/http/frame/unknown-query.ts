import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { z } from "zod";
import type { Api, ApiEnv } from "./api-env.ts";
import { ApiError, type FieldProblem } from "./problem.ts";
import { toPointer } from "./validation.ts";

/**
 * Refuses query names that the asked route does not declare, whatever its method: a name that is ignored is taken for one
 * that holds (`POST /v1/transfers?dryRun=true` would move the data). Routes that take names of their callers' own judge
 * the rest themselves.
 */
export function refuseUnknownQuery(api: Api): MiddlewareHandler<ApiEnv> {
  let declared: Map<string, readonly string[] | "judges_itself"> | null = null;
  return async (c, next) => {
    const given = [...new URL(c.req.url).searchParams.keys()];
    if (given.length > 0) {
      declared ??= namesOf(api);
      const known = declared;
      const names = matchedRoutes(c)
        .map(({ method, path }) => known.get(`${method} ${path}`))
        .find((one) => one !== undefined);
      // What the document leaves out, itself and its page, takes none.
      if (names !== "judges_itself") refuse(given, names ?? []);
    }
    await next();
  };
}

/** @throws ApiError query_unknown that names every one of them and what is known */
function refuse(given: readonly string[], known: readonly string[]): void {
  const unknown = given.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw unknownQuery(unknown, known);
}

/** One problem for all the names, each with its place. */
export function unknownQuery(unknown: readonly string[], known: readonly string[]): ApiError {
  const remedy =
    known.length === 0
      ? "Leave it out: this address takes none. Fields stand in the body."
      : `Remove it or correct its name. Known here: ${known.join(", ")}.`;
  const errors = unknown.slice(0, 100).map(
    (name): FieldProblem => ({
      pointer: `/query${toPointer([name])}`,
      message: `The address takes no "${name}".`,
      remedy,
    }),
  );
  return new ApiError("query_unknown", errors[0]?.message ?? "", { errors });
}

/** By `METHOD path` as the router writes it. */
function namesOf(api: Api): Map<string, readonly string[] | "judges_itself"> {
  const names = new Map<string, readonly string[] | "judges_itself">();
  for (const definition of api.openAPIRegistry.definitions) {
    if (definition.type !== "route") continue;
    const { method, path, request } = definition.route;
    names.set(`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`, namesIn(request?.query));
  }
  return names;
}

function namesIn(query: unknown): readonly string[] | "judges_itself" {
  if (query === undefined) return [];
  if (!(query instanceof z.ZodObject) || query.def.catchall instanceof z.ZodUnknown) return "judges_itself";
  return Object.keys(query.shape);
}
