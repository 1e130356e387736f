import { expect, test } from "vitest";
import { mendCursors } from "./use-pages.ts";

const page = (next: string | null) => ({ next });

test("where a page ends elsewhere than before the next one begins there, and where it is the last one none follows", () => {
  const cursors = [null, "b", "c"];
  expect(mendCursors(cursors, [page("b"), page("c"), page("d")])).toBe(cursors);
  expect(mendCursors(cursors, [page("b2"), page("c"), page("d")])).toEqual([null, "b2", "c"]);
  expect(mendCursors(cursors, [page("b"), page(null), page("d")])).toEqual([null, "b"]);
});

test("a page that is not here yet moves nothing", () => {
  const cursors = [null, "b", "c"];
  expect(mendCursors(cursors, [page("b"), undefined, undefined])).toBe(cursors);
  expect(mendCursors([null], [undefined])).toEqual([null]);
});
