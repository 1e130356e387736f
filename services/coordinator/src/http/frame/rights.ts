import type { Role, Scope } from "@s3mirror/core/caller-roles";
import type { Context, MiddlewareHandler } from "hono";
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

/** How many tokens of the caller's bucket a request takes: `always`, or where the query names this field. */
export type Costs = Readonly<Record<string, number>>;

/**
 * What a route declares: the right that it takes, and what it costs of how often one may ask where that is more than
 * usual. Both are judged before anything of the request is read, and stand in the document as `x-right`, with its roles
 * and scope, and `x-cost`.
 */
export function needs(right: Right, costs: Costs = {}) {
  const { roles, scope } = rights[right];
  const isCostly = Object.keys(costs).length > 0;
  const declared = { "x-right": right, "x-roles": [...roles], "x-scope": scope, ...(isCostly && { "x-cost": costs }) };
  return { security: [{ apiKey: [] }], ...declared };
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

/** Refuses whoever lacks the right that the asked route declares. */
export function requireRight(declaredBy: (c: Context<ApiEnv>) => Declared): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    mustBeAllowed(c.var.caller, declaredBy(c).right);
    await next();
  };
}

export type Declared = { right: Right; costs: Costs };

/** What the route that a request asks for declares. What declares no right cannot be served. */
export function readDeclared(api: Api): (c: Context<ApiEnv>) => Declared {
  let known: Map<string, Declared> | null = null;
  return (c) => {
    known ??= declaredOf(api);
    const routes = known;
    const declared = matchedRoutes(c)
      .map(({ method, path }) => routes.get(`${method} ${path}`))
      .find((one) => one !== undefined);
    if (declared === undefined) throw new Error(`${c.req.method} ${c.req.path} declares no right`);
    return declared;
  };
}

/** By `METHOD path` as the router writes it: `GET /v1/routes/:id`. */
function declaredOf(api: Api): Map<string, Declared> {
  return new Map(
    api.openAPIRegistry.definitions.flatMap((definition) => {
      if (definition.type !== "route") return [];
      const { method, path, "x-right": right, "x-cost": costs = {} } = definition.route;
      const name = `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`;
      return right === undefined ? [] : [[name, { right, costs }]];
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
