import { listVendorsLabels } from "@s3mirror/core/store/people/access";
import type { Context, MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv } from "./api-env.ts";
import { Snapshots } from "./snapshots.ts";
import { vendorsView } from "./vendors-view.ts";

const KEPT_MS = 5_000;

/** How a caller sees what a route tells: whole, or as a vendor's caller does. */
export type Shown = <Value>(value: Value) => Value;

/** Who of a vendor's own people and systems there are is asked once in 5 s. */
export function makeShown(deps: Pick<ApiDeps, "ledger" | "now">): (c: Context<ApiEnv>) => Promise<Shown> {
  const labels = new Snapshots({ keepMs: KEPT_MS, nowMs: () => deps.now().getTime() });
  return async (c) => {
    const { vendorId } = c.var.caller;
    if (vendorId === null) return (value) => value;
    const known = await labels.take(vendorId, () => listVendorsLabels(deps.ledger, { vendorId }));
    const own = new Set(known);
    return <Value>(value: Value) => vendorsView(value, own) as Value;
  };
}

/** Every answer in JSON to a vendor's caller is that vendor's view of it, given the first time or again. */
export function showToVendors(shownTo: (c: Context<ApiEnv>) => Promise<Shown>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    if (c.var.caller === undefined || c.var.caller.vendorId === null || !c.res.ok) return;
    if (c.res.headers.get("content-type")?.startsWith("application/json") !== true) return;
    if (c.res.headers.has("content-disposition")) return;
    const show = await shownTo(c);
    const body = JSON.stringify(show(await c.res.json()));
    // Only now: reading the body may have made another answer of it.
    const { status, headers } = c.res;
    headers.delete("content-length");
    // The number of an entry tells how much is decided here altogether.
    headers.delete("audit-entry");
    c.res = new Response(c.req.method === "HEAD" ? null : body, { status, headers });
  };
}
