import { timingSafeEqual } from "node:crypto";
import { isVendorRole, scopes } from "@s3mirror/core/caller-roles";
import { findApiKey } from "@s3mirror/core/store/people/access";
import type { Actor } from "@s3mirror/core/store/people/audit";
import { findSignedIn } from "@s3mirror/core/store/people/sign-in";
import { type Fingerprint, readToken } from "@s3mirror/core/store/people/token";
import type { MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv, Caller } from "./api-env.ts";
import { ApiError, fieldError } from "./problem.ts";
import { Snapshots } from "./snapshots.ts";

const namesOfKeys = new Set(["key", "apikey", "api_key", "api-key", "token", "access_token", "authorization"]);

/** Refuses a key in the address: addresses stay in logs and histories. Neither is repeated in the answer. */
export const refuseKeyInQuery: MiddlewareHandler<ApiEnv> = async (c, next) => {
  for (const [name, values] of Object.entries(c.req.queries())) {
    if (!namesOfKeys.has(name.toLowerCase()) && !values.some((value) => /^s3[mls]_/.test(value))) continue;
    throw fieldError("api_key_in_query", {
      pointer: "/query",
      message: "An API key stands in the address, where logs and histories keep it.",
      remedy: "Send it as the header Authorization: Bearer s3m_…, and have this key replaced: others may have read it.",
    });
  }
  await next();
};

/**
 * Knows the caller by a bearer token, a key `s3m_…` or a session `s3s_…`; the ledger holds its SHA-256. Who reads is
 * believed for some seconds without asking again; what changes anything always asks.
 */
export function authenticate(deps: ApiDeps): MiddlewareHandler<ApiEnv> {
  const readers = new Snapshots({
    keepMs: deps.settings.snapshots.callerSeconds * 1_000,
    nowMs: () => deps.now().getTime(),
  });
  return async (c, next) => {
    const token = readBearer(c.req.header("authorization"));
    const find = () => findCaller(deps, token);
    if (c.req.method === "GET" || c.req.method === "HEAD") {
      c.set("caller", await readers.take(token.fingerprint.secretHash, find));
      return await next();
    }
    c.set("caller", await find());
    try {
      await next();
    } finally {
      readers.forget();
    }
  };
}

type Bearer = { kind: "key" | "session"; fingerprint: Fingerprint };

function readBearer(header: string | undefined): Bearer {
  if (header === undefined) throw unauthorised("api_key_missing", "The request has no Authorization header.");
  const token = readToken(/^Bearer +(\S+)$/i.exec(header)?.[1] ?? "");
  switch (token?.kind) {
    case "key":
    case "session":
      return { kind: token.kind, fingerprint: token.fingerprint };
    case "link":
      throw unauthorised("api_key_invalid", "A one-time link is no key: POST /v1/sessions takes it.");
    case undefined:
      throw unauthorised("api_key_invalid", "The Authorization header holds no key of ours.");
  }
}

function findCaller(deps: ApiDeps, { kind, fingerprint }: Bearer): Promise<Caller> {
  return kind === "key" ? callerOfKey(deps, fingerprint) : callerOfSession(deps, fingerprint);
}

async function callerOfKey(deps: ApiDeps, { id, secretHash }: Fingerprint): Promise<Caller> {
  const known = await findApiKey(deps.ledger, { id });
  const given = Buffer.from(secretHash, "hex");
  const stored = Buffer.from(known?.secretHash ?? "", "hex");
  const equal = timingSafeEqual(given, stored.length === given.length ? stored : Buffer.alloc(given.length));
  if (known === null || stored.length !== given.length || !equal) {
    throw unauthorised("api_key_invalid", "The key is not known, has expired or was revoked.");
  }
  // A vendor's key without a vendor would see every vendor's transfers.
  if (isVendorRole(known.role) && known.vendorId === null) {
    throw unauthorised("api_key_invalid", "The key belongs to no vendor.");
  }
  const { secretHash: _, ...key } = known;
  return { kind: "key", ...key, signedIn: null };
}

async function callerOfSession(deps: ApiDeps, session: Fingerprint): Promise<Caller> {
  const { idleSeconds } = deps.settings.signIn;
  const signedIn = await findSignedIn(deps.ledger, { session, idleSeconds });
  if (signedIn === null) {
    throw new ApiError(
      "session_ended",
      "The session has ended: signed out, idle for too long, or its person may not sign in.",
      {
        errors: [
          {
            pointer: "/header/authorization",
            message: "The session has ended.",
            remedy: "Sign in again with a new one-time link; an administrator makes one with s3mirror admin link.",
          },
        ],
        headers: { "WWW-Authenticate": 'Bearer realm="s3mirror", error="invalid_token"' },
      },
    );
  }
  const { id, name, email, role } = signedIn;
  return { kind: "user", id, label: name ?? email, role, scopes, ownerId: id, vendorId: null, signedIn };
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

/** The caller as the audit log names it. */
export function actorOf({ kind, id, label }: Caller): Actor {
  return { kind, id, label };
}
