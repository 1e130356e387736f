import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Extent } from "./extents.ts";
import { virtualBytes } from "./virtual-bytes.ts";

/** Where real bytes lie: one file per PutObject or UploadPart, never changed once it is there. */
export type Content = { folder: string; arriving: string };

/** Bytes that are still arriving: `keep` gives them a name that survives a crash, `drop` forgets them. */
export type ArrivingContent = { file: FileHandle; keep(): Promise<string>; drop(): Promise<void> };

export async function openContent(dataDir: string): Promise<Content> {
  const content = { folder: join(dataDir, "content"), arriving: join(dataDir, "arriving") };
  await rm(content.arriving, { recursive: true, force: true });
  await mkdir(content.folder, { recursive: true });
  await mkdir(content.arriving, { recursive: true });
  return content;
}

/** Removes the files that nothing names any more. */
export async function sweepContent(content: Content, live: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(content.folder)) {
    if (!live.has(name)) await rm(join(content.folder, name), { force: true });
  }
}

export async function arriveContent(content: Content): Promise<ArrivingContent> {
  const name = randomBytes(16).toString("hex");
  const path = join(content.arriving, name);
  const file = await open(path, "wx");
  return {
    file,
    async keep() {
      await file.close();
      await rename(path, join(content.folder, name));
      return name;
    },
    async drop() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

/** The bytes of these extents in order. The buffers must not be written to. */
export async function* readExtents(content: Content, extents: readonly Extent[]): AsyncGenerator<Buffer> {
  for (const extent of extents) {
    if ("seed" in extent) {
      yield* virtualBytes(extent.seed, extent.offset, extent.length);
      continue;
    }
    const { offset, length } = extent;
    yield* createReadStream(join(content.folder, extent.content), {
      start: offset,
      end: offset + length - 1,
      highWaterMark: 1 << 18,
    }) as AsyncIterable<Buffer>;
  }
}
