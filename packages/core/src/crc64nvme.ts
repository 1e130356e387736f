/** A CRC-64/NVME value as two 32-bit halves, signed as JavaScript's bit operations leave them. */
export type Crc64Nvme = { readonly high: number; readonly low: number };

/** The CRC of no bytes. */
export const crc64nvmeOfNothing: Crc64Nvme = { high: 0, low: 0 };

/**
 * The CRC of A followed by B, from the CRC of each and the length of B in bytes (a safe integer): about a microsecond,
 * no byte is read. S3 itself computes a multipart upload's FULL_OBJECT checksum from its parts' in this way.
 */
export function crc64nvmeCombine(a: Crc64Nvme, b: Crc64Nvme, lengthB: number): Crc64Nvme {
  const moved = appendZeros(a, lengthB);
  return { high: moved.high ^ b.high, low: moved.low ^ b.low };
}

/** The CRC of A followed by these bytes, from the CRC of A. Start with `crc64nvmeOfNothing`. */
export function crc64nvmeUpdate(a: Crc64Nvme, bytes: Uint8Array): Crc64Nvme {
  byteTable ??= tabulateBytes();
  const table = byteTable;
  let high = ~a.high;
  let low = ~a.low;
  for (let index = 0; index < bytes.length; index++) {
    const at = ((low ^ (bytes[index] as number)) & 255) << 1;
    low = ((low >>> 8) | (high << 24)) ^ (table[at + 1] as number);
    high = (high >>> 8) ^ (table[at] as number);
  }
  return { high: ~high, low: ~low };
}

/** The CRC of B, from the CRC of A, of A followed by B, and the length of B in bytes. */
export function crc64nvmeWithoutPrefix(a: Crc64Nvme, ab: Crc64Nvme, lengthB: number): Crc64Nvme {
  return crc64nvmeCombine(a, ab, lengthB);
}

/** The CRC of a whole from its parts in order. */
export function crc64nvmeOfParts(parts: Iterable<{ crc: Crc64Nvme; sizeBytes: number }>): Crc64Nvme {
  let whole = crc64nvmeOfNothing;
  for (const part of parts) whole = crc64nvmeCombine(whole, part.crc, part.sizeBytes);
  return whole;
}

/** As S3 writes it (`x-amz-checksum-crc64nvme`): base64 of the eight bytes, most significant first. */
export function crc64nvmeToBase64({ high, low }: Crc64Nvme): string {
  const bytes = [high >>> 24, high >>> 16, high >>> 8, high, low >>> 24, low >>> 16, low >>> 8, low];
  return btoa(String.fromCharCode(...bytes.map((byte) => byte & 255)));
}

/** Null where the text is not the base64 of exactly eight bytes. */
export function crc64nvmeFromBase64(text: string): Crc64Nvme | null {
  if (!/^[A-Za-z0-9+/]{10}[AEIMQUYcgkosw048]=$/.test(text)) return null;
  const bytes = atob(text);
  const half = (at: number): number =>
    (bytes.charCodeAt(at) << 24) |
    (bytes.charCodeAt(at + 1) << 16) |
    (bytes.charCodeAt(at + 2) << 8) |
    bytes.charCodeAt(at + 3);
  return { high: half(0), low: half(4) };
}

// Appending zero bytes is linear over GF(2). doubling[k] appends 2^k of them: for each of the 16 nibbles of a value and
// each of its 16 settings the image, as (high, low). The initial and final inversions cancel out, as in zlib's combine.
const doubling: Int32Array[] = [];
const polynomial = { high: 0x9a6c9329 | 0, low: 0xac4bc9b5 | 0 };

function appendZeros(crc: Crc64Nvme, length: number): Crc64Nvme {
  if (!Number.isSafeInteger(length) || length < 0) throw new RangeError(`not a length in bytes: ${length}`);
  let moved = crc;
  let left = length;
  for (let k = 0; left > 0; k++) {
    if (left % 2 === 1) moved = apply(zeros(k), moved);
    left = Math.floor(left / 2);
  }
  return moved;
}

function zeros(k: number): Int32Array {
  const known = doubling[k];
  if (known) return known;
  const half = k === 0 ? null : zeros(k - 1);
  const made = tabulate((unit) => (half ? apply(half, apply(half, unit)) : appendZeroByte(unit)));
  doubling[k] = made;
  return made;
}

function appendZeroByte({ high, low }: Crc64Nvme): Crc64Nvme {
  for (let bit = 0; bit < 8; bit++) {
    const odd = low & 1;
    low = (low >>> 1) | (high << 31);
    high = high >>> 1;
    if (odd) {
      high ^= polynomial.high;
      low ^= polynomial.low;
    }
  }
  return { high, low };
}

let byteTable: Int32Array | undefined;

function tabulateBytes(): Int32Array {
  const table = new Int32Array(512);
  for (let byte = 0; byte < 256; byte++) {
    const image = appendZeroByte({ high: 0, low: byte });
    table[byte * 2] = image.high;
    table[byte * 2 + 1] = image.low;
  }
  return table;
}

function tabulate(imageOf: (unit: Crc64Nvme) => Crc64Nvme): Int32Array {
  const table = new Int32Array(16 * 16 * 2);
  for (let bit = 0; bit < 64; bit++) {
    const image = imageOf(bit < 32 ? { high: 0, low: 1 << bit } : { high: 1 << (bit - 32), low: 0 });
    const nibble = bit >> 2;
    for (let value = 0; value < 16; value++) {
      if (((value >> (bit & 3)) & 1) === 0) continue;
      const at = (nibble * 16 + value) * 2;
      table[at] = (table[at] ?? 0) ^ image.high;
      table[at + 1] = (table[at + 1] ?? 0) ^ image.low;
    }
  }
  return table;
}

function apply(table: Int32Array, value: Crc64Nvme): Crc64Nvme {
  let high = 0;
  let low = 0;
  let rest = value.low;
  for (let nibble = 0; nibble < 16; nibble++) {
    if (nibble === 8) rest = value.high;
    const at = (nibble * 16 + (rest & 15)) * 2;
    high ^= table[at] as number;
    low ^= table[at + 1] as number;
    rest >>>= 4;
  }
  return { high, low };
}
