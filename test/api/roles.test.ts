import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

type Role = "viewer" | "operator" | "admin" | "vendor";

let api: TestApi;
let callers: { role: Role; key: string; how: string }[];
let routes: { method: string; path: string }[];
beforeAll(async () => {
  api = await openTestApi();
  const { vendor, viewer, operator, admin } = api.keys;
  callers = [
    ...Object.entries({ vendor, viewer, operator, admin }).map(([role, key]) => ({
      role: role as Role,
      key,
      how: "by key",
    })),
    ...(await Promise.all((["viewer", "operator", "admin"] as const).map(signInAs))),
  ];
  const { body } = await api.call("GET", "/v1/openapi.json", { key: null });
  routes = Object.entries(body.paths as Record<string, Record<string, unknown>>).flatMap(([path, item]) =>
    Object.keys(item).map((method) => ({ method: method.toUpperCase(), path })),
  );
});
afterAll(() => api.close());

async function signInAs(role: Exclude<Role, "vendor">) {
  const { body } = await api.call("POST", "/v1/sign-in-links", { body: { email: `${role}@example.org`, role } });
  const session = await api.call("POST", "/v1/sessions", { key: null, body: { link: body.token } });
  return { role, key: session.body.token as string, how: "signed in" };
}

/** What may be asked without a key or session. */
const open = ["GET /healthz", "GET /readyz", "GET /v1/version", "POST /v1/sessions"];

/** Who may use a route that changes something. Every such route of the document stands here. */
const mayChange: Record<string, Role[]> = {
  "POST /v1/transfers": ["vendor", "operator", "admin"],
  "POST /v1/transfers/{id}/pause": ["operator", "admin"],
  "POST /v1/transfers/{id}/resume": ["operator", "admin"],
  "POST /v1/transfers/{id}/cancel": ["operator", "admin"],
  "POST /v1/transfers/{id}/redrive": ["vendor", "operator", "admin"],
  "POST /v1/transfers/{id}/waive": ["operator", "admin"],
  "POST /v1/fleet/pause": ["operator", "admin"],
  "POST /v1/fleet/resume": ["operator", "admin"],
  "POST /v1/routes": ["admin"],
  "PATCH /v1/routes/{id}": ["admin"],
  "POST /v1/routes/{id}/disable": ["admin"],
  "POST /v1/routes/{id}/enable": ["admin"],
  "POST /v1/vendors": ["admin"],
  "POST /v1/sign-in-links": ["admin"],
};

/** Bodies that are right, so that only the role decides. */
const bodies: Record<string, unknown> = {
  "POST /v1/transfers": { source: { bucket: "lab", prefix: "nothing/" } },
  "POST /v1/transfers/{id}/waive": { fileNumbers: [1], reason: "a test" },
  "POST /v1/routes": {
    vendor: "vn_none",
    name: "a test",
    source: { bucket: "lab", prefix: "" },
    destination: { bucket: "ours", prefix: "" },
    reason: "a test",
  },
  "PATCH /v1/routes/{id}": { redelivery: "replace", reason: "a test" },
  "POST /v1/routes/{id}/disable": { reason: "a test" },
  "POST /v1/routes/{id}/enable": { reason: "a test" },
  "POST /v1/vendors": { name: "A role's laboratory" },
  "POST /v1/sign-in-links": { email: "somebody@example.org", role: "viewer" },
};

const call = (route: { method: string; path: string }, key: string | null) =>
  api.call(route.method, route.path.replaceAll(/\{\w+\}/g, "none"), {
    key,
    ...(route.method === "GET" ? {} : { body: bodies[`${route.method} ${route.path}`] ?? {} }),
  });

it("every route that changes something says who may, and refuses everybody else with role_not_enough", async () => {
  const changing = routes.filter(
    ({ method, path }) => ["POST", "PUT", "PATCH"].includes(method) && !open.includes(`${method} ${path}`),
  );
  expect(changing.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(Object.keys(mayChange).sort());
  for (const route of changing) {
    const name = `${route.method} ${route.path}`;
    for (const { role, key, how } of callers) {
      const { status, body } = await call(route, key);
      const who = `${name} as ${role} ${how}: ${JSON.stringify(body)}`;
      if (mayChange[name]?.includes(role)) expect([401, 403], who).not.toContain(status);
      else expect(body, who).toMatchObject({ status: 403, code: "role_not_enough" });
    }
  }
  expect(await api.ledger.run(anyRow, "select id from transfers")).toEqual([]);
});

it("everybody may read; only the fleet is not shown to vendors, and health to those who run it", async () => {
  for (const route of routes.filter(({ method }) => method === "GET")) {
    for (const { role, key, how } of callers) {
      const { status } = await call(route, key);
      const isHidden =
        (role === "vendor" && route.path === "/v1/fleet") ||
        ((role === "vendor" || role === "viewer") && route.path === "/v1/health");
      const who = `${route.path} as ${role} ${how}`;
      if (isHidden) expect(status, who).toBe(403);
      else expect([200, 404, 422], who).toContain(status);
    }
  }
});

it("nobody may do anything without a key or a session", async () => {
  for (const route of routes) {
    const { status, body } = await call(route, null);
    const name = `${route.method} ${route.path}`;
    if (open.includes(name)) expect(status, name).not.toBe(401);
    else expect(body, name).toMatchObject({ status: 401, code: "api_key_missing" });
  }
});
