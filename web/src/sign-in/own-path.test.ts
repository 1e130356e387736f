import { expect, test } from "vitest";
import { ownPath } from "./own-path.ts";

test.each([
  ["/transfers/tr_1?cause=c#files", "/transfers/tr_1?cause=c"],
  ["/?view=attention", "/?view=attention"],
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["/\n\\evil.example", "/"],
  ["/..//evil.example", "/"],
  ["https://evil.example/", "/"],
  ["javascript:alert(1)", "/"],
  ["", "/"],
  [["/a", "/b"], "/"],
  [undefined, "/"],
])("after signing in with from=%j one is at %s of this site", (from, path) => {
  expect(ownPath(from)).toBe(path);
});
