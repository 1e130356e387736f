import { csvLine } from "@s3mirror/core/csv";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readCsv } from "./read-csv.ts";

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit: fc.constantFrom("=", "+", "-", "@", "\t", "\r", "\n", "'", '"', ",", ";", " ", "a", "＝") }),
);

test("whatever a cell holds, a reader of CSV gets it back, and none begins as a formula does", () => {
  fc.assert(
    fc.property(fc.array(fc.array(text, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 5 }), (rows) => {
      const read = readCsv(rows.map(csvLine).join(""));
      expect(read.map((cells) => cells.length)).toEqual(rows.map((cells) => cells.length));
      for (const [at, cell] of read.flat().entries()) {
        const given = rows.flat()[at] ?? "";
        expect([given, `'${given}`]).toContain(cell);
        expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
      }
    }),
    { numRuns: 1_000 },
  );
});

test("numbers stay numbers, and what is not known is empty", () => {
  expect(csvLine([1, -2, null, undefined, "", "a b"])).toBe("1,-2,,,,a b\r\n");
  expect(csvLine(["=1+1", 'say "x", y', "'=1"])).toBe('\'=1+1,"say ""x"", y",\'=1\r\n');
});
