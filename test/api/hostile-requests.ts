import fc from "fast-check";
import { type Operation, operations, type Parameter, shapes } from "./documented-answers.ts";

/** A request as it goes over the wire: `target` is the path with its query as written, `body` null where none is sent. */
export type Hostile = {
  operation: Operation;
  method: string;
  target: string;
  headers: Record<string, string>;
  body: string | null;
};

/** What really is there, so that a part of the requests gets through to what they ask for. */
export type Known = { transfers: string[]; causes: string[]; vendors: string[]; routes: string[] };

const strings = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom("", " ", "0", "-1", "1e400", "NaN", "null", "true", "lab", "runs/7/", "../..", "a/../b"),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "__proto__",
      "constructor",
      "toString",
      "\u0000",
      "\u202e\ufeff",
      "\ud800",
      "é".repeat(600),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("'; drop table files; --", "%00%2f%2e%2e", "<b>'&", "\r\nX-Evil: 1", "x".repeat(3_000)),
  },
  { weight: 2, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
);
const numbers = fc.oneof(
  fc.constantFrom(0, -0, -1, 1, 2, 500, 501, 1.5, 1e12, 1e308, 2 ** 31, 2 ** 53, 2 ** 63, -(2 ** 53)),
  fc.integer(),
);
const anything = fc.oneof(
  strings,
  numbers,
  fc.constantFrom(null, true, [], {}, [[[[]]]], { "": "" }),
  fc.jsonValue({ maxDepth: 3 }),
);

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

/** One in so many is hostile, else as it should be. */
function rarely<T>(hostile: fc.Arbitrary<T>, usual: T | fc.Arbitrary<T>, oneIn = 6): fc.Arbitrary<T> {
  const rest = usual instanceof fc.Arbitrary ? usual : fc.constant(usual);
  return fc.oneof({ weight: 1, arbitrary: hostile }, { weight: oneIn - 1, arbitrary: rest });
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

/** A value of this schema, of which now and then a part is something else. */
function valueFor(schema: Record<string, unknown>, known: Known): fc.Arbitrary<unknown> {
  return rarely(anything, right(schema, known), 12);
}

function right(schema: Record<string, unknown>, known: Known): fc.Arbitrary<unknown> {
  const named = typeof schema.$ref === "string" ? shapes[schema.$ref.split("/").at(-1) ?? ""] : undefined;
  if (named !== undefined) return right(named, known);
  const parts = (schema.anyOf ?? schema.oneOf) as Record<string, unknown>[] | undefined;
  if (parts !== undefined) return fc.oneof(...parts.map((part) => valueFor(part, known)));
  if (schema.properties !== undefined) {
    const required = new Set(schema.required as string[] | undefined);
    const fields = Object.entries(schema.properties as Record<string, Record<string, unknown>>);
    const all = Object.fromEntries(
      fields.map(([name, field]) => [
        name,
        field.type === "string" && !field.enum ? rarely(anything, textOf(name, known)) : valueFor(field, known),
      ]),
    );
    const requiredKeys = fields.map(([name]) => name).filter((name) => required.has(name));
    return fc
      .tuple(
        fc.record(all, { requiredKeys }),
        rarely(
          fc.tuple(strings, anything).map(([name, value]) => ({ [name]: value })),
          fc.constant({}),
          10,
        ),
      )
      .map(([object, more]) => ({ ...object, ...more }));
  }
  if (schema.enum !== undefined) return fc.constantFrom(...(schema.enum as unknown[]));
  if (schema.type === "array")
    return fc.array(valueFor(schema.items as Record<string, unknown>, known), { maxLength: 3 });
  if (schema.type === "object") return fc.dictionary(strings, strings, { maxKeys: 3 });
  if (schema.type === "string") return textOf("", known);
  return schema.type === "boolean" ? fc.boolean() : numbers;
}

function textOf(name: string, known: Known): fc.Arbitrary<unknown> {
  switch (name) {
    case "bucket":
      return fc.constantFrom("lab", "ours", "any", "closed", "nowhere-to-be-found", "*", "s3://lab");
    case "prefix":
      return fc.constantFrom("runs/7/", "runs/", "", "x/", "runs/8/", "a/../");
    case "causeId":
      return fc.constantFrom(...known.causes, "ca_none");
    case "vendor":
      return fc.constantFrom(...known.vendors);
    case "route":
      return fc.constantFrom(...known.routes);
    case "email":
      return fc.constantFrom("ann@example.org", "ann", "ANN@EXAMPLE.ORG");
    case "accountId":
      return fc.constantFrom("111111111111", "222222222222", "1");
    default:
      return fc.constantFrom("runs/7/K7_S1_L001_R1_001.fastq.gz", "a name", "source_permission");
  }
}
