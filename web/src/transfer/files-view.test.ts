import { expect, test } from "vitest";
import { firstView, isUnfiltered, readFilesView, writeFilesView } from "./files-view.ts";

test("what is looked at survives the address, and the usual view leaves none behind", () => {
  const view = { tab: "attention", q: "S12 & <b>", cause: "c/1", sample: null, from: 42, file: 7 } as const;
  expect(readFilesView(new URLSearchParams(writeFilesView(view)))).toEqual(view);
  expect(writeFilesView(firstView, new URLSearchParams("tab=done&theme=dark"))).toBe("?theme=dark");
});

test("an address that makes no sense is read as the usual view", () => {
  expect(readFilesView(new URLSearchParams("tab=toString&from=-3&file=1e3&cause="))).toEqual(firstView);
});

test("only all files can be asked for by their number", () => {
  expect(isUnfiltered({ ...firstView, from: 9, file: 2 })).toBe(true);
  expect(isUnfiltered({ ...firstView, q: "x" })).toBe(false);
});
