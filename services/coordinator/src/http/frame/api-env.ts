import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Role, Scope } from "@s3mirror/core/caller-roles";
import type { SignedIn } from "@s3mirror/core/store/people/sign-in";

/** Who calls: an API key, or a person in a session. `vendorId` limits what is seen; null sees everything. */
export type Caller = {
  kind: "key" | "user";
  /** The key's id or the person's. */
  id: string;
  /** The key's label; of people their name, else their e-mail address. */
  label: string;
  role: Role;
  /** What the key was made for; a right takes both. A person has every scope. */
  scopes: readonly Scope[];
  vendorId: string | null;
  /** Whose Idempotency-Keys: the vendor's, the person's, or those of the keys that replaced each other. */
  ownerId: string;
  /** Null for a key. */
  signedIn: SignedIn | null;
};

/** What a request carries on its way through the middleware. */
export type ApiEnv = {
  Variables: {
    requestId: string;
    caller: Caller;
    bodyHash: string;
    /** The Idempotency-Key, already known to be new; null without one. */
    idempotencyKey: string | null;
  };
};

export type Api = OpenAPIHono<ApiEnv>;
