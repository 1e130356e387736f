import fc from "fast-check";
import { expect, test } from "vitest";
import {
  destinationKey,
  encodeCopySource,
  findBucketNameProblem,
  findKeyProblem,
  findPrefixProblem,
  MAX_KEY_BYTES,
} from "./object-key.ts";

const wellFormed = fc.string({ unit: "grapheme" });

test("a key moves from prefix to prefix and back unchanged", () => {
  fc.assert(
    fc.property(wellFormed, wellFormed, wellFormed, (from, to, rest) => {
      const moved = destinationKey({ prefix: from }, { prefix: to }, from + rest);
      expect(moved).toBe(to + rest);
      expect(destinationKey({ prefix: to }, { prefix: from }, moved)).toBe(from + rest);
    }),
  );
});

test("prefix text that repeats inside the key is cut only once, at the front", () => {
  expect(destinationKey({ prefix: "run/" }, { prefix: "in/" }, "run/run/a/run/b")).toBe("in/run/a/run/b");
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.nat({ max: 5 }), (prefix, times) => {
      expect(destinationKey({ prefix }, { prefix: "" }, prefix + prefix.repeat(times))).toBe(prefix.repeat(times));
    }),
  );
});

test("prefixes that look like patterns or replacements are plain text", () => {
  expect(destinationKey({ prefix: "a.*$" }, { prefix: "$&$1" }, "a.*$x")).toBe("$&$1x");
});

test("a key outside the source prefix is a bug, not a guess", () => {
  expect(() => destinationKey({ prefix: "a/" }, { prefix: "" }, "A/x")).toThrow(RangeError);
});

test("the copy source of every well-formed key decodes back to bucket, key and version, and is plain ASCII", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.option(fc.string()), (key, versionId) => {
      const source = encodeCopySource({ bucket: "vendor", key, versionId });
      expect(source).toMatch(/^[!-~]*$/);
      const [path = "", query, ...rest] = source.split("?");
      expect(rest).toEqual([]);
      expect(decodeURIComponent(path)).toBe(`vendor/${key}`);
      expect(query).toBe(versionId ? `versionId=${encodeURIComponent(versionId)}` : undefined);
      expect(path.split("/").length).toBe(key.split("/").length + 1);
    }),
  );
});

test.each([
  ["a+b", "b/a%2Bb"],
  ["k?versionId=x", "b/k%3FversionId%3Dx"],
  ["ö/ü", "b/%C3%B6/%C3%BC"],
  ["a%2Fb", "b/a%252Fb"],
  ["//x", "b///x"],
])("the copy source of %j is %j", (key, encoded) => {
  expect(encodeCopySource({ bucket: "b", key })).toBe(encoded);
});

test.each([
  "/leading",
  "a//b",
  "folder/",
  "a%2Fb",
  "a+b",
  "k?versionId=x",
  `"quoted"`,
  "<script>alert(1)</script>",
  "=cmd()",
  "\u202eesrever",
  "🧬",
  "a.b/..c/d..",
  "...",
  "tab\tline\r\n",
])("%j is copied as it is", (key) => {
  expect(findKeyProblem(key, key)).toBeNull();
});

test.each([
  ["../x", "key_dot_segment"],
  ["./x", "key_dot_segment"],
  ["a/../b", "key_dot_segment"],
  ["a/..", "key_dot_segment"],
  [".", "key_dot_segment"],
  ["a\ud800", "key_not_well_formed"],
  ["\udc00a", "key_not_well_formed"],
  ["a\0b", "key_not_well_formed"],
  ["a\u001fb", "key_not_well_formed"],
  ["a\ufffe", "key_not_well_formed"],
  ["a\uffff", "key_not_well_formed"],
  ["", "key_empty"],
  ["x".repeat(1025), "key_too_long"],
])("%j is refused as %s, at the source and at the destination", (key, code) => {
  expect(findKeyProblem(key, "fine")?.code).toBe(code);
  expect(findKeyProblem("fine", key)?.code).toBe(code);
});

test("the limit is 1,024 bytes of UTF-8, counted after the destination prefix is put on", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "é", "漢", "🧬"), maxLength: 1100 }), (text) => {
      const key = `k${text}`;
      expect(findKeyProblem("k", key)?.code ?? null).toBe(
        Buffer.byteLength(key) > MAX_KEY_BYTES ? "key_too_long" : null,
      );
    }),
  );
  expect(findKeyProblem("a", "é".repeat(512))).toBeNull();
  expect(findKeyProblem("a", `${"é".repeat(512)}a`)?.message).toContain("1,025 bytes");
});

test("a prefix may be empty and may end in the middle of a name, but not hold a dot segment", () => {
  for (const prefix of ["", "a/", "a", "a/.", "a/..", "/"]) expect(findPrefixProblem(prefix)).toBeNull();
  for (const prefix of ["../", "a/../b", "./x", "a/./"])
    expect(findPrefixProblem(prefix)?.code).toBe("key_dot_segment");
  expect(findPrefixProblem("a\ud800/")?.code).toBe("key_not_well_formed");
  expect(findPrefixProblem("a".repeat(1025))?.code).toBe("key_too_long");
});

test("bucket names are judged by S3's rules, and common slips are told apart", () => {
  for (const bucket of ["abc", "my.bucket-1", "0a0", "a".repeat(63)]) expect(findBucketNameProblem(bucket)).toBeNull();
  for (const bucket of ["", "ab", "a".repeat(64), "Abc", "a_b", "a..b", "-ab", "ab-", "1.2.3.4", "a/b", "abc\n"]) {
    expect(findBucketNameProblem(bucket)?.code).toBe("bucket_name_invalid");
  }
  expect(findBucketNameProblem("s3://abc/x")?.remedy).toContain("without s3://");
  expect(findBucketNameProblem("arn:aws:s3:::abc")?.remedy).toContain("ARN");
});
