import { expect, test } from "vitest";
import { toApiQuery } from "../../../src/list/list-queries.ts";
import { transfersParams } from "./search-params.ts";

const read = (address: string) => transfersParams.read(new URL(address, "http://page").searchParams);

test("filters stand in the address and come back from it", () => {
  const view = {
    view: "attention" as const,
    q: "run 7",
    vendor: "vn_1",
    within: "7d" as const,
    label: { name: "study", value: "KIDNEY-7" },
  };
  expect(read(transfersParams.write(view))).toEqual(view);
  expect(transfersParams.write(read("/"))).toBe("?");
});

test("what an address holds beside them is left out", () => {
  expect(read("/?view=everything&within=1y&other=1&label.=x")).toEqual(read("/"));
});

test("another label takes the place of the one before", () => {
  const view = { ...transfersParams.first, label: { name: "plate", value: "4" } };
  expect(transfersParams.write(view, new URLSearchParams("label.study=K7"))).toBe("?label.plate=4");
});

test("the API is asked for the same, and for a whole minute's past", () => {
  const now = Date.parse("2026-11-25T12:00:42Z");
  expect(toApiQuery(read("/?view=running&within=24h&label.study=K7"), now)).toEqual({
    sort: "attention",
    limit: 50,
    state: "planning,awaiting_approval,running,paused,cancelling",
    createdAfter: "2026-11-24T12:00:00.000Z",
    "label.study": "K7",
  });
});
