import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Where a kept line lies, and what it weighs: hand it back to `release` when the line no longer matters. */
export type Place = { readonly segment: number; readonly bytes: number };

export type Journal = {
  /** Buffers a line that must survive until its place is released. */
  keep(line: string): Place;
  /** Buffers a line that only says something about kept ones (a change, an end). */
  note(line: string): void;
  release(place: Place): void;
  /** Hands everything buffered to the operating system: from here on a kill -9 of this process loses nothing. */
  flush(): void;
  close(): void;
};

/**
 * An append-only journal of text lines in `dir`, cut into segments. It survives kill -9 of the process (not power
 * loss: the page cache is enough for a stand-in). The oldest segment is always the first to go: its still-kept lines
 * are written again at the end, so a change may outlive what it changes, and `replay` must ignore such orphans.
 * @param replay called for every line found, oldest first; true when the line is to be kept under this place.
 * @param rewrite called for every line of a segment about to go; must `release` and `keep` again,
 *   as it is now, what still lives in `segment` (nothing if that line's owner has moved on).
 */
export function openJournal(options: {
  dir: string;
  segmentBytes?: number;
  replay: (line: string, place: Place, journal: Journal) => boolean;
  rewrite: (line: string, segment: number, journal: Journal) => void;
}): Journal {
  const segmentBytes = options.segmentBytes ?? 8 * 1024 * 1024;
  const segments = new Map<number, { bytes: number; keptBytes: number }>();
  let buffered: string[] = [];
  let bufferedBytes = 0;
  let bytes = 0;
  let keptBytes = 0;
  let current = 0;
  let file = -1;
  let compacting = false;

  const pathOf = (segment: number): string => join(options.dir, `${String(segment).padStart(9, "0")}.log`);

  function buffer(line: string): Place {
    buffered.push(line, "\n");
    const place = { segment: current, bytes: Buffer.byteLength(line) + 1 };
    bufferedBytes += place.bytes;
    return place;
  }

  function count(place: Place): void {
    const segment = segments.get(place.segment);
    if (!segment) throw new Error(`journal has no segment ${place.segment}`);
    segment.keptBytes += place.bytes;
    keptBytes += place.bytes;
  }

  function write(): void {
    if (bufferedBytes === 0 || file === -1) return;
    const data = Buffer.from(buffered.join(""), "utf8");
    for (let done = 0; done < data.length; ) done += writeSync(file, data, done);
    const segment = segments.get(current);
    if (segment) segment.bytes += data.length;
    bytes += data.length;
    buffered = [];
    bufferedBytes = 0;
  }

  function begin(segment: number): void {
    if (file !== -1) closeSync(file);
    current = segment;
    segments.set(segment, { bytes: 0, keptBytes: 0 });
    file = openSync(pathOf(segment), "a");
  }

  function drop(segment: number): void {
    bytes -= segments.get(segment)?.bytes ?? 0;
    segments.delete(segment);
    rmSync(pathOf(segment), { force: true });
  }

  /** At most two segments that still hold something per new one: bounded work, and still it catches up. */
  function compact(): void {
    compacting = true;
    let rewritten = 0;
    for (const [segment, { keptBytes: held }] of segments) {
      if (segment === current) break;
      if (held > 0) {
        if (rewritten === 2 || bytes < 4 * segmentBytes || bytes < 3 * keptBytes) break;
        rewritten += 1;
        for (const line of linesOf(pathOf(segment))) options.rewrite(line, segment, journal);
        write();
      }
      drop(segment);
    }
    compacting = false;
  }

  const journal: Journal = {
    keep(line) {
      const place = buffer(line);
      count(place);
      return place;
    },
    note(line) {
      buffer(line);
    },
    release(place) {
      const segment = segments.get(place.segment);
      if (!segment) return;
      segment.keptBytes -= place.bytes;
      keptBytes -= place.bytes;
    },
    flush() {
      write();
      if (file === -1 || compacting || (segments.get(current)?.bytes ?? 0) < segmentBytes) return;
      begin(current + 1);
      compact();
    },
    close() {
      if (file === -1) return;
      write();
      closeSync(file);
      file = -1;
    },
  };

  mkdirSync(options.dir, { recursive: true });
  const found = readdirSync(options.dir)
    .filter((name) => /^\d{9}\.log$/.test(name))
    .map((name) => Number.parseInt(name, 10))
    .sort((a, b) => a - b);
  for (const segment of found) {
    const held = { bytes: 0, keptBytes: 0 };
    segments.set(segment, held);
    for (const line of linesOf(pathOf(segment))) {
      const place = { segment, bytes: Buffer.byteLength(line) + 1 };
      held.bytes += place.bytes;
      bytes += place.bytes;
      if (options.replay(line, place, journal)) count(place);
    }
  }
  begin((found.at(-1) ?? 0) + 1);
  compact();
  return journal;
}

/** The whole lines of a file. What follows the last line end was cut off by a kill in mid-write and never answered. */
function linesOf(path: string): string[] {
  const text = readFileSync(path, "utf8");
  return text.split("\n").slice(0, -1);
}
