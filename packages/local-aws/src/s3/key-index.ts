/**
 * Keys in the order S3 lists them, that of their UTF-8 bytes. New keys wait unsorted until a listing wants them, and
 * are merged into the large array only when there are many: putting is a Map's set, listing a binary search.
 */
export type KeyIndex<T> = {
  size(): number;
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
  /** Keys at or after `from`, in order. The index must not change while this is read. */
  from(from: string): Generator<[string, T]>;
};

const mergeAbove = 4_096;

export function createKeyIndex<T>(): KeyIndex<T> {
  const values = new Map<string, T>();
  const fresh = new Set<string>();
  const gone = new Set<string>();
  let settled: string[] = [];
  let freshSorted: string[] | null = null;

  function settle(): string[] {
    freshSorted ??= [...fresh].sort(compareUtf8);
    if (fresh.size <= mergeAbove && gone.size <= mergeAbove) return freshSorted;
    settled = merge(settled, freshSorted).filter((key) => !gone.has(key));
    fresh.clear();
    gone.clear();
    freshSorted = [];
    return freshSorted;
  }

  function* from(start: string): Generator<[string, T]> {
    const recent = settle();
    let i = lowerBound(settled, start);
    let j = lowerBound(recent, start);
    for (;;) {
      const a = settled[i];
      const b = recent[j];
      if (a === undefined && b === undefined) return;
      const next = b === undefined || (a !== undefined && compareUtf8(a, b) < 0) ? (a as string) : b;
      if (next === a) i++;
      else j++;
      const value = values.get(next);
      if (value !== undefined) yield [next, value];
    }
  }

  return {
    size: () => values.size,
    get: (key) => values.get(key),
    set(key, value) {
      if (!values.has(key) && !gone.delete(key)) {
        fresh.add(key);
        freshSorted = null;
      }
      values.set(key, value);
    },
    delete(key) {
      if (!values.delete(key)) return;
      if (fresh.delete(key)) freshSorted = null;
      else gone.add(key);
    },
    from,
  };
}

/** Orders by UTF-8 bytes: as by UTF-16 units, but that surrogates come after U+E000 to U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? fixUp(x) - fixUp(y) : x - y;
  }
  return a.length - b.length;
}

function fixUp(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000;
}

function lowerBound(keys: readonly string[], start: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareUtf8(keys[middle] as string, start) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function merge(a: readonly string[], b: readonly string[]): string[] {
  const merged: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const x = a[i];
    const y = b[j];
    if (y === undefined || (x !== undefined && compareUtf8(x, y) < 0)) {
      merged.push(x as string);
      i++;
    } else {
      merged.push(y);
      j++;
    }
  }
  return merged;
}
