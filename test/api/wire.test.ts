import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

/** Sends these bytes and reads until the other side ends the connection. */
function exchange(bytes: string | Buffer): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(api.url).port), "127.0.0.1", () => socket.write(bytes));
    let told = "";
    socket.on("data", (data) => (told += data));
    // Who is refused before the end of what they send may be cut off: what was answered before counts.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(told));
  });
}

const lines = (...head: string[]) => `${head.join("\r\n")}\r\n\r\n`;
const key = () => `Authorization: Bearer ${api.keys.admin}`;
const post = ["POST /v1/transfers HTTP/1.1", "Host: x", "Connection: close"];

test.each<[string, () => string | Buffer, number, string]>([
  ["what is no HTTP", () => "\x16\x03\x01 hello\r\n\r\n", 400, "request_malformed"],
  ["a method that nobody knows", () => lines("BOGUS / HTTP/1.1", "Host: x"), 400, "request_malformed"],
  ["an address with a blank", () => lines("GET /v1/trans fers HTTP/1.1", "Host: x"), 400, "request_malformed"],
  [
    "an address in Latin-1",
    () => Buffer.from(lines("GET /v1/\xe9 HTTP/1.1", "Host: x"), "latin1"),
    400,
    "request_malformed",
  ],
  [
    "a Host that is none",
    () => lines("GET /v1/version HTTP/1.1", "Host: a b", "Connection: close"),
    400,
    "request_malformed",
  ],
  [
    "a star for an address",
    () => lines("OPTIONS * HTTP/1.1", "Host: x", "Connection: close"),
    400,
    "request_malformed",
  ],
  ["a length that is none", () => lines(...post, "Content-Length: abc"), 400, "request_malformed"],
  [
    "pieces that are none",
    () => `${lines(...post, key(), "Transfer-Encoding: chunked")}zz\r\n{}`,
    400,
    "request_malformed",
  ],
  [
    "a header of 20 kB",
    () => lines("GET /v1/version HTTP/1.1", "Host: x", `X: ${"a".repeat(20_000)}`),
    431,
    "headers_too_large",
  ],
  [
    "an address of 20 kB",
    () => lines(`GET /v1/version?q=${"a".repeat(20_000)} HTTP/1.1`, "Host: x"),
    431,
    "headers_too_large",
  ],
  ["a tunnel", () => lines("CONNECT example.org:443 HTTP/1.1", "Host: example.org:443"), 405, "method_not_allowed"],
  [
    "10 MB",
    () =>
      `${lines(...post, key(), "Content-Type: application/json", "Content-Length: 10000000")}${" ".repeat(10_000_000)}`,
    413,
    "body_too_large",
  ],
  [
    "10 MB in pieces",
    () =>
      `${lines(...post, key(), "Content-Type: application/json", "Transfer-Encoding: chunked")}989680\r\n${" ".repeat(10_000_000)}\r\n0\r\n\r\n`,
    413,
    "body_too_large",
  ],
  [
    "a body that is compressed",
    () => `${lines(...post, key(), "Content-Type: application/json", "Content-Encoding: gzip", "Content-Length: 2")}{}`,
    415,
    "media_type_unsupported",
  ],
])("%s is answered with a problem", async (_, bytes, status, code) => {
  const told = await exchange(bytes());
  const [head = "", body = ""] = told.split("\r\n\r\n");
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(head.toLowerCase()).toContain("\r\ncontent-type: application/problem+json");
  expect(head.toLowerCase()).toMatch(/\r\nx-request-id: req_/);
  const problem = JSON.parse(body.slice(body.indexOf("{"), body.lastIndexOf("}") + 1));
  expect(problem).toMatchObject({ status, code, instance: expect.stringMatching(/^req_/) });
  expect(problem.errors[0]).toMatchObject({ message: expect.stringMatching(/./), remedy: expect.stringMatching(/./) });
});

test("a client of HTTP/1.0, which names no host, and one that expects something are served", async () => {
  expect(await exchange(lines("GET /v1/version HTTP/1.0"))).toMatch(/^HTTP\/1.1 200 /);
  const expecting = lines("GET /v1/version HTTP/1.1", "Host: x", "Connection: close", "Expect: a miracle");
  expect(await exchange(expecting)).toMatch(/^HTTP\/1.1 200 /);
});

test.each([
  [
    "__proto__ in the body",
    "POST",
    "/v1/vendors",
    '{"name":"n","\\u005f_proto__":{"name":"m"}}',
    "unknown_field",
    "/__proto__",
  ],
  [
    "__proto__ in labels",
    "POST",
    "/v1/transfers",
    '{"labels":{"__proto__":"x"},"source":{"bucket":"lab","prefix":"runs/"}}',
    "unknown_field",
    "/__proto__",
  ],
  ["__proto__ in the query", "GET", "/v1/transfers?__proto__=1", undefined, "unknown_field", "/query/__proto__"],
  ["a filter given twice", "GET", "/v1/transfers?limit=1&limit=2", undefined, "invalid_request", "/query/limit"],
  [
    "a year before all calendars",
    "GET",
    "/v1/summary?since=0000-01-01T00:00:00Z",
    undefined,
    "invalid_request",
    "/query/since",
  ],
  ["lists in lists, without end", "POST", "/v1/vendors", "[".repeat(4_000_000), "json_malformed", ""],
])("%s is refused by its place, not dropped in silence", async (_, method, path, raw, code, pointer) => {
  const { status, body } = await api.call(method, path, raw === undefined ? {} : { raw });
  expect({ code: body.code, pointer: body.errors[0].pointer }, JSON.stringify(body)).toEqual({ code, pointer });
  expect(status).toBeLessThan(500);
});

test("a POST without a body is one with an empty object, whatever type it says; a slash too many is named", async () => {
  const headers = { "content-type": "application/json" };
  expect((await api.call("POST", "/v1/fleet/resume", { headers })).status).toBe(200);
  expect((await api.call("POST", "/v1/fleet/resume")).status).toBe(200);
  expect((await api.call("GET", "/v1/transfers/")).body.errors[0].remedy).toBe("Leave out the slash at its end.");
});

test("a switch of a route that there is not is 404, with and without an Idempotency-Key", async () => {
  const call = { body: { reason: "a test" }, headers: { "if-match": '"1"' } };
  const withKey = { ...call, headers: { ...call.headers, "idempotency-key": "gone" } };
  for (const one of [call, withKey, withKey]) {
    expect((await api.call("POST", "/v1/routes/rt_none/disable", one)).body).toMatchObject({ code: "route_missing" });
  }
});
