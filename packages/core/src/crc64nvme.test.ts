import { Crc64Nvme } from "@aws-sdk/checksums/crc";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  crc64nvmeCombine,
  crc64nvmeFromBase64,
  crc64nvmeOfNothing,
  crc64nvmeOfParts,
  crc64nvmeToBase64,
  crc64nvmeUpdate,
  crc64nvmeWithoutPrefix,
} from "./crc64nvme.ts";

const bytes = fc.uint8Array({ maxLength: 5_000 });

async function crcOf(data: Uint8Array) {
  const crc = new Crc64Nvme();
  crc.update(data);
  const parsed = crc64nvmeFromBase64(Buffer.from(await crc.digest()).toString("base64"));
  if (!parsed) throw new Error("the SDK's digest is not eight bytes");
  return parsed;
}

const unsigned = ({ high, low }: { high: number; low: number }) => [high >>> 0, low >>> 0];

test("the CRC of a concatenation is the combination of the CRCs", async () => {
  await fc.assert(
    fc.asyncProperty(bytes, bytes, async (a, b) => {
      const combined = crc64nvmeCombine(await crcOf(a), await crcOf(b), b.length);
      expect(unsigned(combined)).toEqual(unsigned(await crcOf(Buffer.concat([a, b]))));
    }),
  );
});

test("the CRC of bytes in any portions is what the AWS SDK computes", async () => {
  await fc.assert(
    fc.asyncProperty(bytes, bytes, async (a, b) => {
      const crc = crc64nvmeUpdate(crc64nvmeUpdate(crc64nvmeOfNothing, a), b);
      expect(unsigned(crc)).toEqual(unsigned(await crcOf(Buffer.concat([a, b]))));
    }),
  );
});

test("the CRC of parts in order is the CRC of the whole", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, { maxLength: 8 }), async (parts) => {
      const known = await Promise.all(parts.map(async (part) => ({ crc: await crcOf(part), sizeBytes: part.length })));
      expect(unsigned(crc64nvmeOfParts(known))).toEqual(unsigned(await crcOf(Buffer.concat(parts))));
    }),
  );
});

test("the CRC of a suffix follows from the whole and the prefix", async () => {
  await fc.assert(
    fc.asyncProperty(bytes, bytes, async (a, b) => {
      const suffix = crc64nvmeWithoutPrefix(await crcOf(a), await crcOf(Buffer.concat([a, b])), b.length);
      expect(unsigned(suffix)).toEqual(unsigned(await crcOf(b)));
    }),
  );
});

test("combining holds together at the sizes S3 allows", async () => {
  const [a, b, c] = [await crcOf(Buffer.from("a")), await crcOf(Buffer.from("b")), await crcOf(Buffer.from("c"))];
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 45 }), fc.integer({ min: 1, max: 2 ** 45 }), (lengthB, lengthC) => {
      const left = crc64nvmeCombine(crc64nvmeCombine(a, b, lengthB), c, lengthC);
      const right = crc64nvmeCombine(a, crc64nvmeCombine(b, c, lengthC), lengthB + lengthC);
      expect(unsigned(left)).toEqual(unsigned(right));
    }),
  );
});

test("values survive base64, and anything else is refused", () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer(), (high, low) => {
      expect(crc64nvmeFromBase64(crc64nvmeToBase64({ high, low }))).toEqual({ high, low });
    }),
  );
  expect(crc64nvmeToBase64(crc64nvmeOfNothing)).toBe("AAAAAAAAAAA=");
  for (const text of ["", "AAAA", "AAAAAAAAAAB=", "AAAAAAAAAAA", "AAAAAAAAAAAA"])
    expect(crc64nvmeFromBase64(text)).toBeNull();
});

test("the published check value is reproduced", async () => {
  expect(crc64nvmeToBase64(await crcOf(Buffer.from("123456789")))).toBe("rosUhgp5mIg=");
});
