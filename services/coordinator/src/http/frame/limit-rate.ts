import type { Context, MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { ApiError } from "./problem.ts";
import type { Costs } from "./rights.ts";
import { TokenBuckets } from "./token-buckets.ts";

/**
 * Answers 429 with Retry-After to a key or session that asks more often than the settings allow. What its route declares
 * to be costly takes more of that than a cheap request.
 */
export function limitRate(
  deps: ApiDeps,
  declaredBy: (c: Context<ApiEnv>) => { costs: Costs },
): MiddlewareHandler<ApiEnv> {
  const { rateLimit } = deps.settings;
  const buckets = new TokenBuckets(rateLimit);
  return async (c, next) => {
    const { id, signedIn } = c.var.caller;
    const seconds = Math.ceil(
      buckets.take(signedIn?.sessionId ?? id, deps.now().getTime(), costOf(c, declaredBy(c).costs)),
    );
    if (seconds === 0) return await next();
    throw new ApiError(
      "too_many_requests",
      `This ${signedIn === null ? "key" : "session"} asks too often: at most ${rateLimit.perSecond} requests a second in the mean, ${rateLimit.burst} at once.`,
      {
        errors: [
          {
            pointer: "/header/authorization",
            message: "Nothing of this request was done.",
            remedy: `Send it again in ${seconds} s, as Retry-After says; a list's \`limit\` may be up to 500.`,
          },
        ],
        headers: { "Retry-After": `${seconds}` },
      },
    );
  };
}

/** The dearest of what is asked for. */
function costOf(c: Context<ApiEnv>, costs: Costs): number {
  const dear = Object.entries(costs).filter(([name]) => name === "always" || (c.req.query(name) ?? "") !== "");
  return Math.max(1, ...dear.map(([, cost]) => cost));
}
