import { createHash } from "node:crypto";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ trustedProxies: ["127.0.0.0/8"] });
});
afterAll(() => api.close());

const make = (body: object, key?: string, headers?: Record<string, string>) =>
  api.call("POST", "/v1/api-keys", { body, key, headers });
const rotate = (id: string, body: object = {}, headers?: Record<string, string>) =>
  api.call("POST", `/v1/api-keys/${id}/rotate`, { body, headers });
const revoke = (id: string) => api.call("DELETE", `/v1/api-keys/${id}`);
const reads = async (key: string) => (await api.call("GET", "/v1/transfers", { key })).status;
let addresses = 0;
const address = () => {
  addresses += 1;
  return `192.0.2.${addresses}`;
};
const vendorKey = (name: string) => ({ name, role: "vendor_admin", vendor: "vn_lab" });
const acts = async (subject: string) =>
  (
    await api.ledger.run(
      z.object({ entry: z.string() }),
      "select entry from audit_log where subject = :subject order by number",
      { subject },
    )
  ).map(({ entry }) => JSON.parse(entry));
/** Everything that the ledger keeps, as one text. */
const everythingKept = async () => {
  const tables = await api.owner.run(
    z.object({ name: z.string() }),
    "select tablename as name from pg_tables where schemaname = 'public'",
  );
  const texts = await Promise.all(
    tables.map(({ name }) =>
      api.owner.run(
        z.object({ text: z.string().nullable() }),
        `select string_agg(t::text, ' ') as text from "${name}" t`,
      ),
    ),
  );
  return texts
    .flat()
    .map(({ text }) => text)
    .join(" ");
};

it("a key's secret is in one answer, and the ledger keeps its SHA-256 only", async () => {
  const made = await make({ ...vendorKey("sequencer 1"), reason: "contract 12" });
  expect(made).toMatchObject({
    status: 201,
    body: {
      name: "sequencer 1",
      role: "vendor_admin",
      scopes: ["transfers:read", "transfers:write"],
      vendor: { id: "vn_lab", name: "The laboratory" },
      person: null,
      state: "live",
      lastUsedAt: null,
      remedy: null,
    },
  });
  const { id, secret } = made.body;
  expect(secret).toMatch(new RegExp(`^s3m_${id}_[\\w-]{43}$`));
  expect(made.headers.get("location")).toBe(`/v1/api-keys/${id}`);
  expect(made.headers.get("cache-control")).toBe("no-store");
  expect(await reads(secret)).toBe(200);
  const kept = await everythingKept();
  expect(kept).not.toContain(secret.slice(-43));
  expect(kept).toContain(createHash("sha256").update(secret).digest("hex"));
  for (const path of ["/v1/api-keys", `/v1/api-keys/${id}`]) {
    const shown = JSON.stringify((await api.call("GET", path)).body);
    expect(shown).toContain(id);
    expect(shown).not.toContain(secret.slice(-43));
    expect(shown).not.toContain(createHash("sha256").update(secret).digest("hex"));
  }
  expect(await acts(id)).toMatchObject([
    {
      act: "key.created",
      actor: { kind: "key", id: "admin1" },
      reason: "contract 12",
      after: { role: "vendor_admin" },
    },
  ]);
});

it("the same Idempotency-Key makes one key, shows its secret once, keeps it nowhere, and says what to do if it was lost", async () => {
  const headers = { "idempotency-key": "a key, once" };
  const body = vendorKey("sequencer 2");
  const first = await make(body, undefined, headers);
  const again = await make(body, undefined, headers);
  expect(first.body.secret).toMatch(/^s3m_/);
  expect(again).toMatchObject({ status: 201, body: { id: first.body.id, secret: null } });
  expect(again.body.remedy).toContain(`/v1/api-keys/${first.body.id}`);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  const elsewhere = await (await api.second())("POST", "/v1/api-keys", { body, headers });
  expect(elsewhere.body).toMatchObject({ id: first.body.id, secret: null });
  expect(await everythingKept()).not.toContain(first.body.secret.slice(-43));
  const turned = await rotate(first.body.id, {}, { "idempotency-key": "turn, once" });
  const turnedAgain = await rotate(first.body.id, {}, { "idempotency-key": "turn, once" });
  expect(turned.body.secret).toMatch(/^s3m_/);
  expect(turnedAgain.body).toMatchObject({ id: turned.body.id, secret: null });
  expect(await acts(turned.body.id)).toHaveLength(1);
});

