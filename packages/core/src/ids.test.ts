import fc from "fast-check";
import { expect, test } from "vitest";
import { isId, makeId } from "./ids.ts";

test("any 26 random bytes make a well-formed id of their prefix and of no other", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 26, maxLength: 40 }), (bytes) => {
      const id = makeId("tr", bytes);
      expect(isId("tr", id)).toBe(true);
      expect(isId("rt", id)).toBe(false);
    }),
  );
});

test("too few random bytes are a bug, not a short id", () => {
  expect(() => makeId("tr", new Uint8Array(25))).toThrow(RangeError);
});
