import { join } from "node:path";
import { StackRefused } from "./home.ts";
import { type Lock, tryLock } from "./lock-file.ts";

/**
 * Makes this process the only one on a HOME_DIR. A lock whose process is gone is taken over.
 * @throws StackRefused while another stack lives there.
 */
export async function lockHome(home: string): Promise<Lock> {
  const path = join(home, "stack.lock");
  const lock = await tryLock(path);
  if ("release" in lock) return lock;
  throw new StackRefused(
    lock.heldBy === 0
      ? `The lock ${path} cannot be taken. Remove it if no stack runs on ${home}.`
      : `A local stack already runs on ${home} (process ${lock.heldBy}). Stop it, or give this one another folder with --home DIR or S3MIRROR_HOME=DIR.`,
  );
}
