import { expect, it } from "vitest";
import { findBreakingChanges } from "./breaking-changes.ts";
import { generate } from "./generate.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document is changed at will here
type Document = any;

const transfer = (document: Document) => document.components.schemas.Transfer;
const create = (document: Document) => document.paths["/v1/transfers"].post;
const body = (document: Document) => document.components.schemas.NewTransfer;
const listParameters = (document: Document) => document.paths["/v1/transfers"].get.parameters;
const limit = (document: Document) => listParameters(document).find((p: { name: string }) => p.name === "limit");

async function changed(change: (document: Document) => void): Promise<string[]> {
  const { document } = await generate();
  const next = structuredClone(document);
  change(next);
  return findBreakingChanges(document, next);
}

const breaking: [string, (document: Document) => void, RegExp][] = [
  ["a path is removed", (d) => delete d.paths["/v1/transfers/{id}/causes"], /GET .*causes is gone/],
  ["a method is removed", (d) => delete d.paths["/v1/transfers"].post, /POST \/v1\/transfers is gone/],
  ["an answer is removed", (d) => delete create(d).responses["202"], /no longer answers 202/],
  ["a field is removed", (d) => delete transfer(d).properties.bytes, /\.bytes is gone/],
  ["a nested field is removed", (d) => delete transfer(d).properties.counts.properties.total, /counts\.total is gone/],
  ["a field may be missing", (d) => transfer(d).required.splice(0, 1), /\.id may be missing now/],
  ["a field changes its kind", (d) => (transfer(d).properties.id = { type: "integer" }), /was string and is integer/],
  ["a field becomes nullable", (d) => (transfer(d).properties.id.type = ["string", "null"]), /string or null/],
  ["a value is removed", (d) => transfer(d).properties.state.enum.shift(), /knows the value "planning"/],
  ["an input is removed", (d) => delete body(d).properties.labels, /labels is not taken any more/],
  ["an input becomes required", (d) => body(d).required.push("name"), /\.name is required now/],
  [
    "a parameter is removed",
    (d) => listParameters(d).splice(listParameters(d).indexOf(limit(d)), 1),
    /the parameter query limit is gone/,
  ],
  ["a parameter becomes required", (d) => (limit(d).required = true), /query limit is required now/],
  [
    "a new parameter is required",
    (d) => listParameters(d).push({ in: "query", name: "tenant", required: true, schema: { type: "string" } }),
    /new parameter query tenant is required/,
  ],
  ["a limit gets narrower", (d) => (limit(d).schema.maximum = 50), /narrower maximum: 50/],
];

it.each(breaking)("tells that %s", async (_name, change, told) => {
  const found = await changed(change);
  expect(found.length).toBeGreaterThan(0);
  expect(found.join("\n")).toMatch(told);
});

const harmless: [string, (document: Document) => void][] = [
  ["nothing changed", () => undefined],
  ["a path was added", (d) => (d.paths["/v1/more"] = d.paths["/v1/version"])],
  ["a field was added", (d) => (transfer(d).properties.more = { type: "string" })],
  ["a value was added", (d) => transfer(d).properties.state.enum.push("sleeping")],
  ["an optional input was added", (d) => (body(d).properties.more = { type: "string" })],
  [
    "an optional parameter was added",
    (d) => listParameters(d).push({ in: "query", name: "more", required: false, schema: { type: "string" } }),
  ],
  ["a limit became wider", (d) => (limit(d).schema.maximum = 5_000)],
];

it.each(harmless)("is content when %s", async (_name, change) => {
  expect(await changed(change)).toEqual([]);
});

it("lets go what was deprecated before", async () => {
  const { document } = await generate();
  const before: Document = structuredClone(document);
  transfer(before).properties.id.deprecated = true;
  limit(before).deprecated = true;
  before.paths["/v1/version"].get.deprecated = true;
  const now: Document = structuredClone(before);
  delete transfer(now).properties.id;
  listParameters(now).splice(listParameters(now).indexOf(limit(now)), 1);
  delete now.paths["/v1/version"];
  expect(findBreakingChanges(before, now)).toEqual([]);
});
