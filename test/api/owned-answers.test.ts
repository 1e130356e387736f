import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const body = { source: { bucket: "lab", prefix: "runs/7/" } };
const order = async (key: string, name: string, call: TestApi["call"] = api.call) => {
  const answer = await call("POST", "/v1/transfers", { key, body, headers: { "idempotency-key": name } });
  return { id: answer.body.id, status: answer.status, replayed: answer.headers.get("idempotency-replayed") };
};
const make = async (wish: object) =>
  (await api.call("POST", "/v1/api-keys", { body: { name: "a system", ...wish } })).body;
const rotate = async (id: string) => (await api.call("POST", `/v1/api-keys/${id}/rotate`, { body: {} })).body;
const transfers = async () => (await api.ledger.run(anyRow, "select id from transfers")).length;

it("an order that was sent under a key is known under the one that replaced it: it is not done twice", async () => {
  const wish = { role: "vendor_admin", vendor: "vn_lab" };
  const before = await transfers();
  const first = await make(wish);
  const sent = await order(first.secret, `order of ${wish.role}`);
  expect(sent).toMatchObject({ status: 202, replayed: null });
  const next = await rotate(first.id);
  expect(await order(next.secret, `order of ${wish.role}`)).toEqual({ ...sent, replayed: "true" });
  await api.call("DELETE", `/v1/api-keys/${first.id}`);
  const last = await rotate(next.id);
  expect(await order(last.secret, `order of ${wish.role}`)).toEqual({ ...sent, replayed: "true" });
  expect(await transfers()).toBe(before + 1);
});

it("so it is with a system of ours, and with a person in a session and by a key of theirs", async () => {
  const pause = async (key: string, name: string, reason = "x") =>
    await api.call("POST", "/v1/fleet/pause", { key, body: { reason }, headers: { "idempotency-key": name } });
  const first = await make({ role: "operator" });
  expect((await pause(first.secret, "ours")).headers.get("idempotency-replayed")).toBeNull();
  const next = await rotate(first.id);
  expect((await pause(next.secret, "ours")).headers.get("idempotency-replayed")).toBe("true");
  const other = await make({ role: "operator" });
  expect((await pause(other.secret, "ours")).headers.get("idempotency-replayed")).toBeNull();

  const link = await api.call("POST", "/v1/sign-in-links", { body: { email: "bo@example.org", role: "operator" } });
  const session = await api.call("POST", "/v1/sessions", { key: null, body: { link: link.body.token } });
  const own = await make({ role: "operator", person: "bo@example.org" });
  expect((await pause(session.body.token, "bo's")).headers.get("idempotency-replayed")).toBeNull();
  expect((await pause(own.secret, "bo's")).headers.get("idempotency-replayed")).toBe("true");
  expect((await pause(own.secret, "bo's", "another")).body.code).toBe("idempotency_key_reused");
});

it("two keys of one vendor that send one order at once, to two coordinators, start one transfer", async () => {
  const [one, two] = [
    await make({ role: "vendor_admin", vendor: "vn_lab" }),
    await make({ role: "vendor_admin", vendor: "vn_lab" }),
  ];
  const second = await api.second();
  const before = await transfers();
  const sent = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      n % 2 === 0 ? order(one.secret, "at once") : order(two.secret, "at once", second),
    ),
  );
  expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
  expect(sent.filter(({ replayed }) => replayed === null)).toHaveLength(1);
  expect(await transfers()).toBe(before + 1);
});

it("another vendor's order of the same name is another's, and who may only read is shown no answer", async () => {
  await order(api.keys.vendor, "the same name");
  const { status } = await api.call("POST", "/v1/transfers", {
    key: api.keys.otherVendor,
    body,
    headers: { "idempotency-key": "the same name" },
  });
  expect(status).toBe(422);
  const viewer = await api.call("POST", "/v1/transfers", {
    key: api.keys.vendorViewer,
    body,
    headers: { "idempotency-key": "the same name" },
  });
  expect(viewer.body.code).toBe("role_not_enough");
});

it("the release before and this one know each other's answers while both run", async () => {
  const sent = await order(api.keys.vendor, "both know it");
  const known = "select count(*)::int as n from idempotency_keys where principal = :principal and key = 'both know it'";
  expect(await api.ledger.run(anyRow, known, { principal: "vendor1" })).toEqual([{ n: 1 }]);
  expect(await api.ledger.run(anyRow, known, { principal: "vn_lab" })).toEqual([{ n: 1 }]);
  // As the release before leaves it: under the key's own id only.
  await api.ledger.run(anyRow, "delete from idempotency_keys where principal = 'vn_lab' and key = 'both know it'");
  expect(await order(api.keys.vendor, "both know it")).toEqual({ ...sent, replayed: "true" });
  // And where it answers between our look and our own write.
  const call = await api.second();
  expect(await order(api.keys.vendor, "both know it", call)).toEqual({ ...sent, replayed: "true" });
});
