import { setTimeout as sleep } from "node:timers/promises";
import type { World } from "./call.ts";

/** Waits as long as a copy of so many bytes takes at the configured speed. True where it waited at all. */
export async function paceCopy(world: World, sizeBytes: number): Promise<boolean> {
  const speed = world.latency.now.copyBytesPerSecond;
  if (speed === undefined || sizeBytes === 0) return false;
  await sleep((sizeBytes / speed) * 1000);
  return true;
}

/** Waits as long as any request takes. */
export async function paceRequest(world: World): Promise<void> {
  const { requestMs } = world.latency.now;
  if (requestMs !== undefined && requestMs > 0) await sleep(requestMs);
}
