import { expect, test } from "vitest";
import { draftParams } from "../../app/(pages)/new/search-params.ts";
import type { Route } from "../api/types.ts";
import { testingTransfer } from "../words/testing-transfer.ts";
import { draftOf, isUnclear, tellDestination, toNewTransfer } from "./draft.ts";

const route: Route = {
  id: "rt_1",
  name: "Northlab",
  vendor: null,
  source: { bucket: "lab", prefix: "runs/", accountId: null, literal: false },
  destination: { bucket: "ours", prefix: "northlab/", accountId: null, literal: false },
  enabled: true,
  isDeployed: true,
  revision: 1,
  createdAt: "2026-11-25T10:00:00.000Z",
  lastChange: null,
  overlaps: [],
  redelivery: "never",
};
const draft = { ...draftParams.first, route: "rt_1", prefix: "runs/7/" };
const read = (address: string) => draftParams.read(new URLSearchParams(address));

test("a draft survives its address to the last blank, and an empty one leaves none behind", () => {
  const full = { ...draft, prefix: " runs/7 /", name: "Plate 4", overwrite: "always" as const, key: "k-1" };
  expect(read(draftParams.write(full))).toEqual(full);
  expect(draftParams.write(draftParams.first)).toBe("?");
});

test("all below a folder goes by its prefix, one object by its key", () => {
  expect(toNewTransfer({ ...draft, name: " Plate 4 " }, route)).toEqual({
    route: "rt_1",
    name: "Plate 4",
    source: { bucket: "lab", prefix: "runs/7/" },
  });
  const one = { ...draft, prefix: "runs/7/a.bam", only: "object" as const };
  expect(toNewTransfer(one, route).source).toEqual({ bucket: "lab", keys: ["runs/7/a.bam"] });
  expect(tellDestination(one, route)).toBe("ours/northlab/7/a.bam");
});

test("what does not end as a folder does has to be made clear first", () => {
  expect(["", "runs/7/", "runs/7", "runs/7/a.bam"].map((prefix) => isUnclear({ ...draft, prefix }, route))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  expect(isUnclear({ ...draft, prefix: "runs/7", only: "object" }, route)).toBe(false);
});

test("a route that was made for odd beginnings of names takes them as they are", () => {
  const odd = { ...route, source: { ...route.source, literal: true } };
  expect(isUnclear({ ...draft, prefix: "runs/7" }, odd)).toBe(false);
  expect(toNewTransfer({ ...draft, prefix: "runs/7" }, odd).source).toEqual({
    bucket: "lab",
    prefix: "runs/7",
    literal: true,
  });
  expect(toNewTransfer(draft, odd).source).toEqual({ bucket: "lab", prefix: "runs/7/" });
});

test("where a route leaves buckets open the draft names them, and elsewhere it does not", () => {
  const open = {
    ...route,
    source: { ...route.source, bucket: "*", prefix: "" },
    destination: { ...route.destination, bucket: "*", prefix: "" },
  };
  const named = { ...draft, bucket: "lab-2", toBucket: "ours-2", toPrefix: "x/" };
  expect(toNewTransfer(named, open)).toMatchObject({
    source: { bucket: "lab-2", prefix: "runs/7/" },
    destination: { bucket: "ours-2", prefix: "x/" },
  });
  expect(toNewTransfer(named, route)).not.toHaveProperty("destination");
  expect(tellDestination(draft, open)).toBeNull();
});

test("a transfer is made again as it was: route, place, name, reference and what is done about what is there", () => {
  const transfer = testingTransfer({
    name: "Plate 4",
    reference: "NL-7",
    route: "rt_1",
    source: { bucket: "lab", prefix: "runs/7/" },
    options: { overwrite: "if_different", tags: "a word of tomorrow" },
  });
  const view = { ...draftParams.first, again: transfer.id };
  const again = draftOf(view, transfer);
  expect(toNewTransfer(again, route)).toEqual({
    route: "rt_1",
    name: "Plate 4",
    reference: "NL-7",
    source: { bucket: "lab", prefix: "runs/7/" },
    options: { overwrite: "if_different" },
  });
  expect(again.key).toBeNull();
  // What was typed since stands in the address, and wins.
  const typed = { ...view, prefix: "runs/8/" };
  expect(draftOf(typed, transfer)).toEqual(typed);
});
