import type { OpenAPIHono } from "@hono/zod-openapi";

/** Who calls: the owner of an API key. `vendorId` limits what is seen; null sees everything. */
export type Caller = {
  keyId: string;
  label: string;
  role: "viewer" | "operator" | "admin" | "vendor";
  vendorId: string | null;
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
