import { expect, test } from "vitest";
import { keepReason, readReasons, type Shelf } from "./reasons.ts";

function makeShelf(): Shelf & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return { kept, getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => void kept.set(name, value) };
}

test("a person is offered their own last four reasons, each once, the newest first", () => {
  const shelf = makeShelf();
  for (const reason of ["a", "b", "c", "d", "b", "e", ""]) keepReason(shelf, "ann", reason);
  expect(readReasons(shelf, "ann")).toEqual(["e", "b", "d", "c"]);
  expect(readReasons(shelf, "bob")).toEqual([]);
});

test("what a browser refuses to keep, or kept wrongly, costs nothing but the offer", () => {
  const shelf = makeShelf();
  for (const wrong of ["", "no JSON", "{}", '[1,null,"right"]']) {
    shelf.kept.set("s3mirror-reasons:ann", wrong);
    expect(readReasons(shelf, "ann")).toEqual(wrong.includes("right") ? ["right"] : []);
  }
  const closed: Shelf = {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  };
  expect(() => keepReason(closed, "ann", "a")).not.toThrow();
});
