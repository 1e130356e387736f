/** A run of bytes: of a content file on disk, or virtual. An object is a list of them, so copying copies none. */
export type Extent =
  | { content: string; offset: number; length: number }
  | { seed: number; offset: number; length: number };

export function lengthOf(extents: readonly Extent[]): number {
  let length = 0;
  for (const extent of extents) length += extent.length;
  return length;
}

/** Whether any byte is virtual. Such objects have opaque ETags, as under KMS. */
export function isVirtual(extents: readonly Extent[]): boolean {
  return extents.some((extent) => "seed" in extent);
}

/** The extents of `length` bytes from `offset` on; the range must lie within. */
export function sliceExtents(extents: readonly Extent[], offset: number, length: number): Extent[] {
  const slice: Extent[] = [];
  let skip = offset;
  let left = length;
  for (const extent of extents) {
    if (left === 0) break;
    if (skip >= extent.length) {
      skip -= extent.length;
      continue;
    }
    const take = Math.min(left, extent.length - skip);
    slice.push({ ...extent, offset: extent.offset + skip, length: take });
    left -= take;
    skip = 0;
  }
  if (left > 0) throw new RangeError(`no ${length} bytes at ${offset}`);
  return slice;
}

/** One list out of many, neighbours that continue each other made one. */
export function joinExtents(lists: Iterable<readonly Extent[]>): Extent[] {
  const joined: Extent[] = [];
  for (const list of lists) {
    for (const extent of list) {
      const last = joined.at(-1);
      if (last && continues(last, extent)) last.length += extent.length;
      else joined.push({ ...extent });
    }
  }
  return joined;
}

function continues(a: Extent, b: Extent): boolean {
  if (a.offset + a.length !== b.offset) return false;
  return "seed" in a ? "seed" in b && a.seed === b.seed : "content" in b && a.content === b.content;
}
