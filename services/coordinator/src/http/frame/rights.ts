import type { Role, Scope } from "@s3mirror/core/caller-roles";
import type { MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import type { Api, ApiEnv, Caller } from "./api-env.ts";
import { ApiError } from "./problem.ts";

type Grant = { roles: readonly Role[]; scope: Scope | null; who: string };

const everybody = ["viewer", "operator", "admin", "vendor_viewer", "vendor_admin"] as const satisfies readonly Role[];
const submitters = ["operator", "admin", "vendor_admin"] as const satisfies readonly Role[];

/**
 * Who may do what: the one table of it. A caller needs one of the roles and, where one is named, the scope. What
 * belongs to another vendor is not there for a vendor, whatever stands here.
 */
const rights = {
  /** To see what belongs to one's vendor; our own people see everything. */
  read: { roles: everybody, scope: "transfers:read", who: "anybody with a key for it" },
  /** How the fleet fares tells of everyone's work. */
  read_fleet: { roles: ["viewer", "operator", "admin"], scope: "transfers:read", who: "a key of our own people" },
  /** How the house is. */
  read_health: { roles: ["operator", "admin"], scope: "transfers:read", who: "an operator" },
  /** To look at what lies in a route's source, before a transfer is started. */
  look: { roles: submitters, scope: "transfers:read", who: "an operator or the vendor's administrator" },
  /** To start transfers. */
  submit: { roles: submitters, scope: "transfers:write", who: "an operator or the vendor's administrator" },
  /** To try files again. */
  redrive: { roles: submitters, scope: "transfers:write", who: "an operator or the vendor's administrator" },
  /** To end a transfer, or to withdraw what is one's own from it. */
  end: { roles: submitters, scope: "transfers:write", who: "an operator or the vendor's administrator" },
  /** To change what happens to data. */
  operate: { roles: ["operator", "admin"], scope: "transfers:write", who: "an operator" },
  /** To say what is allowed, and to whom. */
  administer: { roles: ["admin"], scope: "transfers:write", who: "an administrator" },
  /** To see which keys there are. */
  read_keys: { roles: ["admin"], scope: "transfers:read", who: "an administrator" },
  /** To look at one's own session, and to end it. */
  own_session: { roles: everybody, scope: null, who: "anybody who is signed in" },
} as const satisfies Record<string, Grant>;

type Right = keyof typeof rights;

/**
 * What a route declares: the right that it takes. It is checked before anything of the request is read, and stands in
 * the document as `x-right`, with its roles and scope.
 */
export function needs(right: Right) {
  const { roles, scope } = rights[right];
  return { security: [{ apiKey: [] }], "x-right": right, "x-roles": [...roles], "x-scope": scope };
}

/** @throws ApiError role_not_enough or scope_not_enough */
function mustBeAllowed(caller: Caller, right: Right): void {
  const { who, scope } = rights[right];
  switch (judge(caller, right)) {
    case "allowed":
      return;
    case "role":
      throw refusal("role_not_enough", `The role "${caller.role}" may not do this.`, {
        message: `This needs ${who}.`,
        remedy: `Ask ${who} to do it, or an administrator for a role that may.`,
      });
    case "scope":
      throw refusal("scope_not_enough", `This key was not made for this: it lacks the scope ${scope}.`, {
        message: `This needs the scope ${scope}.`,
        remedy: `Use a key that has it, or ask an administrator for one (s3mirror keys create --scope ${scope}).`,
      });
  }
}

/** Refuses whoever lacks the right that the asked route declares. What declares none cannot be served. */
export function requireRight(api: Api): MiddlewareHandler<ApiEnv> {
  let known: Map<string, Right> | null = null;
  return async (c, next) => {
    known ??= rightsOf(api);
    const declared = known;
    const right = matchedRoutes(c)
      .map(({ method, path }) => declared.get(`${method} ${path}`))
      .find((one) => one !== undefined);
    if (right === undefined) throw new Error(`${c.req.method} ${c.req.routePath} declares no right`);
    mustBeAllowed(c.var.caller, right);
    await next();
  };
}

/** The right of every route that declares one, by `METHOD path` as the router writes it: `GET /v1/routes/:id`. */
function rightsOf(api: Api): Map<string, Right> {
  return new Map(
    api.openAPIRegistry.definitions.flatMap((definition) => {
      if (definition.type !== "route") return [];
      const { method, path, "x-right": right } = definition.route;
      return right === undefined ? [] : [[`${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`, right]];
    }),
  );
}

function judge({ role, scopes }: Pick<Caller, "role" | "scopes">, right: Right): "allowed" | "role" | "scope" {
  const grant: Grant = rights[right];
  if (!grant.roles.includes(role)) return "role";
  return grant.scope === null || scopes.includes(grant.scope) ? "allowed" : "scope";
}

function refusal(
  problem: "role_not_enough" | "scope_not_enough",
  detail: string,
  error: { message: string; remedy: string },
): ApiError {
  return new ApiError(problem, detail, { errors: [{ pointer: "/header/authorization", ...error }] });
}