it("of fifty who make one key at once with one Idempotency-Key exactly one sees the secret", async () => {
  const second = await api.second();
  const headers = { "idempotency-key": "fifty at once" };
  const body = vendorKey("sequencer 3");
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? api.call : second)("POST", "/v1/api-keys", { body, headers })),
  );
  expect(new Set(answers.map((one) => one.body.id)).size).toBe(1);
  expect(answers.filter((one) => one.body.secret !== null)).toHaveLength(1);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
});

it("rotation makes a second key of the same name; the old one lives on for the overlap, and a third is refused", async () => {
  const first = (await make(vendorKey("sequencer 4"))).body;
  const next = await rotate(first.id, { overlapHours: 24, reason: "yearly" });
  expect(next).toMatchObject({
    status: 201,
    body: { name: "sequencer 4", role: "vendor_admin", vendor: { id: "vn_lab" }, rotationOf: first.id, state: "live" },
  });
  expect([await reads(first.secret), await reads(next.body.secret)]).toEqual([200, 200]);
  const { expiresAt } = (await api.call("GET", `/v1/api-keys/${first.id}`)).body;
  expect(Math.abs(Date.parse(expiresAt) - Date.now() - 24 * 3_600_000)).toBeLessThan(60_000);
  for (const id of [first.id, next.body.id]) {
    const third = await rotate(id);
    expect(third).toMatchObject({ status: 409, body: { code: "key_rotated" } });
    expect(third.body.errors[0].remedy).toContain(next.body.id);
  }
  expect((await revoke(first.id)).status).toBe(204);
  expect([await reads(first.secret), await reads(next.body.secret)]).toEqual([401, 200]);
  expect((await rotate(first.id)).body.code).toBe("key_over");
  const third = await rotate(next.body.id, { overlapHours: 0 });
  expect(third.body.rotationOf).toBe(first.id);
  expect([await reads(next.body.secret), await reads(third.body.secret)]).toEqual([401, 200]);
  expect(await acts(next.body.id)).toMatchObject([
    {
      act: "key.rotated",
      reason: "yearly",
      before: { key: first.id, name: "sequencer 4" },
      after: { overlapHours: 24 },
    },
  ]);
  expect((await acts(first.id)).map(({ act }) => act)).toEqual(["key.created", "key.revoked"]);
});

it("of a hundred rotations at once one makes a key, and the others are told which two live", async () => {
  const second = await api.second();
  const first = (await make(vendorKey("sequencer 5"))).body;
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      (n % 2 === 0 ? api.call : second)("POST", `/v1/api-keys/${first.id}/rotate`, { body: {} }),
    ),
  );
  const made = answers.filter(({ status }) => status === 201);
  expect(made).toHaveLength(1);
  expect(answers.filter(({ body }) => body.code === "key_rotated")).toHaveLength(99);
  const living = (await api.call("GET", "/v1/api-keys?limit=500")).body.items.filter(
    (one: { rotationOf: string }) => one.rotationOf === first.id,
  );
  expect(living.map(({ id }: { id: string }) => id)).toEqual([made[0]?.body.id, first.id]);
});

it("a rotation never lets a key live longer than it was to live", async () => {
  const soon = new Date(Date.now() + 3_600_000).toISOString();
  const first = (await make({ ...vendorKey("short"), expiresAt: soon })).body;
  await rotate(first.id, { overlapHours: 720 });
  expect((await api.call("GET", `/v1/api-keys/${first.id}`)).body.expiresAt).toBe(soon);
});

