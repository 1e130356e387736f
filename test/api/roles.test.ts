import { createHash, randomBytes } from "node:crypto";
import type { Scope } from "@s3mirror/core/caller-roles";
import { putApiKey } from "@s3mirror/core/store/people/access";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

type Role = "viewer" | "operator" | "admin" | "vendor_viewer" | "vendor_admin";

let api: TestApi;
let callers: { role: Role; key: string; how: string }[];
let routes: { method: string; path: string }[];
beforeAll(async () => {
  api = await openTestApi();
  const { vendor, vendorViewer, viewer, operator, admin } = api.keys;
  const byRole = { vendor_admin: vendor, vendor_viewer: vendorViewer, viewer, operator, admin };
  callers = [
    ...Object.entries(byRole).map(([role, key]) => ({
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

async function signInAs(role: "viewer" | "operator" | "admin") {
  const { body } = await api.call("POST", "/v1/sign-in-links", { body: { email: `${role}@example.org`, role } });
  const session = await api.call("POST", "/v1/sessions", { key: null, body: { link: body.token } });
  return { role, key: session.body.token as string, how: "signed in" };
}

/** What may be asked without a key or session. */
const open = ["GET /healthz", "GET /readyz", "GET /v1/version", "POST /v1/sessions"];

/** Who may use a route that changes something. Every such route of the document stands here. */
const mayChange: Record<string, Role[]> = {
  "POST /v1/transfers": ["vendor_admin", "operator", "admin"],
  "POST /v1/transfers/{id}/pause": ["operator", "admin"],
  "POST /v1/transfers/{id}/resume": ["operator", "admin"],
  "POST /v1/transfers/{id}/cancel": ["vendor_admin", "operator", "admin"],
  "POST /v1/transfers/{id}/withdraw": ["vendor_admin", "operator", "admin"],
  "POST /v1/transfers/{id}/redrive": ["vendor_admin", "operator", "admin"],
  "POST /v1/transfers/{id}/waive": ["operator", "admin"],
  "POST /v1/fleet/pause": ["operator", "admin"],
  "POST /v1/fleet/resume": ["operator", "admin"],
  "POST /v1/routes": ["admin"],
  "PATCH /v1/routes/{id}": ["admin"],
  "POST /v1/routes/{id}/disable": ["admin"],
  "POST /v1/routes/{id}/enable": ["admin"],
  "POST /v1/routes/{id}/test": ["operator", "admin"],
  "POST /v1/vendors": ["admin"],
  "POST /v1/alert-recipients/{id}/send-again": ["operator", "admin"],
  "POST /v1/alert-recipients/test": ["operator", "admin"],
  "PATCH /v1/vendors/{id}": ["admin"],
  "POST /v1/api-keys": ["admin"],
  "POST /v1/api-keys/{id}/rotate": ["admin"],
  "DELETE /v1/api-keys/{id}": ["admin"],
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
  "POST /v1/api-keys": { name: "a test", role: "vendor_viewer", vendor: "vn_none" },
  "POST /v1/sign-in-links": { email: "somebody@example.org", role: "viewer" },
};

/** To look is the first half of starting a transfer. */
const isLook = ({ path }: { path: string }) => path === "/v1/routes/{id}/look";

const call = (route: { method: string; path: string }, key: string | null) =>
  api.call(route.method, route.path.replaceAll(/\{\w+\}/g, "none"), {
    key,
    ...(route.method !== "POST" ? {} : { body: bodies[`${route.method} ${route.path}`] ?? {} }),
  });

it("every route that changes something says who may, and refuses everybody else with role_not_enough", async () => {
  const changing = routes.filter(
    ({ method, path }) => method !== "GET" && !open.includes(`${method} ${path}`) && path !== "/v1/sessions/current",
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

it("everybody may read; fleet and alerts are not shown to vendors, health to those who run it, keys to administrators, a look to who submits", async () => {
  for (const route of routes.filter(({ method }) => method === "GET")) {
    for (const { role, key, how } of callers) {
      const { status } = await call(route, key);
      const isHidden =
        (role.startsWith("vendor") && ["/v1/fleet", "/v1/alert-recipients"].includes(route.path)) ||
        ((role === "vendor_viewer" || role === "viewer") && isLook(route)) ||
        ((role.startsWith("vendor") || role === "viewer") && route.path === "/v1/health") ||
        (role !== "admin" && route.path.startsWith("/v1/api-keys"));
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

it("a right takes role and scope together: a key that was made for reading changes nothing, whatever its role", async () => {
  const reader = await scopedKey("reader1", "admin", ["transfers:read"]);
  const writer = await scopedKey("writer1", "admin", ["transfers:write"]);
  const without = await scopedKey("nothing1", "admin", []);
  for (const route of routes.filter(({ method, path }) => !open.includes(`${method} ${path}`))) {
    const isOwnSession = route.path === "/v1/sessions/current";
    const refusedFor = async (key: string) => (await call(route, key)).body.code === "scope_not_enough";
    const reads = route.method === "GET";
    expect(await refusedFor(reader), `${route.method} ${route.path} by a reader`).toBe(!reads && !isOwnSession);
    // A key that cannot read makes none that can.
    const gives = `${route.method} ${route.path}` === "POST /v1/api-keys";
    expect(await refusedFor(writer), `${route.method} ${route.path} by a writer`).toBe(
      (reads && !isOwnSession) || gives,
    );
    expect(await refusedFor(without), `${route.method} ${route.path} without a scope`).toBe(!isOwnSession);
  }
});

it("what a route takes is judged before its body is: who may not learns nothing of what fits", async () => {
  const refused = await api.call("POST", "/v1/vendors", { key: api.keys.viewer, raw: "{ not json" });
  expect(refused).toMatchObject({ status: 403, body: { code: "role_not_enough" } });
});

it("the document says of every route that takes a key which right, roles and scope that needs", async () => {
  const { body } = await api.call("GET", "/v1/openapi.json", { key: null });
  for (const { method, path } of routes) {
    const operation = body.paths[path][method.toLowerCase()];
    const name = `${method} ${path}`;
    if (open.includes(name)) expect(operation, name).not.toHaveProperty("x-right");
    else expect(operation, name).toMatchObject({ "x-right": expect.any(String), "x-roles": expect.any(Array) });
    if (mayChange[name]) expect([...operation["x-roles"]].sort(), name).toEqual([...mayChange[name]].sort());
  }
});

it("a key of the release before is what it was: a vendor's administers its own, one with a vendor never sees all", async () => {
  const put = async (id: string, role: string, vendorId: string | null) => {
    const key = `s3m_${id}_${randomBytes(32).toString("base64url")}`;
    await api.ledger.run(
      anyRow,
      "insert into api_keys (id, secret_hash, label, role, vendor_id) values (:id, :hash, 'a key of before', :role, :vendor::text)",
      { id, hash: createHash("sha256").update(key).digest("hex"), role, vendor: vendorId },
    );
    return key;
  };
  const vendor = await put("before1", "vendor", "vn_lab");
  const body = { source: { bucket: "lab", prefix: "nothing/" } };
  expect((await api.call("POST", "/v1/transfers", { key: vendor, body })).body.code).toBe("source_not_allowed");
  expect((await api.call("GET", "/v1/fleet", { key: vendor })).status).toBe(403);
  const viewer = await put("before2", "viewer", "vn_lab");
  expect((await api.call("GET", "/v1/vendors", { key: viewer })).body.items).toHaveLength(1);
  expect((await api.call("GET", "/v1/fleet", { key: viewer })).status).toBe(403);
  const operator = await put("before3", "operator", null);
  expect((await api.call("GET", "/v1/health", { key: operator })).status).toBe(200);
});

it("what the release before reads of a key never lets it do more than it may", async () => {
  const readBefore = (id: string) =>
    api.ledger.run(anyRow, "select role, vendor_id from api_keys where id = :id", { id });
  expect(await readBefore("vendor1")).toEqual([{ role: "vendor", vendor_id: "vn_lab" }]);
  expect(await readBefore("vendor3")).toEqual([{ role: "viewer", vendor_id: "vn_lab" }]);
  expect(await readBefore("reader1")).toEqual([{ role: "viewer", vendor_id: null }]);
});

async function scopedKey(id: string, role: Role, scopes: Scope[]): Promise<string> {
  const key = `s3m_${id}_${randomBytes(32).toString("base64url")}`;
  const secretHash = createHash("sha256").update(key).digest("hex");
  await putApiKey(api.ledger, { id, secretHash, label: "a scoped key of a test", role, scopes, vendorId: null });
  return key;
}
