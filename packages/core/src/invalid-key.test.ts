import { expect, test } from "vitest";
import { findInvalidKey } from "./invalid-key.ts";

const place = (prefix: string) => ({ prefix });

test.each([
  ["run/a/../b", "in/", "source", "key_dot_segment"],
  ["run/./b", "in/", "source", "key_dot_segment"],
  ["run/\0", "in/", "source", "key_not_well_formed"],
  [`run/${"x".repeat(1_000)}`, `in/${"y".repeat(100)}/`, "destination", "key_too_long"],
  ["run/..", "in/", "source", "key_dot_segment"],
  ["run/.x", "in/", null, null],
])("%j to %s", (key, destination, side, code) => {
  const failure = findInvalidKey(place("run/"), place(destination), key);
  expect(failure && [failure.side, failure.code]).toEqual(side && [side, code]);
});

test("a prefix that leaves a dot alone makes an innocent key impossible", () => {
  expect(findInvalidKey(place("run/x"), place("in/"), "run/x./b")).toMatchObject({ side: "destination" });
});