it("a revoked or expired key opens no route, and revoking it twice is one act", async () => {
  const revoked = (await make({ name: "gone", role: "admin" })).body;
  const expired = (await make({ name: "old", role: "admin" })).body;
  const [first, again] = [await revoke(revoked.id), await revoke(revoked.id)];
  expect([first.status, again.status]).toEqual([204, 204]);
  expect(first.headers.get("audit-entry")).toMatch(/^\d+$/);
  expect(again.headers.get("audit-entry")).toBeNull();
  expect((await acts(revoked.id)).map(({ act }) => act)).toEqual(["key.created", "key.revoked"]);
  await api.ledger.run(anyRow, "update api_keys set expires_at = clock_timestamp() where id = :id", { id: expired.id });
  const { body: document } = await api.call("GET", "/v1/openapi.json", { key: null });
  const routes = Object.entries<Record<string, object>>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).flatMap(([method, operation]) => ("x-right" in operation ? [{ method, path }] : [])),
  );
  const answers = await Promise.all(
    routes.flatMap(({ method, path }) =>
      [revoked, expired].map(async ({ secret }) => {
        // From addresses of their own: those who try so many keys from one are not even looked at.
        const headers = { "x-forwarded-for": address() };
        const call = { key: secret, headers, ...(method === "post" && { body: {} }) };
        const { status, body } = await api.call(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, "none"), call);
        return { route: `${method} ${path}`, status, code: body.code };
      }),
    ),
  );
  expect(answers.filter(({ status, code }) => status !== 401 || code !== "api_key_invalid")).toEqual([]);
  expect(answers.length).toBeGreaterThan(60);
  expect((await api.call("GET", "/v1/api-keys?state=any&limit=500")).body.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ id: revoked.id, state: "revoked", revokedBy: "the admin of a test" }),
      expect.objectContaining({ id: expired.id, state: "expired" }),
    ]),
  );
});

it("a person's key gives no more than the person's role of now, and nothing once they were shut out", async () => {
  await api.call("POST", "/v1/sign-in-links", { body: { email: "ann@example.org", role: "operator" } });
  expect((await make({ name: "ann's", role: "admin", person: "ann@example.org" })).body.code).toBe("key_beyond_person");
  expect((await make({ name: "nobody's", role: "viewer", person: "no@example.org" })).body.code).toBe("person_unknown");
  const { secret, person, id } = (await make({ name: "ann's", role: "operator", person: "Ann@Example.org" })).body;
  expect(person.email).toBe("ann@example.org");
  const health = async () => (await api.call("GET", "/v1/health", { key: secret })).status;
  expect(await health()).toBe(200);
  await api.call("POST", "/v1/sign-in-links", { body: { email: "ann@example.org", role: "viewer" } });
  expect([await health(), await reads(secret)]).toEqual([403, 200]);
  await api.ledger.run(anyRow, "update users set disabled = true where email = 'ann@example.org'");
  expect(await reads(secret)).toBe(401);
  expect((await api.call("GET", `/v1/api-keys/${id}`)).status).toBe(200);
});

it("nobody gives more than they have: not by making a key, nor by rotating one", async () => {
  const full = (await make({ name: "full", role: "operator" })).body;
  const narrow = (await make({ name: "narrow", role: "admin" })).body;
  await api.ledger.run(anyRow, `update api_keys set scopes = '["transfers:write"]' where id = :id`, { id: narrow.id });
  const wider = await make({ name: "wider", role: "admin" }, narrow.secret);
  expect(wider).toMatchObject({ status: 403, body: { code: "scope_not_enough" } });
  const turned = await api.call("POST", `/v1/api-keys/${full.id}/rotate`, { key: narrow.secret, body: {} });
  expect(turned.body.code).toBe("scope_not_enough");
  expect((await make({ name: "by an operator", role: "viewer" }, api.keys.operator)).body.code).toBe("role_not_enough");
});

