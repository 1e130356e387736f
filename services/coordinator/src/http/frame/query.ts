import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "./api-env.ts";
import { fieldError } from "./problem.ts";
import { toPointer } from "./validation.ts";

/** Refuses a query of which not everybody reads the same: a name that is given twice, or one that JavaScript takes for itself. */
export const refuseAmbiguousQuery: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const seen = new Set<string>();
  for (const name of new URL(c.req.url).searchParams.keys()) {
    const pointer = `/query${toPointer([name])}`;
    if (name === "__proto__") {
      const message = `There is no filter "${name}".`;
      throw fieldError("unknown_field", { pointer, message, remedy: "Remove it; /docs says what this address takes." });
    }
    if (seen.has(name)) {
      const message = `"${name}" is given more than once.`;
      throw fieldError("invalid_request", {
        pointer,
        message,
        remedy: "Give it once; several values stand in it with commas.",
      });
    }
    seen.add(name);
  }
  await next();
};
