import fc from "fast-check";
import { shapes } from "./documented-answers.ts";

/** What really is there, so that a part of the requests gets through to what they ask for. */
export type Known = { transfers: string[]; causes: string[]; vendors: string[]; routes: string[] };

export const strings = fc.oneof(
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
export const anything = fc.oneof(
  strings,
  numbers,
  fc.constantFrom(null, true, [], {}, [[[[]]]], { "": "" }),
  fc.jsonValue({ maxDepth: 3 }),
);

/** One in so many is hostile, else as it should be. */
export function rarely<T>(hostile: fc.Arbitrary<T>, usual: T | fc.Arbitrary<T>, oneIn = 6): fc.Arbitrary<T> {
  const rest = usual instanceof fc.Arbitrary ? usual : fc.constant(usual);
  return fc.oneof({ weight: 1, arbitrary: hostile }, { weight: oneIn - 1, arbitrary: rest });
}

/** A value of this schema, of which now and then a part is something else. */
export function valueFor(schema: Record<string, unknown>, known: Known): fc.Arbitrary<unknown> {
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
