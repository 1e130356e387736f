import { expect, test } from "vitest";
import { type Comparable, compareObjects, fullObjectChecksum } from "./compare-objects.ts";

const md5 = (digit: string) => digit.repeat(32);

function object(more: Partial<Comparable> = {}): Comparable {
  return { etag: `${md5("a")}-5`, sizeBytes: 10, checksums: {}, checksumType: null, encryption: "AES256", ...more };
}

test("objects of different size are different, whatever else agrees", () => {
  expect(compareObjects(object({ sizeBytes: 9 }), object())).toEqual({ type: "different" });
});

test("a full-object checksum on both sides decides, over ETags that differ", () => {
  const source = object({ checksums: { CRC64NVME: "x" }, checksumType: "FULL_OBJECT" });
  const copy = object({ etag: md5("b"), checksums: { CRC64NVME: "x" }, checksumType: "FULL_OBJECT" });
  expect(compareObjects(source, copy)).toEqual({ type: "equal", method: "full_object_checksum" });
  expect(compareObjects(source, { ...copy, checksums: { CRC64NVME: "y" } })).toEqual({ type: "different" });
});

test("composite checksums prove equality only; differing ones may come from other parts", () => {
  const source = object({ checksums: { SHA256: "x-5" }, checksumType: "COMPOSITE" });
  const copy = object({ etag: `${md5("b")}-5`, checksums: { SHA256: "x-5" }, checksumType: "COMPOSITE" });
  expect(compareObjects(source, copy)).toEqual({ type: "equal", method: "part_checksums" });
  expect(compareObjects(source, { ...copy, checksums: { SHA256: "y-5" } })).toEqual({ type: "unknown" });
});

test("a composite checksum is never taken for one of the whole, whatever the answer calls it", () => {
  const source = object({ checksums: { CRC32: "x" }, checksumType: "FULL_OBJECT" });
  const copy = object({ etag: md5("b"), checksums: { CRC32: "y-5" }, checksumType: "FULL_OBJECT" });
  expect(compareObjects(source, copy)).toEqual({ type: "unknown" });
  expect(fullObjectChecksum(copy)).toBeNull();
});

test("equal ETags prove equality", () => {
  expect(compareObjects(object(), object())).toEqual({ type: "equal", method: "etag" });
});

test("different ETags prove difference only where both are MD5s of the bytes", () => {
  const one = object({ etag: md5("a") });
  const other = object({ etag: md5("b") });
  expect(compareObjects(one, other)).toEqual({ type: "different" });
  expect(compareObjects(one, { ...other, encryption: "aws:kms" })).toEqual({ type: "unknown" });
  expect(compareObjects(one, object())).toEqual({ type: "unknown" });
});

test("there is only one object of 0 bytes", () => {
  expect(compareObjects(object({ sizeBytes: 0 }), object({ sizeBytes: 0, etag: "x" }))).toMatchObject({
    type: "equal",
  });
});

test("the same size alone proves nothing", () => {
  expect(compareObjects(object(), object({ etag: `${md5("b")}-4` }))).toEqual({ type: "unknown" });
});
