import { link, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { processStart } from "@s3mirror/local-aws/running";
import { z } from "zod";
import { StackRefused } from "./home.ts";

const holder = z.object({ pid: z.int(), startedAt: z.string() });

/**
 * Makes this process the only one on a HOME_DIR. A lock whose process is gone is taken over.
 * @throws StackRefused while another stack lives there.
 */
export async function lockHome(home: string): Promise<{ release(): Promise<void> }> {
  const path = join(home, "stack.lock");
  const own = `${path}.${process.pid}`;
  const text = JSON.stringify({ pid: process.pid, startedAt: processStart(process.pid) });
  await writeFile(own, text);
  try {
    // A link is made whole or not at all, so nobody ever reads half a lock.
    for (let round = 0; !(await tryLink(own, path)); round += 1) {
      const other = await readHolder(path);
      if (other !== undefined && processStart(other.pid) === other.startedAt) {
        throw new StackRefused(
          `A local stack already runs on ${home} (process ${other.pid}). Stop it, or give this one another folder with --home DIR or S3MIRROR_HOME=DIR.`,
        );
      }
      if (round > 10)
        throw new StackRefused(`The lock ${path} cannot be taken. Remove it if no stack runs on ${home}.`);
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
