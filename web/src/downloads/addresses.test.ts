import { expect, test } from "vitest";
import { filesAddress, samplesAddress } from "./addresses.ts";

const all = { tab: "all" as const, q: "", cause: null, sample: null };

test("a download has the filters of the view it is for, and no others", () => {
  expect(filesAddress("tr_1", all)).toBe("/v1/transfers/tr_1/report.csv");
  expect(filesAddress("tr_1", { ...all, tab: "attention" })).toBe("/v1/transfers/tr_1/report.csv?state=dead_lettered");
  expect(filesAddress("tr_1", { tab: "done", q: "a&b=c", cause: "ca_1", sample: "NA 1" })).toBe(
    "/v1/transfers/tr_1/report.csv?state=copied%2Cskipped&q=a%26b%3Dc&cause=ca_1&sample=NA+1",
  );
});

test("samples are downloaded all or those of one state", () => {
  expect(samplesAddress("tr_1", null)).toBe("/v1/transfers/tr_1/samples.csv");
  expect(samplesAddress("tr_1", "ready")).toBe("/v1/transfers/tr_1/samples.csv?state=ready");
});
