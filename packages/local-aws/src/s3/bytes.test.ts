import { randomBytes } from "node:crypto";
import { crc64nvmeOfNothing, crc64nvmeToBase64, crc64nvmeUpdate } from "@s3mirror/core/crc64nvme";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../testing/test-s3.ts";
import { decodeAwsChunked } from "./aws-chunked.ts";
import { arriveContent, openContent, readExtents } from "./content.ts";
import { digestExtents } from "./digest.ts";
import { type Extent, joinExtents, lengthOf, sliceExtents } from "./extents.ts";

async function collect(bytes: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return Buffer.concat(pieces);
}

test("any slices of any extents read and digest as the same slices of their bytes", async () => {
  const content = await openContent(await temporaryFolder());
  const arriving = await arriveContent(content);
  await arriving.file.write(randomBytes(5_000));
  const name = await arriving.keep();
  const real = fc
    .tuple(fc.nat(4_000), fc.nat(1_000))
    .map(([offset, length]): Extent => ({ content: name, offset, length: length + 1 }));
  const virtual = fc
    .tuple(fc.nat(2 ** 32), fc.nat(3_000_000), fc.nat(1_500))
    .map(([seed, offset, length]): Extent => ({ seed, offset, length: length + 1 }));
  const extents = fc.array(fc.oneof(real, virtual), { minLength: 1, maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(extents, fc.double({ min: 0, max: 1, noNaN: true }), async (given, share) => {
      const whole = await collect(readExtents(content, given));
      const cut = Math.floor(share * whole.length);
      const head = sliceExtents(given, 0, cut);
      const tail = sliceExtents(given, cut, whole.length - cut);
      expect(whole.subarray(cut).equals(await collect(readExtents(content, tail)))).toBe(true);
      const joined = joinExtents([head, tail]);
      expect(lengthOf(joined)).toBe(whole.length);
      expect(joined.length).toBeLessThanOrEqual(given.length);
      const { crc64 } = await digestExtents(content, joined, undefined);
      expect(crc64).toBe(crc64nvmeToBase64(crc64nvmeUpdate(crc64nvmeOfNothing, whole)));
    }),
    { numRuns: 60 },
  );
});

test("an aws-chunked body is the same bytes however the network cuts it", async () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(fc.array(bytes, { maxLength: 5 }), fc.integer({ min: 1, max: 40 }), async (chunks, step) => {
      const framed = chunks.map((chunk) => [
        Buffer.from(`${chunk.length.toString(16)};x=y\r\n`),
        chunk,
        Buffer.from("\r\n"),
      ]);
      const wire = Buffer.concat([...framed.flat(), Buffer.from("0\r\nx-amz-checksum-crc32: AAAAAA==\r\n\r\n")]);
      const trailers = new Map<string, string>();
      async function* pieces(end: number) {
        for (let at = 0; at < end; at += step) yield wire.subarray(at, Math.min(at + step, end));
      }
      expect((await collect(decodeAwsChunked(pieces(wire.length), trailers))).equals(Buffer.concat(chunks))).toBe(true);
      expect(trailers.get("x-amz-checksum-crc32")).toBe("AAAAAA==");
      await expect(collect(decodeAwsChunked(pieces(wire.length - 2), new Map()))).rejects.toMatchObject({
        code: "IncompleteBody",
      });
    }),
    { numRuns: 100 },
  );
});
