import { OpenAPIHono } from "@hono/zod-openapi";
import { makeId } from "@s3mirror/core/ids";
import { LedgerUnavailable } from "@s3mirror/core/store/ledger";
import type { MiddlewareHandler } from "hono";
import { etag } from "hono/etag";
import { addAlertRecipients } from "../alerts/alert-recipients.ts";
import { addReadCauses } from "../causes/read-causes.ts";
import { addAbout } from "../document/about.ts";
import { addDocument } from "../document/document.ts";
import { addReadFiles } from "../files/read-files.ts";
import { addFleet } from "../fleet/fleet-api.ts";
import { addReadHealth } from "../fleet/read-health.ts";
import { addKeys } from "../keys/keys-api.ts";
import { addRotateKey } from "../keys/rotate-key.ts";
import { addSignIn } from "../people/sign-in.ts";
import { addSignInLinks } from "../people/sign-in-links.ts";
import { addReadReports, isDownload } from "../reports/read-reports.ts";
import { addChangeRoute } from "../routes/change-route.ts";
import { addLookAtRoute } from "../routes/look-at-route.ts";
import { addRoutes } from "../routes/routes-api.ts";
import { addTestRoute } from "../routes/test-route.ts";
import { addReadSamples } from "../samples/read-samples.ts";
import { addCreateTransfer } from "../transfers/create-transfer.ts";
import { addReadEvents } from "../transfers/read-events.ts";
import { addReadInFlight } from "../transfers/read-in-flight.ts";
import { addReadSummary } from "../transfers/read-summary.ts";
import { addReadThroughput } from "../transfers/read-throughput.ts";
import { addReadTransfers } from "../transfers/read-transfers.ts";
import { addRedriveTransfer } from "../transfers/redrive-transfer.ts";
import { addSteerTransfer } from "../transfers/steer-transfer.ts";
import { addWithdrawTransfer } from "../transfers/withdraw-transfer.ts";
import { addChangeVendor } from "../vendors/change-vendor.ts";
import { addVendors } from "../vendors/vendors-api.ts";
import type { ApiDeps } from "./api-deps.ts";
import type { Api, ApiEnv } from "./api-env.ts";
import { authenticate, refuseKeyInQuery } from "./authentication.ts";
import { trustProxies } from "./caller-address.ts";
import { replayAnswers } from "./idempotency.ts";
import { KnownTokens } from "./known-tokens.ts";
import { limitRate } from "./limit-rate.ts";
import { Polled } from "./polled.ts";
import { ApiError, problemResponse } from "./problem.ts";
import { refuseAmbiguousQuery } from "./query.ts";
import { limitBody, readBody } from "./request-body.ts";
import { readDeclared, requireRight } from "./rights.ts";
import { makeShown, showToVendors } from "./show-to-vendors.ts";
import { refuseUnknownQuery } from "./unknown-query.ts";
import { refuseInvalid } from "./validation.ts";

const open = new Set(["/healthz", "/readyz", "/docs", "/v1/openapi.json", "/v1/version", "/v1/sessions"]);

/**
 * The HTTP API. The way of a request: it gets an id, its address and method are judged, then the address for keys, the
 * key, how often it asks and whether it may, the body, its Idempotency-Key, its fields, and last the route's own handler.
 * Whatever is thrown on the way is answered as a problem (RFC 9457).
 */
