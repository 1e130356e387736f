import fc from "fast-check";
import { type Operation, operations, type Parameter } from "./documented-answers.ts";
import { anything, type Known, rarely, strings, valueFor } from "./hostile-values.ts";

/** A request as it goes over the wire: `target` is the path with its query as written, `body` null where none is sent. */
export type Hostile = {
  operation: Operation;
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string | null;
};

/** Every operation, called as wrongly as it can be, and now and then rightly. */
export function hostileRequests(known: Known): fc.Arbitrary<Hostile> {
  return fc.constantFrom(...operations).chain((operation) =>
    fc
      .record({
        path: pathOf(operation, known),
        query: queryOf(operation, known),
        headers: headersOf(),
        method: rarely(
          fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"),
          operation.method,
        ),
        body: bodyOf(operation, known),
      })
      .map(({ path, query, headers, method, body }) => ({
        operation,
        method,
        target: query === "" ? path : `${path}?${query}`,
        headers,
        body: method === "GET" || method === "HEAD" || method === "TRACE" ? null : body,
      })),
  );
}

function pathOf({ path }: Operation, known: Known): fc.Arbitrary<string> {
  const pool = path.startsWith("/v1/vendors")
    ? known.vendors
    : path.startsWith("/v1/routes")
      ? known.routes
      : known.transfers;
  const encoded = strings.map((text) => encodeURIComponent(text.replaceAll(/\p{Cs}/gu, "x")));
  const tricks = fc.constantFrom(
    "%",
    "%zz",
    "%E0%A4%A",
    "%c0%ae%c0%ae",
    "%252e",
    "%2e%2e%2f",
    "%00",
    "a;b",
    "..;",
    "+",
    "*",
    "~",
  );
  const segment = (name: string) =>
    rarely(fc.oneof(encoded, tricks), name === "number" ? fc.constantFrom("1", "2", "3") : fc.constantFrom(...pool), 4);
  return fc
    .tuple(
      fc.tuple(
        ...path.split("/").map((step) => (step.startsWith("{") ? segment(step.slice(1, -1)) : fc.constant(step))),
      ),
      rarely(fc.constantFrom("/", "//", "/.", "/..", "%20", ".json"), "", 12),
    )
    .map(([steps, tail]) => steps.join("/") + tail);
}

function queryOf({ parameters }: Operation, known: Known): fc.Arbitrary<string> {
  const value = (parameter: Parameter): fc.Arbitrary<string> => {
    const words = [...((parameter.schema.enum as string[] | undefined) ?? []), ...known.causes, ...known.vendors];
    const usual = fc.constantFrom(
      "1",
      "2",
      "100",
      "2026-11-30T00:00:00Z",
      "running",
      "copied,dead_lettered",
      "runs/",
      ...words,
    );
    const moments = fc.constantFrom("0000-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "2026-02-30T00:00:00Z");
    const cursors = anything.map((position) => Buffer.from(JSON.stringify([position, position])).toString("base64url"));
    return fc.oneof(usual, moments, cursors, strings);
  };
  const named = parameters
    .filter((parameter) => parameter.in === "query")
    .map((parameter) => value(parameter).map((text) => [parameter.name, text] as const));
  const strange = fc.tuple(
    fc.oneof(strings, fc.constantFrom("label.a", "label.__proto__", "limit[]", "limit")),
    strings,
  );
  const pair = fc.oneof(...named.map((arbitrary) => ({ weight: 3, arbitrary })), { weight: 1, arbitrary: strange });
  return rarely(
    fc.constantFrom("&&&", "=", "limit", "%", "a=%E0%A4%A", "limit=1&limit=2"),
    fc
      .array(pair, { maxLength: 2 })
      .map((pairs) => new URLSearchParams(pairs.map(([name, text]): [string, string] => [name, text])).toString()),
    12,
  );
}

function headersOf(): fc.Arbitrary<Record<string, string>> {
  const types = fc.constantFrom(
    "text/plain",
    "application/xml",
    "application/json; charset=latin1",
    "multipart/form-data; boundary=x",
    "",
    "application/problem+json",
  );
  const values = fc.constantFrom("", "*", '"1"', 'W/"1"', '"99999999999999999999"', "x".repeat(300), "\u00e9\u00ff");
  return fc
    .record({
      type: rarely(types, "application/json", 10),
      key: fc.option(fc.oneof(values, fc.constantFrom("one", "two", "three"))),
      match: fc.option(fc.oneof(values, fc.constant('"1"'))),
      encoding: rarely(fc.constantFrom("gzip", "br", "identity, gzip"), "", 20),
    })
    .map(({ type, key, match, encoding }) => ({
      ...(type !== "" && { "content-type": type }),
      ...(key !== null && { "idempotency-key": key }),
      ...(match !== null && { "if-match": match, "if-none-match": match }),
      ...(encoding !== "" && { "content-encoding": encoding }),
    }));
}

function bodyOf({ body }: Operation, known: Known): fc.Arbitrary<string | null> {
  if (body === null) return rarely(fc.constantFrom("{}", "[", "x"), fc.constant(null));
  const broken = fc.constantFrom(
    "",
    " ",
    "{",
    "null",
    "[]",
    '"text"',
    "1e999",
    "{}{}",
    '{"a":1,}',
    "\ufeff{}",
    "NaN",
    "'a'",
    "[".repeat(5_000),
    '{"__proto__":{"reason":"x"}}',
    '{"constructor":{"prototype":{"x":1}}}',
    '{"reason":"a","reason":"b"}',
    '{"source":{"bucket":"lab","bucket":"closed","prefix":"runs/"},"destination":{"bucket":"any"}}',
    `{"reason":"${"x".repeat(100_000)}"}`,
    `{"a":${"[".repeat(900)}${"]".repeat(900)}}`,
  );
  return rarely(
    fc.oneof(
      broken,
      anything.map((value) => JSON.stringify(value)),
    ),
    valueFor(body, known).map((value) => JSON.stringify(value)),
    5,
  );
}
