import { chmod, rename, writeFile } from "node:fs/promises";

/** Replaces a file in one step: whoever reads sees the old text or the new one, never half of it. */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  await writeFile(unfinished, text, { mode });
  await chmod(unfinished, mode);
  await rename(unfinished, path);
}