export function createApi(deps: ApiDeps): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  const polled = new Polled(deps);
  const onPaths = (isChosen: (path: string) => boolean, handler: MiddlewareHandler<ApiEnv>): void => {
    api.use(async (c, next) => (isChosen(c.req.path) ? await handler(c, next) : await next()));
  };

  api.use(observe(deps));
  api.use(refuseUnknown(api));
  api.use(refuseKeyInQuery);
  api.use(refuseAmbiguousQuery);
  api.use(refuseUnknownQuery(api));
  const known = new KnownTokens(deps.ledger);
  const addressOf = trustProxies(deps.settings.trustedProxies);
  onPaths((path) => !open.has(path), authenticate(deps, { known, addressOf }));
  const declaredBy = readDeclared(api);
  onPaths((path) => !open.has(path), limitRate(deps, declaredBy));
  onPaths((path) => !open.has(path), requireRight(declaredBy));
  const shownTo = makeShown(deps);
  onPaths((path) => !open.has(path), showToVendors(shownTo));
  api.on(["POST", "PATCH", "DELETE"], "*", forgetAfterwards(polled, known));
  api.on(["POST", "PATCH"], "*", limitBody, readBody, replayAnswers(deps));
  onPaths((path) => !isDownload(path), etag());

  addAbout(api, deps);
  addDocument(api, deps);
  addCreateTransfer(api, deps);
  addReadTransfers(api, deps, polled);
  addReadCauses(api, deps, polled);
  addReadFiles(api, deps, polled);
  addReadSamples(api, deps, polled);
  addReadReports(api, deps, shownTo);
  addReadThroughput(api, deps, polled);
  addReadEvents(api, deps, polled);
  addReadSummary(api, deps, polled);
  addReadInFlight(api, deps, polled);
  addSteerTransfer(api, deps);
  addWithdrawTransfer(api, deps);
  addRedriveTransfer(api, deps);
  addReadHealth(api, deps);
  addFleet(api, deps);
  addAlertRecipients(api, deps, polled);
  addSignIn(api, deps);
  addSignInLinks(api, deps);
  addVendors(api, deps);
  addChangeVendor(api, deps);
  addLookAtRoute(api, deps, polled);
  addChangeRoute(api, deps);
  addKeys(api, deps);
  addRotateKey(api, deps);
  addRoutes(api, deps);
  addTestRoute(api, deps);

  api.onError((error, c) => {
    const problem = toApiError(error);
    if (problem.problem === "internal") deps.log.error({ err: error, request: c.var.requestId }, "a request failed");
    return problemResponse(problem, c.var.requestId);
  });
  return api;
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof LedgerUnavailable) {
    return new ApiError("ledger_unavailable", "The ledger does not answer just now. Nothing is known of the outcome.", {
      errors: [
        {
          pointer: "",
          message: "The ledger does not answer.",
          remedy: "Send the same request again, with the same Idempotency-Key.",
        },
      ],
      headers: { "Retry-After": "5" },
      cause: error,
    });
  }
  return new ApiError("internal", "Something went wrong here; our logs know it by the id in `instance`.", {
    errors: [
      {
        pointer: "",
        message: "Something went wrong here.",
        remedy: "Send the same request again; if it stays so, tell us `instance`.",
      },
    ],
    cause: error,
  });
}

/** Names the request, logs it once it is answered (never its query: a key might stand there), sets the common headers. */
function observe(deps: ApiDeps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const requestId = makeId("req", deps.random(26));
    c.set("requestId", requestId);
    const started = performance.now();
    await next();
    c.header("X-Request-Id", requestId);
    c.header("X-Content-Type-Options", "nosniff");
    if (!c.res.headers.has("Cache-Control")) c.header("Cache-Control", "private, no-cache");
    const facts = {
      request: requestId,
      method: c.req.method,
      // A secret may have been pasted into the address.
      path: c.req.path.replaceAll(/s3[mls]_[\w-]+/g, "(a secret)"),
      status: c.res.status,
      ms: Math.round(performance.now() - started),
      caller: c.var.caller?.id,
    };
    if (c.res.status >= 500) deps.log.warn(facts, "a request was answered");
    else deps.log.debug(facts, "a request was answered");
  };
}

/** Who changed something sees it with the next look, at this process at once. */
function forgetAfterwards(polled: Polled, known: KnownTokens): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    try {
      await next();
    } finally {
      polled.forget();
      // A key or a session may have been made.
      if (c.res.status === 201) known.expire();
    }
  };
}

/** Unknown addresses are 404 and other methods 405, with or without a key: the document lists them for everyone. */
function refuseUnknown(api: Api): MiddlewareHandler<ApiEnv> {
  let known: { method: string; shape: RegExp }[] | null = null;
  return async (c, next) => {
    known ??= api.routes
      .filter(({ method, path }) => method !== "ALL" && !path.includes("*"))
      .map(({ method, path }) => ({
        method,
        shape: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/:[A-Za-z]+/g, "[^/]+")}$`),
      }));
    const routes = known;
    const remedyOf = (path: string) =>
      path.endsWith("/") && routes.some(({ shape }) => shape.test(path.slice(0, -1)))
        ? "Leave out the slash at its end."
        : "/docs lists every address.";
    const methods = new Set(routes.filter(({ shape }) => shape.test(c.req.path)).map(({ method }) => method));
    if (methods.has("GET")) methods.add("HEAD");
    if (methods.size === 0) {
      throw new ApiError("route_not_found", `There is nothing at ${c.req.path}.`, {
        errors: [{ pointer: "", message: "There is nothing at this address.", remedy: remedyOf(c.req.path) }],
      });
    }
    if (!methods.has(c.req.method)) {
      const allowed = [...methods].sort().join(", ");
      throw new ApiError("method_not_allowed", `${c.req.path} does not take ${c.req.method}.`, {
        errors: [{ pointer: "", message: `${c.req.method} is not taken here.`, remedy: `Use ${allowed}.` }],
        headers: { Allow: allowed },
      });
    }
    await next();
  };
}
