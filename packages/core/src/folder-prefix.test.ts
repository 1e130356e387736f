import fc from "fast-check";
import { expect, test } from "vitest";
import { findFolderProblem, folderOf, isFolderOrLiteral } from "./folder-prefix.ts";
import { destinationKey, findPrefixProblem } from "./object-key.ts";

test.each(["", "a/", "runs/7/", "run 7/", "a+b/", "%20/", "ö/", "a?b/"])("%j is a folder", (prefix) => {
  expect(findFolderProblem(prefix, "source")).toBeNull();
});

test.each([
  ["run1", "prefix_not_folder"],
  ["runs/7/S.bam", "prefix_not_folder"],
  ["/in/", "prefix_suspicious"],
  ["/", "prefix_suspicious"],
  ["in\\lab\\", "prefix_suspicious"],
  ["runs/*", "prefix_suspicious"],
  ["s3://lab/runs/", "prefix_suspicious"],
  [" runs/", "prefix_suspicious"],
  ["runs/ ", "prefix_suspicious"],
  ["runs /", "prefix_suspicious"],
  ["runs/\n", "prefix_suspicious"],
  ["runs//7/", "prefix_suspicious"],
])("%j is refused as %s, and is taken where it is meant as text", (prefix, code) => {
  expect(findFolderProblem(prefix, "source")?.code).toBe(code);
  expect(isFolderOrLiteral(prefix, false)).toBe(false);
  expect(isFolderOrLiteral(prefix, true)).toBe(true);
});

test("who named no folder is told both ways on", () => {
  expect(findFolderProblem("runs/7/S.bam", "source")?.remedy).toMatch(
    /"runs\/7\/S\.bam\/".*keys: \["runs\/7\/S\.bam"\]/,
  );
  expect(findFolderProblem("in", "destination")?.remedy).toContain('"in/"');
});

const name = fc.string({ unit: fc.constantFrom("a", "b", "0", ".", " ", "é", "+"), minLength: 1, maxLength: 4 });
const folder = fc
  .array(name, { maxLength: 3 })
  .map((names) => names.map((one) => `${one}/`).join(""))
  .filter((prefix) => findFolderProblem(prefix, "route") === null && findPrefixProblem(prefix) === null);
const key = fc.array(name, { minLength: 1, maxLength: 4 }).map((names) => names.join("/"));

test("for any folders and key, what is copied lies below the route's source, and its way can be gone back", () => {
  fc.assert(
    fc.property(folder, folder, folder, key, (route, below, to, rest) => {
      const source = { prefix: route + below };
      const destination = { prefix: to };
      const from = source.prefix + rest;
      const moved = destinationKey(source, destination, from);
      expect(from.startsWith(route)).toBe(true);
      expect(destinationKey(destination, source, moved)).toBe(from);
      expect(moved).not.toMatch(/^\/|\/\//);
    }),
  );
});

test("no two keys below a folder become one, and a neighbour of the folder's name is never below it", () => {
  fc.assert(
    fc.property(folder, folder, key, key, (from, to, one, other) => {
      const move = (rest: string) => destinationKey({ prefix: from }, { prefix: to }, from + rest);
      expect(move(one) === move(other)).toBe(one === other);
      if (from !== "") expect(`${from.slice(0, -1)}0/${one}`.startsWith(from)).toBe(false);
    }),
  );
});

test("an object's folder is its key without its name", () => {
  expect(folderOf("runs/7/S.bam")).toBe("runs/7/");
  expect(folderOf("S.bam")).toBe("");
  fc.assert(
    fc.property(folder, name, (prefix, own) => {
      expect(folderOf(prefix + own)).toBe(prefix);
    }),
  );
});
