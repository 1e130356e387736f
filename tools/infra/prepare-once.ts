import { access, readFile, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { tryLock } from "@s3mirror/infra-local/lock-file";

export type Preparation = {
  /** The file that says what was prepared last; beside it lies the lock. */
  stamp: string;
  /** What is wanted now, as text: where the stamp says the same, nothing is done. */
  wanted: string;
  /** A file that stands once it is done; where somebody has taken it away, it is done again. */
  result: string;
  install: () => Promise<void>;
};

/**
 * Prepares what is not prepared yet. Of several processes one does it, and the others wait until it has; where it fails, the
 * next one tries. @returns whether this process did it. @throws what `install` throws
 */
export async function prepareOnce({ stamp, wanted, result, install }: Preparation): Promise<boolean> {
  const isPrepared = async () => (await readFile(stamp, "utf8").catch(() => "")) === wanted && (await exists(result));
  if (await isPrepared()) return false;
  const lock = await lockWhenFree(`${stamp}.lock`);
  try {
    if (await isPrepared()) return false;
    await install();
    await writeFile(stamp, wanted);
    return true;
  } finally {
    await lock.release();
  }
}

async function lockWhenFree(path: string) {
  for (;;) {
    const lock = await tryLock(path);
    if ("release" in lock) return lock;
    await sleep(200);
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