it.each([
  ["a vendor's role without a vendor", { name: "x", role: "vendor_admin" }, "key_owner", "/vendor"],
  ["our role with a vendor", { name: "x", role: "admin", vendor: "vn_lab" }, "key_owner", "/vendor"],
  ["a vendor's key for a person", { ...vendorKey("x"), person: "a@example.org" }, "key_owner", "/person"],
  ["a vendor there is not", { name: "x", role: "vendor_viewer", vendor: "vn_none" }, "vendor_unknown", "/vendor"],
  ["a role of before", { name: "x", role: "vendor", vendor: "vn_lab" }, "invalid_request", "/role"],
  ["a name of two lines", { ...vendorKey("x\r\nSet-Cookie: a=b") }, "invalid_request", "/name"],
  ["a scope there is not", { ...vendorKey("x"), scopes: ["everything"] }, "invalid_request", "/scopes/0"],
  ["writing without reading", { ...vendorKey("x"), scopes: ["transfers:write"] }, "invalid_request", "/scopes"],
  ["no scope", { ...vendorKey("x"), scopes: [] }, "invalid_request", "/scopes"],
  ["an end in the past", { ...vendorKey("x"), expiresAt: "2020-01-01T00:00:00Z" }, "key_expiry", "/expiresAt"],
  ["an end in ten years", { ...vendorKey("x"), expiresAt: "2036-12-01T00:00:00Z" }, "key_expiry", "/expiresAt"],
  ["no e-mail address", { name: "x", role: "viewer", person: "ann" }, "invalid_request", "/person"],
])("%s is refused with its field and a remedy, and makes no key", async (_, body, code, pointer) => {
  const before = (await api.call("GET", "/v1/api-keys?state=any&limit=500")).body.items.length;
  const { status, body: problem } = await make(body);
  expect({ status, code: problem.code, pointer: problem.errors[0].pointer }).toEqual({ status: 422, code, pointer });
  expect(problem.errors[0].remedy.length).toBeGreaterThan(10);
  expect((await api.call("GET", "/v1/api-keys?state=any&limit=500")).body.items.length).toBe(before);
});

it("a key's id is no way in, and a guess says nothing of whether it exists", async () => {
  const known = (await make(vendorKey("guessed at"))).body;
  const guess = "A".repeat(43);
  const wrong = await api.call("GET", "/v1/transfers", { key: `s3m_${known.id}_${guess}` });
  const none = await api.call("GET", "/v1/transfers", { key: `s3m_${"0".repeat(20)}_${guess}` });
  const strip = ({ instance: _, ...body }: Record<string, unknown>) => body;
  expect(strip(wrong.body)).toEqual(strip(none.body));
  expect(wrong.status).toBe(401);
  for (const id of ["none", "../admin1", "a'b", "%00", "x".repeat(200)]) {
    expect((await api.call("GET", `/v1/api-keys/${encodeURIComponent(id)}`)).body.code).toBe("key_not_found");
    expect((await api.call("DELETE", `/v1/api-keys/${encodeURIComponent(id)}`)).status).toBe(404);
  }
});

it("the list shows a page at a time, the newest first, and one vendor's where it is asked for", async () => {
  const ids: string[] = [];
  for (const n of [1, 2, 3]) {
    ids.unshift((await make({ name: `page ${n}`, role: "vendor_viewer", vendor: "vn_other" })).body.id);
  }
  const first = (await api.call("GET", "/v1/api-keys?vendor=vn_other&limit=2")).body;
  const rest = (await api.call("GET", `/v1/api-keys?vendor=vn_other&limit=2&cursor=${first.nextCursor}`)).body;
  const shown = [...first.items, ...rest.items].map(({ id }: { id: string }) => id);
  expect(shown).toEqual([...ids, "vendor2"]);
  expect(rest.nextCursor).toBeNull();
});
