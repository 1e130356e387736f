import { expect, test } from "vitest";
import { isUnfiltered, transferParams } from "./search-params.ts";

const { first, read, write } = transferParams;

test("what is looked at survives the address, and the usual view leaves none behind", () => {
  const view = { tab: "attention", q: "S12 & <b>", cause: "c/1", sample: null, from: 42, file: 7 } as const;
  expect(read(new URLSearchParams(write(view)))).toEqual(view);
  expect(write(first, new URLSearchParams("tab=done&theme=dark"))).toBe("?theme=dark");
});

test("an address that makes no sense is read as the usual view", () => {
  expect(read(new URLSearchParams("tab=toString&from=-3&file=1e3&cause="))).toEqual(first);
});

test("an address that names a thing twice is read by the first of them, as Next and as browsers hand it over", () => {
  expect(read({ tab: ["done", "all"] }).tab).toBe("done");
  expect(read(new URLSearchParams("tab=done&tab=all")).tab).toBe("done");
});

test("only all files can be asked for by their number", () => {
  expect(isUnfiltered({ ...first, from: 9, file: 2 })).toBe(true);
  expect(isUnfiltered({ ...first, q: "x" })).toBe(false);
});
