import type { MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { ApiError } from "./problem.ts";
import { TokenBuckets } from "./token-buckets.ts";

/** Answers 429 with Retry-After to a key or session that asks more often than the settings allow. */
export function limitRate(deps: ApiDeps): MiddlewareHandler<ApiEnv> {
  const { rateLimit } = deps.settings;
  const buckets = new TokenBuckets(rateLimit);
  return async (c, next) => {
    const { id, signedIn } = c.var.caller;
    const seconds = Math.ceil(buckets.take(signedIn?.sessionId ?? id, deps.now().getTime()));
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
