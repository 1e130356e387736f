import fc from "fast-check";
import { expect, test } from "vitest";
import { findRepeatedName } from "./repeated-name.ts";

test.each([
  ['{"a":1,"a":2}', ["a"]],
  ['{"a":{"b":1,"c":[{"x":1},{"x":1,"y":"\\"","x":2}]}}', ["a", "c", "1", "x"]],
  ['{"a":1,"\\u0061":2}', ["a"]],
  ['{"a":"a","b":"a"}', null],
  ['[{"a":1},{"a":1}]', null],
  ['{"a":{"a":{"a":1}},"b":"{\\"c\\":1,\\"c\\":1}"}', null],
  ["{}", null],
])("%s", (text, path) => {
  expect(findRepeatedName(text)).toEqual(path);
});

test("what JavaScript writes itself holds no name twice, and any object with one of its names once more does", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(findRepeatedName(JSON.stringify(value))).toBeNull();
    }),
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (object, which) => {
      const names = Object.keys(object);
      const name = names[which % names.length] ?? "";
      const text = `${JSON.stringify(object).slice(0, -1)},${JSON.stringify(name)}:null}`;
      expect(findRepeatedName(text)).toEqual([name]);
    }),
  );
});
