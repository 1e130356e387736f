import { readFile } from "node:fs/promises";
import { type GuideCall, guideCalls, mistakeAnswer } from "@s3mirror/coordinator/http/document/guide-calls";
import { afterAll, beforeAll, expect, it } from "vitest";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

it("tells of the fleet, and its brake holds until it is let go", async () => {
  expect((await api.call("GET", "/v1/fleet")).body).toMatchObject({
    pausedBy: null,
    min: 0,
    max: 8,
    desired: 2,
    running: 1,
    pending: 1,
  });
  const paused = await api.call("POST", "/v1/fleet/pause", { body: { reason: "a test" } });
  expect(paused.body).toMatchObject({ pausedBy: "the admin of a test", pausedReason: "a test" });
  expect((await api.call("GET", "/v1/fleet")).body.pausedAt).not.toBeNull();
  expect((await api.call("POST", "/v1/fleet/resume")).body).toMatchObject({ pausedBy: null, pausedReason: null });
});

it("answers health, readiness and version without a key", async () => {
  for (const path of ["/healthz", "/readyz", "/v1/version"]) {
    expect((await api.call("GET", path, { key: null })).status, path).toBe(200);
  }
  expect((await api.call("HEAD", "/healthz", { key: null })).status).toBe(200);
  expect((await api.call("GET", "/v1/version", { key: null })).body).toEqual({ version: "0.1.0", stage: "test" });
});

it("documents every route for programs, without a key", async () => {
  const { status, body } = await api.call("GET", "/v1/openapi.json", { key: null });
  expect(status).toBe(200);
  expect(body.openapi).toBe("3.1.0");
  const committed = JSON.parse(await readFile(new URL("../../docs/openapi.json", import.meta.url), "utf8"));
  expect(Object.keys(body.paths).sort()).toEqual(Object.keys(committed.paths).sort());
  expect(Object.keys(body.paths).length).toBeGreaterThan(40);
  const references = [...JSON.stringify(body).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
  for (const name of references) expect(Object.keys(body.components.schemas)).toContain(name);
  expect(body.paths["/v1/transfers"].post.security).toEqual([{ apiKey: [] }]);
});

it("has a page for people that asks nobody for anything", async () => {
  const { status, headers, body } = await api.call("GET", "/docs", { key: null });
  expect(status).toBe(200);
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
  expect(body).toContain('id="post-/v1/transfers"');
  expect(body).toContain('<tr id="unknown_field">');
  expect(body).toContain("destination");
  expect(body).not.toMatch(/<script|(src|href)="(?![#/])|url\(|\[object|undefined|&lt;/);
  const ids = [...body.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, target] of body.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
});

it("its guide shows calls that a vendor can make as they stand", async () => {
  const { body: page } = await api.call("GET", "/docs", { key: null });
  expect(page).toContain("export S3MIRROR_API_URL=https://s3mirror.example\n");
  const known = { TRANSFER: "", LAST_EVENT: "" };
  const send = (call: GuideCall) =>
    api.call(
      call.method,
      call.path.replace(/\$(TRANSFER|LAST_EVENT)/, (_, name: keyof typeof known) => known[name]),
      {
        key: api.keys.vendor,
        ...(call.headers && { headers: call.headers }),
        ...(call.body && { body: call.body }),
      },
    );
  const statuses: Record<string, number> = {};
  for (const [name, call] of Object.entries(guideCalls)) {
    const { status, headers, body } = await send(call);
    statuses[name] = status;
    if (name === "create") {
      known.TRANSFER = body.id;
      expect(headers.get("location")).toBe(`/v1/transfers/${body.id}`);
      expect((await send(call)).headers.get("idempotency-replayed")).toBe("true");
      known.LAST_EVENT = (await api.call("GET", `/v1/transfers/${body.id}/events`)).body.items.at(-1).id;
      await planNext(api.ledger, ["runs/7/K7_S1_L001_R1_001.fastq.gz"]);
    }
    if (name === "mistake") expect({ ...body, instance: mistakeAnswer.instance }).toEqual(mistakeAnswer);
  }
  expect(statuses).toEqual({
    routes: 200,
    create: 202,
    look: 200,
    causes: 200,
    failedFiles: 200,
    tryAgain: 202,
    catchUp: 200,
    mistake: 422,
  });
});
