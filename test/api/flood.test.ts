import crypto, { randomBytes } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
let now = Date.parse("2026-11-24T12:00:00Z");
beforeAll(async () => {
  api = await openTestApi(
    { trustedProxies: ["127.0.0.0/8"], snapshots: { viewSeconds: 1, callerSeconds: 5 } },
    () => new Date(now),
  );
});
afterAll(() => api.close());

const wrongKey = (n: number) => `s3m_guess${n}_${randomBytes(32).toString("base64url")}`;
const ask = (key: string, address: string, path = "/v1/transfers") =>
  api.call("GET", path, { key, headers: { "x-forwarded-for": address } });

/** How many statements and hashes `work` costs the coordinator. */
async function costOf(work: () => Promise<unknown>): Promise<{ statements: number; hashes: number }> {
  const { createHash } = crypto;
  let hashes = 0;
  crypto.createHash = (...args) => {
    hashes += 1;
    return createHash(...args);
  };
  syncBuiltinESMExports();
  const before = api.statements();
  try {
    await work();
  } finally {
    crypto.createHash = createHash;
    syncBuiltinESMExports();
  }
  return { statements: api.statements() - before, hashes };
}

it("a thousand wrong keys from one address cost a statement a second at most, and a hash each; most are not even looked at", async () => {
  await ask(api.keys.admin, "192.0.2.1");
  const statuses: number[] = [];
  const { statements, hashes } = await costOf(async () => {
    const answers = await Promise.all(Array.from({ length: 1_000 }, (_, n) => ask(wrongKey(n), "198.51.100.1")));
    statuses.push(...answers.map(({ status }) => status));
    expect(answers.find(({ status }) => status === 429)?.headers.get("retry-after")).toBe("2");
  });
  expect(statuses.filter((status) => status === 401)).toHaveLength(30);
  expect(statuses.filter((status) => status === 429)).toHaveLength(970);
  expect(statements).toBeLessThanOrEqual(3);
  expect(hashes).toBe(1_000);
});

it("wrong keys from five hundred addresses at once cost one statement, and a right one beside them is answered", async () => {
  const { statements } = await costOf(async () => {
    const wrong = Array.from({ length: 500 }, (_, n) => ask(wrongKey(n), `203.0.${n % 250}.${n % 113}`));
    expect((await ask(api.keys.admin, "192.0.2.1")).status).toBe(200);
    for (const { status } of await Promise.all(wrong)) expect(status).toBe(401);
  });
  expect(statements).toBeLessThanOrEqual(3);
});

it("a right key is never counted, whatever else its address sends, and a key made a moment ago is known at once", async () => {
  const address = "198.51.100.2";
  await Promise.all(Array.from({ length: 40 }, (_, n) => ask(wrongKey(n), address)));
  expect((await ask(wrongKey(0), address)).status).toBe(429);
  expect((await ask(api.keys.admin, address)).status).toBe(200);
  const made = await api.call("POST", "/v1/api-keys", { body: { name: "new", role: "viewer" } });
  expect((await ask(made.body.secret, "192.0.2.7")).status).toBe(200);
  const elsewhere = await api.second();
  expect((await elsewhere("GET", "/v1/transfers", { key: made.body.secret })).status).toBe(200);
  now += 60_000;
  expect((await ask(wrongKey(0), address)).status).toBe(401);
});

it("a key that was revoked costs a statement a second at most, by GET and by POST, however often it is sent", async () => {
  const { id, secret } = (await api.call("POST", "/v1/api-keys", { body: { name: "gone", role: "admin" } })).body;
  expect((await ask(secret, "192.0.2.8")).status).toBe(200);
  await api.call("DELETE", `/v1/api-keys/${id}`);
  const post = (n: number) =>
    api.call("POST", "/v1/vendors", {
      key: secret,
      body: { name: `x${n}` },
      headers: { "x-forwarded-for": "192.0.2.8" },
    });
  expect((await ask(secret, "192.0.2.8")).status).toBe(401);
  const { statements, hashes } = await costOf(async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, n) => (n % 2 === 0 ? post(n) : ask(secret, "192.0.2.8"))),
    );
    expect(answers.filter(({ status }) => ![401, 429].includes(status))).toEqual([]);
  });
  expect(statements).toBeLessThanOrEqual(3);
  // No body of a refused call is read, let alone hashed.
  expect(hashes).toBe(100);
});

it("a header from somebody who is no proxy moves nothing to another address", async () => {
  const plain = await openTestApi();
  try {
    const lie = (n: number) =>
      plain.call("GET", "/v1/transfers", { key: wrongKey(n), headers: { "x-forwarded-for": `192.0.2.${n}` } });
    const statuses = (await Promise.all(Array.from({ length: 40 }, (_, n) => lie(n)))).map(({ status }) => status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  } finally {
    await plain.close();
  }
});

it("where and when a key was used last is kept, once a minute", async () => {
  const { id, secret } = (await api.call("POST", "/v1/api-keys", { body: { name: "used", role: "viewer" } })).body;
  const used = async () => (await api.call("GET", `/v1/api-keys/${id}`)).body;
  expect((await used()).lastUsedAt).toBeNull();
  await ask(secret, "2001:db8::7");
  await expect.poll(async () => (await used()).lastUsedFrom).toBe("2001:db8::7");
  const { lastUsedAt } = await used();
  expect(Math.abs(Date.parse(lastUsedAt) - Date.now())).toBeLessThan(60_000);
  now += 30_000;
  const { statements } = await costOf(() => ask(secret, "192.0.2.9"));
  expect(statements).toBeLessThanOrEqual(2);
  expect(await used()).toMatchObject({ lastUsedAt, lastUsedFrom: "2001:db8::7" });
});

it("what is dear to answer takes more of what a caller may ask: a search in files twenty times as much", async () => {
  const small = await openTestApi({ rateLimit: { perSecond: 0.001, burst: 45 } }, () => new Date(now));
  try {
    const { viewer, operator } = small.keys;
    const files = async (query: string, key: string) =>
      (await small.call("GET", `/v1/transfers/tr_none/files${query}`, { key })).status;
    expect([await files("?q=x", viewer), await files("?q=x", viewer), await files("?q=x", viewer)]).toEqual([
      404, 404, 429,
    ]);
    expect(await files("", viewer)).toBe(404);
    expect(await files("?q=", operator)).toBe(422);
    for (let n = 0; n < 44; n += 1) expect(await files("", operator)).toBe(404);
    expect(await files("", operator)).toBe(429);
    const { body } = await small.call("GET", "/v1/openapi.json", { key: null });
    expect(body.paths["/v1/transfers/{id}/files"].get["x-cost"]).toEqual({ q: 20 });
  } finally {
    await small.close();
  }
});
