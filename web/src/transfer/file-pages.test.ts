import { describe, expect, it, test } from "vitest";
import { joinPages, mendStarts, pagesOfRows, windowAround, windowsOf } from "./file-pages.ts";

const page = (numbers: number[], nextNumber: number | null) => ({
  items: numbers.map((number) => ({ number })),
  nextNumber,
});

describe("windows", () => {
  it("hold every file of a million once", () => {
    expect(windowsOf(1_000_000).map(({ first, last }) => [first, last])).toEqual([
      [1, 300_000],
      [300_001, 600_000],
      [600_001, 900_000],
      [900_001, 1_000_000],
    ]);
    expect(windowsOf(300_000)).toEqual([{ first: 1, last: 300_000 }]);
    expect(windowsOf(0)).toEqual([{ first: 1, last: 0 }]);
  });

  it("are found by number", () => {
    expect(windowAround(300_000, 1_000_000).first).toBe(1);
    expect(windowAround(300_001, 1_000_000).first).toBe(300_001);
    expect(windowAround(5_000_000, 1_000_000).first).toBe(900_001);
  });
});

test("the pages of the rows in sight are those that hold them, no further than the window", () => {
  const window = { first: 300_001, last: 300_450 };
  expect(pagesOfRows(window, { first: 190, last: 210 })).toEqual([300_001, 300_201]);
  expect(pagesOfRows(window, { first: 420, last: 470 })).toEqual([300_401]);
  expect(pagesOfRows(window, { first: -10, last: 5 })).toEqual([300_001]);
  expect(pagesOfRows({ first: 1, last: 0 }, { first: 0, last: 10 })).toEqual([]);
});

describe("a filtered list", () => {
  const starts = [1, 31];

  it("shows each file once though a page holds some of the next one's", () => {
    const joined = joinPages(starts, [page([3, 30, 40], 41), page([40, 50], null)]);
    expect(joined).toEqual({ rows: [3, 30, 40, 50].map((number) => ({ number })), nextStart: null });
  });

  it("splits a page that no longer reaches the next one, so that no file is lost between", () => {
    const pages = [page([3, 10, 20], 21), page([40], null)];
    expect(mendStarts(starts, pages)).toEqual([1, 21, 31]);
    expect(mendStarts([1, 21, 31], [pages[0], undefined, pages[1]])).toEqual([1, 21, 31]);
  });

  it("stays as it is where pages meet, end, or are not there yet", () => {
    expect(mendStarts(starts, [page([3, 30], 31), page([], null)])).toBe(starts);
    expect(mendStarts(starts, [page([3], null), undefined])).toBe(starts);
    expect(mendStarts(starts, [undefined, undefined])).toBe(starts);
  });

  it("goes on after what was looked at, though nothing of it passed", () => {
    expect(joinPages([1], [page([3, 30], 31)]).nextStart).toBe(31);
    expect(joinPages(starts, [page([3, 30], 31), page([], 200_031)]).nextStart).toBe(200_031);
    expect(joinPages([1], [undefined]).nextStart).toBeNull();
  });
});
