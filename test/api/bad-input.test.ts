import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const good = { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } };

/** Case, body, status, code, pointer, a part of the remedy. */
const table: [string, unknown, number, string, string, string][] = [
  [
    "an unknown source bucket",
    { ...good, source: { bucket: "nowhere-to-be-found", prefix: "" } },
    422,
    "bucket_not_found",
    "/source/bucket",
    "Correct the bucket's name",
  ],
  [
    "an unknown destination bucket",
    { ...good, destination: { bucket: "nowhere-to-be-found" } },
    422,
    "bucket_not_found",
    "/destination/bucket",
    "Correct the bucket's name",
  ],
  [
    "a prefix with nothing under it",
    { ...good, source: { bucket: "lab", prefix: "runs/8/" } },
    422,
    "source_empty",
    "/source/prefix",
    "Check the prefix",
  ],
  [
    "a source that we may not list",
    { ...good, source: { bucket: "closed", prefix: "" } },
    422,
    "source_permission",
    "/source/bucket",
    '"Action":["s3:ListBucket"]',
  ],
  [
    "a key over 1,024 bytes with its prefix",
    { ...good, source: { bucket: "lab", keys: [`runs/${"é".repeat(509)}`] } },
    422,
    "key_too_long",
    "/source/keys/0",
    "shorter destination prefix",
  ],
  [
    "a dot segment in a key",
    { ...good, source: { bucket: "lab", keys: ["runs/a", "runs/../b"] } },
    422,
    "key_dot_segment",
    "/source/keys/1",
    "Rename the object",
  ],
  [
    "a dot segment in a prefix",
    { ...good, source: { bucket: "lab", prefix: "./runs/" } },
    422,
    "key_dot_segment",
    "/source/prefix",
    "Rename the object",
  ],
  [
    "a dot segment in the destination",
    { ...good, destination: { bucket: "any", prefix: "a/../" } },
    422,
    "key_dot_segment",
    "/destination/prefix",
    '"." or ".."',
  ],
  [
    "a lone surrogate in a key",
    { ...good, source: { bucket: "lab", keys: ["runs/\ud800"] } },
    422,
    "key_not_well_formed",
    "/source/keys/0",
    "UTF-8",
  ],
  ["a lone surrogate in a name", { ...good, name: "\udfff" }, 422, "invalid_request", "/name", "plain text"],
  [
    "a NUL in a label",
    { ...good, labels: { study: "a\u0000b" } },
    422,
    "invalid_request",
    "/labels/study",
    "plain text",
  ],
  ["an unknown field", { ...good, sources: {} }, 422, "unknown_field", "/sources", "source, destination"],
  [
    "an unknown field further in",
    { ...good, source: { ...good.source, manifest: { bucket: "lab", key: "m" } } },
    422,
    "unknown_field",
    "/source/manifest",
    "bucket, prefix, keys",
  ],
  ["a missing source", { destination: good.destination }, 422, "invalid_request", "/source", "Give an object"],
  [
    "a number for a bucket",
    { ...good, source: { bucket: 7, prefix: "" } },
    422,
    "invalid_request",
    "/source/bucket",
    "Give a string",
  ],
  [
    "an unknown policy",
    { ...good, options: { overwrite: "sometimes" } },
    422,
    "invalid_request",
    "/options/overwrite",
    "never, if_different, always",
  ],
  [
    "too many keys",
    { ...good, source: { bucket: "lab", keys: Array.from({ length: 10_001 }, (_, n) => `runs/${n}`) } },
    413,
    "too_many_keys",
    "/source/keys",
    "manifest",
  ],
  [
    "a bucket that is an address",
    { ...good, source: { bucket: "s3://lab/runs/", prefix: "" } },
    422,
    "bucket_name_invalid",
    "/source/bucket",
    "without s3://",
  ],
  [
    "neither prefix nor keys",
    { ...good, source: { bucket: "lab" } },
    422,
    "source_incomplete",
    "/source",
    "source.keys",
  ],
  ["an unknown route", { ...good, route: "rt_none" }, 422, "route_unknown", "/route", "leave it out"],
  ["a list", [good], 422, "invalid_request", "", "Give an object"],
];

