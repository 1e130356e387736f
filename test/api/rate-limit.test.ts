import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
let now = Date.parse("2026-11-24T12:00:00Z");
beforeAll(async () => {
  api = await openTestApi({ rateLimit: { perSecond: 0.5, burst: 3 } }, () => new Date(now));
});
afterAll(() => api.close());

it("answers 429 with Retry-After to a key that asks too often, writes nothing then, and lets others be", async () => {
  const created = { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } };
  for (const n of [1, 2, 3]) expect((await api.call("GET", "/v1/fleet")).status, `request ${n}`).toBe(200);
  const refused = await api.call("POST", "/v1/transfers", { body: created });
  expect(refused).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
  expect(refused.headers.get("retry-after")).toBe("2");
  expect(refused.headers.get("content-type")).toBe("application/problem+json");
  expect(refused.body.errors[0].remedy).toContain("2 s");

  expect((await api.call("GET", "/v1/transfers", { key: api.keys.viewer })).body.items).toEqual([]);
  expect((await api.call("GET", "/healthz")).status).toBe(200);
  now += 2_000;
  expect((await api.call("POST", "/v1/transfers", { body: created })).status).toBe(202);
  expect((await api.call("GET", "/v1/fleet")).status).toBe(429);
});
