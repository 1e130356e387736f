import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { bareEtag, expectedMultipartEtag } from "./multipart-etag.ts";

const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest();
const etagOf = (text: string) => `"${createHash("md5").update(text).digest("hex")}"`;

test("the ETag of a multipart object is the MD5 of its parts' MD5s and their number", () => {
  const digests = Buffer.concat(["one", "two"].map((text) => createHash("md5").update(text).digest()));
  const expected = `${createHash("md5").update(digests).digest("hex")}-2`;
  expect(expectedMultipartEtag([etagOf("one"), etagOf("two")], md5)).toBe(expected);
  expect(expectedMultipartEtag([bareEtag(etagOf("one")).toUpperCase(), etagOf("two")], md5)).toBe(expected);
});

test("parts whose ETags are no MD5s promise nothing", () => {
  expect(expectedMultipartEtag([], md5)).toBeNull();
  expect(expectedMultipartEtag([etagOf("one"), '"opaque"'], md5)).toBeNull();
  expect(expectedMultipartEtag([`"${"0".repeat(32)}-2"`], md5)).toBeNull();
});
