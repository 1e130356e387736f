const polynomials = { CRC32: 0xedb88320, CRC32C: 0x82f63b78 } as const;

type Crc32Name = keyof typeof polynomials;

/**
 * The CRC of a whole from its parts' in order, all base64 as S3 writes them; no byte is read. S3 computes a multipart
 * upload's FULL_OBJECT checksum in this way (User Guide, "Checking object integrity").
 */
export function crc32OfParts(name: Crc32Name, parts: readonly { value: string; size: number }[]): string {
  let whole = 0;
  for (const { value, size } of parts) {
    whole = appendZeros(name, whole, size) ^ Buffer.from(value, "base64").readUInt32BE();
  }
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(whole >>> 0);
  return bytes.toString("base64");
}

// Appending zero bytes is linear over GF(2): squares[k] is the 32x32 matrix that appends 2^k of them. The initial and
// final inversions of both CRCs cancel out.
const squares: Record<Crc32Name, Uint32Array[]> = { CRC32: [], CRC32C: [] };

function appendZeros(name: Crc32Name, crc: number, length: number): number {
  let moved = crc;
  for (let k = 0, left = length; left > 0; k++, left = Math.floor(left / 2)) {
    if (left % 2 === 1) moved = times(square(name, k), moved);
  }
  return moved;
}

function square(name: Crc32Name, k: number): Uint32Array {
  const known = squares[name][k];
  if (known) return known;
  const half = k === 0 ? null : square(name, k - 1);
  const made = Uint32Array.from({ length: 32 }, (_, bit) => {
    const unit = (1 << bit) >>> 0;
    return half ? times(half, times(half, unit)) : appendZeroByte(name, unit);
  });
  squares[name][k] = made;
  return made;
}

function times(matrix: Uint32Array, vector: number): number {
  let product = 0;
  for (let bit = 0; bit < 32; bit++) if ((vector >>> bit) & 1) product ^= matrix[bit] ?? 0;
  return product >>> 0;
}

function appendZeroByte(name: Crc32Name, crc: number): number {
  let moved = crc;
  for (let bit = 0; bit < 8; bit++) moved = (moved >>> 1) ^ (moved & 1 ? polynomials[name] : 0);
  return moved >>> 0;
}
