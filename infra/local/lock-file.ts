import { link, readFile, rm, writeFile } from "node:fs/promises";
import { processStart } from "@s3mirror/local-aws/running";
import { z } from "zod";

const holder = z.object({ pid: z.int(), startedAt: z.string() });

export type Lock = { release(): Promise<void> };

/**
 * Makes this process the only holder of the file `path`. A lock whose process is gone is taken over.
 * @returns the other's process id while another living process holds it; 0 where the file cannot be taken.
 */
export async function tryLock(path: string): Promise<Lock | { heldBy: number }> {
  const own = `${path}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) });
  await writeFile(own, text);
  try {
    // A link is made whole or not at all, so nobody ever reads half a lock.
    for (let round = 0; !(await tryLink(own, path)); round += 1) {
      const other = await readHolder(path);
      if (other !== undefined && processStart(other.pid) === other.startedAt) return { heldBy: other.pid };
      if (round > 10) return { heldBy: 0 };
      await rm(path, { force: true });
    }
  } finally {
    await rm(own, { force: true });
  }
  return {
    async release() {
      if ((await readFile(path, "utf8").catch(() => "")) === text) await rm(path, { force: true });
    },
  };
}

function tryLink(own: string, path: string): Promise<boolean> {
  return link(own, path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "EEXIST") return false;
      throw error;
    },
  );
}

async function readHolder(path: string): Promise<z.infer<typeof holder> | undefined> {
  try {
    return holder.parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}
