import fc from "fast-check";
import { expect, test } from "vitest";
import { covers, findMeeting, meet, type Place, type PlacedRoute } from "./places.ts";

const place = (bucket: string, prefix: string): Place => ({ bucket, prefix });
const route: PlacedRoute = {
  id: "rt_acme",
  vendorId: "vn_acme",
  source: place("lab", "acme/"),
  destination: place("ours", "in/acme/"),
};

test.each<[string, Partial<PlacedRoute>, string | null]>([
  [
    "a neighbour whose name begins alike",
    { source: place("lab", "acme-rival/"), destination: place("ours", "in/r/") },
    null,
  ],
  ["another vendor on the same source", { source: place("lab", "acme/"), destination: place("x", "") }, "same_source"],
  ["another vendor inside the source", { source: place("lab", "acme/7/"), destination: place("x", "") }, "same_source"],
  ["another vendor around the source", { source: place("lab", ""), destination: place("x", "") }, "same_source"],
  ["any bucket as a source", { source: place("*", ""), destination: place("x", "") }, "same_source"],
  [
    "the same vendor inside the source",
    { vendorId: "vn_acme", source: place("lab", "acme/7/"), destination: place("x", "") },
    null,
  ],
  ["the same destination", { source: place("b", ""), destination: place("ours", "in/acme/") }, "same_destination"],
  ["a destination inside", { source: place("b", ""), destination: place("ours", "in/acme/b/") }, "same_destination"],
  ["a destination around", { source: place("b", ""), destination: place("ours", "") }, "same_destination"],
  ["any bucket as a destination", { source: place("b", ""), destination: place("*", "") }, "same_destination"],
  ["one that copies on what we wrote", { source: place("ours", "in/"), destination: place("x", "") }, "feeds"],
  ["one whose copies we would copy", { source: place("b", ""), destination: place("lab", "acme/") }, "is_fed"],
])("%s: %s", (_, other, meeting) => {
  expect(findMeeting(route, { ...route, id: "rt_other", vendorId: "vn_other", ...other })).toBe(meeting);
});

const folder = fc.array(fc.constantFrom("a/", "b/", "ab/"), { maxLength: 3 }).map((names) => names.join(""));
const anyPlace = fc.record({ bucket: fc.constantFrom("x", "y", "*"), prefix: folder });

test("places meet exactly where some key lies in both, whichever is asked first", () => {
  fc.assert(
    fc.property(anyPlace, anyPlace, (one, other) => {
      const both = covers(one, other) || covers(other, one);
      const anyBucket = one.bucket === "*" || other.bucket === "*";
      expect(meet(one, other)).toBe(meet(other, one));
      if (!anyBucket) expect(meet(one, other)).toBe(both);
      const inBoth = `${one.prefix.length > other.prefix.length ? one.prefix : other.prefix}k`;
      const reached = inBoth.startsWith(one.prefix) && inBoth.startsWith(other.prefix);
      expect(meet(one, other)).toBe(reached && (anyBucket || one.bucket === other.bucket));
    }),
  );
});

const anyRoute = fc.record({
  id: fc.constant("rt"),
  vendorId: fc.constantFrom("vn_1", "vn_2", null),
  source: anyPlace,
  destination: anyPlace,
});
test("whether two routes meet does not depend on which came first", () => {
  fc.assert(
    fc.property(anyRoute, anyRoute, (one, other) => {
      expect(findMeeting(one, other) === null).toBe(findMeeting(other, one) === null);
    }),
  );
});
