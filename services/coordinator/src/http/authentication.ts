import { createHash, timingSafeEqual } from "node:crypto";
import { findApiKey } from "@s3mirror/core/store/access";
import type { MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv, Caller } from "./api-env.ts";
import { ApiError, fieldError } from "./problem.ts";

const keyShape = /^s3m_([A-Za-z0-9]{1,64})_([A-Za-z0-9_-]{16,256})$/;
const namesOfKeys = new Set(["key", "apikey", "api_key", "api-key", "token", "access_token", "authorization"]);

/** Refuses a key in the address: addresses stay in logs and histories. Neither is repeated in the answer. */
export const refuseKeyInQuery: MiddlewareHandler<ApiEnv> = async (c, next) => {
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (!namesOfKeys.has(name.toLowerCase()) && !values.some((value) => value.startsWith("s3m_"))) continue;
    throw fieldError("api_key_in_query", {
      pointer: "/query",
      message: "An API key stands in the address, where logs and histories keep it.",
      remedy: "Send it as the header Authorization: Bearer s3m_…, and have this key replaced: others may have read it.",
    });
  }
  await next();
};

/** Knows the caller by the bearer key `s3m_<id>_<secret>`; the ledger holds the SHA-256 of the whole key. */
export function authenticate(deps: ApiDeps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set("caller", await findCaller(deps, c.req.header("authorization")));
    await next();
  };
}

async function findCaller(deps: ApiDeps, header: string | undefined): Promise<Caller> {
  if (header === undefined) throw unauthorised("api_key_missing", "The request has no Authorization header.");
  const key = /^Bearer +(\S+)$/i.exec(header)?.[1] ?? "";
  const id = keyShape.exec(key)?.[1];
  if (id === undefined) throw unauthorised("api_key_invalid", "The Authorization header holds no key of ours.");
  const known = await findApiKey(deps.ledger, { id });
  const given = createHash("sha256").update(key).digest();
  const stored = Buffer.from(known?.secretHash ?? "", "hex");
  const equal = timingSafeEqual(given, stored.length === given.length ? stored : Buffer.alloc(given.length));
  if (known === null || stored.length !== given.length || !equal) {
    throw unauthorised("api_key_invalid", "The key is not known, has expired or was revoked.");
  }
  // A vendor's key without a vendor would see every vendor's transfers.
  if (known.role === "vendor" && known.vendorId === null) {
    throw unauthorised("api_key_invalid", "The key belongs to no vendor.");
  }
  return { keyId: known.id, label: known.label, role: known.role, vendorId: known.vendorId };
}

function unauthorised(problem: "api_key_missing" | "api_key_invalid", detail: string): ApiError {
  const challenge = problem === "api_key_missing" ? "" : ', error="invalid_token"';
  return new ApiError(problem, detail, {
    errors: [
      {
        pointer: "/header/authorization",
        message: detail,
        remedy: "Send the header Authorization: Bearer s3m_<id>_<secret>; an administrator makes keys.",
      },
    ],
    headers: { "WWW-Authenticate": `Bearer realm="s3mirror"${challenge}` },
  });
}

/**
 * Who may do what: `administer` says what is allowed, `operate` changes what happens to data, `submit` starts transfers,
 * `redrive` tries again.
 */
export type Act = "administer" | "operate" | "submit" | "redrive";

const allowed: Record<Caller["role"], readonly Act[]> = {
  viewer: [],
  vendor: ["submit", "redrive"],
  operator: ["operate", "submit", "redrive"],
  admin: ["administer", "operate", "submit", "redrive"],
};

const whoMay: Record<Act, string> = {
  administer: "an administrator",
  operate: "an operator",
  submit: "an operator or the vendor",
  redrive: "an operator or the vendor",
};

/** @throws ApiError role_not_enough */
export function mustBeAllowed(caller: Caller, act: Act): void {
  if (allowed[caller.role].includes(act)) return;
  const who = whoMay[act];
  throw new ApiError("role_not_enough", `A key of the role "${caller.role}" may not do this.`, {
    errors: [
      {
        pointer: "/header/authorization",
        message: `This needs the key of ${who}.`,
        remedy: `Ask ${who} to do it, or an administrator for a key that may.`,
      },
    ],
  });
}
