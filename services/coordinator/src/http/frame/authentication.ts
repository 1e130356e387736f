import { timingSafeEqual } from "node:crypto";
import { isVendorRole, scopes } from "@s3mirror/core/caller-roles";
import { findApiKey } from "@s3mirror/core/store/people/access";
import type { Actor } from "@s3mirror/core/store/people/audit";
import { findSignedIn } from "@s3mirror/core/store/people/sign-in";
import { type Fingerprint, readToken } from "@s3mirror/core/store/people/token";
import type { MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv, Caller } from "./api-env.ts";
import { countedAs, type FindAddress } from "./caller-address.ts";
import type { KnownTokens } from "./known-tokens.ts";
import { noteUses } from "./note-uses.ts";
import { ApiError, fieldError } from "./problem.ts";
import { Snapshots } from "./snapshots.ts";
import { TokenBuckets } from "./token-buckets.ts";

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
 * believed for some seconds without asking again; what changes anything always asks. A token that is none of ours is
 * answered from memory and counted by the address that it came from.
 */
export function authenticate(
  deps: ApiDeps,
  { known, addressOf }: { known: KnownTokens; addressOf: FindAddress },
): MiddlewareHandler<ApiEnv> {
  const nowMs = () => deps.now().getTime();
  const readers = new Snapshots({ keepMs: deps.settings.snapshots.callerSeconds * 1_000, nowMs });
  const wrong = new TokenBuckets(WRONG_TOKENS);
  const uses = noteUses(deps);

  async function mustBeKnown({ kind, fingerprint }: Bearer, address: string): Promise<void> {
    if (known.mayBe(fingerprint.secretHash)) return;
    const from = countedAs(address);
    const seconds = Math.ceil(wrong.take(from, nowMs()));
    if (seconds > 0) throw tooManyWrong(seconds);
    if (!(await known.look(fingerprint.secretHash))) throw notKnown(kind);
    wrong.giveBack(from);
  }

  return async (c, next) => {
    const token = readBearer(c.req.header("authorization"));
    const address = addressOf(c);
    const { secretHash } = token.fingerprint;
    await mustBeKnown(token, address);
    const find = () =>
      findCaller(deps, token).catch((error: unknown) => {
        if (error instanceof ApiError) known.forget(secretHash);
        throw error;
      });
    const isReading = c.req.method === "GET" || c.req.method === "HEAD";
    c.set("caller", await (isReading ? readers.take(secretHash, find) : find()));
    uses.note(c.var.caller, address);
    if (isReading) return await next();
    try {
      await next();
    } finally {
      readers.forget();
    }
  };
}

/** So many tokens that are none of ours are looked at for one address: at once, and a second in the mean. */
const WRONG_TOKENS = { burst: 30, perSecond: 0.5 };

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
    throw notKnown("key");
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
  if (signedIn === null) throw notKnown("session");
  const { id, name, email, role } = signedIn;
  return { kind: "user", id, label: name ?? email, role, scopes, ownerId: id, vendorId: null, signedIn };
}

/** The same of a token that there never was as of one that is over. */
function notKnown(kind: Bearer["kind"]): ApiError {
  if (kind === "key") return unauthorised("api_key_invalid", "The key is not known, has expired or was revoked.");
  return new ApiError(
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

function tooManyWrong(seconds: number): ApiError {
  return new ApiError("too_many_requests", "Too many keys that are none of ours came from this address.", {
    errors: [
      {
        pointer: "/header/authorization",
        message: "Too many keys that are not known came from this address.",
        remedy: `Correct the key; another one is looked at in ${seconds} s, as Retry-After says.`,
      },
    ],
    headers: { "Retry-After": `${seconds}` },
  });
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
