import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findJsonProblem } from "./json-text.ts";

describe("findJsonProblem", () => {
  it.each([
    ['{"a": 1,}', 1, 9, "a name in double quotes was expected"],
    ['{\n  "source": {\n    bucket: "lab"\n  }\n}', 3, 5, "a name in double quotes or } was expected"],
    ['{"a" 1}', 1, 6, "a colon was expected"],
    ['{"a": 1 "b": 2}', 1, 9, "a comma or } was expected"],
    ["[1, 2", 1, 6, "but the text ends"],
    ["", 1, 1, "a value was expected, but the text ends"],
    ["hello", 1, 1, 'there is "h"'],
    ['{"a": tru}', 1, 7, "a value was expected"],
    ['{"a": 01}', 1, 7, "a value was expected"],
    ['{"a": "x\ny"}', 1, 7, "a text begins"],
    ['{"ö😀": 1}}', 1, 10, "the end of the text was expected"],
    ["{'a': 1}", 1, 2, 'there is "\'"'],
  ])("finds where %j stops being JSON", (text, line, column, part) => {
    const found = findJsonProblem(text);
    expect(found).toMatchObject({ line, column });
    expect(found?.problem).toContain(part);
  });

  it("finds nothing in any text that JSON.parse takes", () => {
    fc.assert(fc.property(fc.json(), (text) => findJsonProblem(text) === null));
  });

  it("finds a place in every broken text, wherever a character is lost", () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const broken = text.slice(0, at % text.length) + text.slice((at % text.length) + 1);
        expect(findJsonProblem(broken) === null).toBe(isJson(broken));
      }),
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