describe("bad input names its place and its remedy, and nothing is half done", () => {
  it.each(table)("%s", async (_, body, status, code, pointer, remedy) => {
    const answer = await api.call("POST", "/v1/transfers", { body, headers: { "idempotency-key": "bad" } });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ status, code, type: `/docs#${code}` });
    expect(answer.body.instance).toMatch(/^req_/);
    expect(answer.body.errors[0].pointer).toBe(pointer);
    expect(answer.body.errors[0].remedy).toContain(remedy);
    expect(answer.body.errors[0].message).not.toBe("");
  });

  it.each<[string, string, string, Record<string, string>, number, string, string]>([
    ["no JSON", '{\n  "source": {,}\n}', "line 2, column 14", {}, 400, "json_malformed", ""],
    ["half a body", '{"source"', "line 1, column 10", {}, 400, "json_malformed", ""],
    [
      "another media type",
      "a=b",
      "a=b",
      { "content-type": "application/x-www-form-urlencoded" },
      415,
      "media_type_unsupported",
      "/header/content-type",
    ],
    [
      "another encoding",
      "{}",
      "utf-16",
      { "content-type": "application/json; charset=utf-16" },
      415,
      "media_type_unsupported",
      "/header/content-type",
    ],
  ])("%s", async (_, raw, part, headers, status, code, pointer) => {
    const answer = await api.call("POST", "/v1/transfers", { raw, headers });
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.body.errors[0].pointer).toBe(pointer);
    if (part !== "a=b") expect(answer.body.detail).toContain(part);
  });

  it("bytes that are not UTF-8", async () => {
    const answer = await api.call("POST", "/v1/transfers", { raw: new Uint8Array([0x22, 0xff, 0x22]) });
    expect(answer.body).toMatchObject({ status: 400, code: "body_not_utf8" });
  });

  it("a body above 5 MB, which is not read to its end", async () => {
    const answer = await api.call("POST", "/v1/transfers", { raw: `"${"x".repeat(5_000_000)}"` });
    expect(answer.body).toMatchObject({ status: 413, code: "body_too_large" });
    expect(answer.body.errors[0].remedy).toContain("manifest");
  });

  it("an unknown address, another method, a bad query, a bad cursor", async () => {
    expect((await api.call("GET", "/v1/nothing", { key: null })).body).toMatchObject({
      status: 404,
      code: "route_not_found",
    });
    const wrong = await api.call("DELETE", "/v1/transfers");
    expect(wrong.body).toMatchObject({ status: 405, code: "method_not_allowed" });
    expect(wrong.headers.get("allow")).toBe("GET, HEAD, POST");
    expect((await api.call("GET", "/v1/transfers?limit=501")).body).toMatchObject({
      code: "invalid_request",
      errors: [{ pointer: "/query/limit", remedy: "Give at most 500." }],
    });
    expect((await api.call("GET", "/v1/transfers?stat=running")).body).toMatchObject({
      status: 400,
      code: "query_unknown",
      errors: [{ pointer: "/query/stat", remedy: expect.stringContaining("state") }],
    });
    expect((await api.call("GET", "/v1/transfers?state=runing")).body.errors[0]).toMatchObject({
      pointer: "/query/state/0",
      remedy: expect.stringContaining("running"),
    });
    expect((await api.call("GET", "/v1/transfers?cursor=x")).body.errors[0].pointer).toBe("/query/cursor");
    expect((await api.call("GET", "/v1/transfers?q=%00")).body.errors[0].pointer).toBe("/query/q");
  });

  it("leaves no transfer, no key and no work behind", async () => {
    expect(await api.ledger.run(anyRow, "select id from transfers")).toEqual([]);
    expect(await api.ledger.run(anyRow, "select key from idempotency_keys")).toEqual([]);
    expect(await api.ledger.run(anyRow, "select id from outbox")).toEqual([]);
    expect(api.woken()).toBe(0);
  });
});
