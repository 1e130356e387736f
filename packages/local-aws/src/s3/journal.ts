import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  writeSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { apply, describe, type Mutation, type State } from "./state.ts";

/** The state and the only way to change it. */
export type Journal = { state: State; commit(mutation: Mutation): void; close(): void };

/**
 * Opens the state kept in a folder: one JSON line per mutation, handed to the kernel before it takes effect, so that
 * it survives kill -9 of this process (not of the machine). Where most lines are outlived by later ones the journal is
 * written anew, to a file beside it that then takes its name.
 */
export async function openJournal(dataDir: string): Promise<Journal> {
  await mkdir(dataDir, { recursive: true });
  const path = join(dataDir, "journal.ndjson");
  const state: State = { buckets: new Map() };
  const { lines, torn } = existsSync(path) ? await replay(path, state) : { lines: 0, torn: false };
  if (torn || lines > 2 * countLines(state) + 1_000) compact(path, state);
  const file = openSync(path, "a");
  let closed = false;
  return {
    state,
    commit(mutation) {
      if (closed) throw new Error("the journal is closed");
      writeAll(file, `${JSON.stringify(mutation)}\n`);
      apply(state, mutation);
    },
    close() {
      closed = true;
      closeSync(file);
    },
  };
}

/** A last line without its end was being written when the process died: nobody was told of it, so it is dropped. */
async function replay(path: string, state: State): Promise<{ lines: number; torn: boolean }> {
  let lines = 0;
  const pieces: Buffer[] = [];
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
      pieces.push(chunk.subarray(start, end));
      apply(state, JSON.parse(Buffer.concat(pieces).toString("utf8")) as Mutation);
      pieces.length = 0;
      start = end + 1;
      lines++;
    }
    if (start < chunk.length) pieces.push(chunk.subarray(start));
  }
  return { lines, torn: pieces.length > 0 };
}

function countLines(state: State): number {
  let lines = 0;
  for (const bucket of state.buckets.values()) {
    lines += 1 + bucket.objects.size();
    for (const upload of bucket.uploads.values()) lines += 1 + upload.parts.size;
  }
  return lines;
}

function compact(path: string, state: State): void {
  const beside = `${path}.new`;
  const file = openSync(beside, "w");
  let batch = "";
  for (const mutation of describe(state)) {
    batch += `${JSON.stringify(mutation)}\n`;
    if (batch.length < 1 << 20) continue;
    writeAll(file, batch);
    batch = "";
  }
  writeAll(file, batch);
  closeSync(file);
  renameSync(beside, path);
}

function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text, "utf8");
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(file, bytes, written);
  } catch (error) {
    // On a full disk half a line must not stay: the next one would be glued to it.
    if (written > 0) ftruncateSync(file, fstatSync(file).size - written);
    throw error;
  }
}
