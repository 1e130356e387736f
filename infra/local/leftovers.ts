import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "@s3mirror/local-aws/running";
import { z } from "zod";

const left = z.object({ processes: z.array(z.object({ role: z.string(), pid: z.int() })) });

/**
 * Waits, at most 10 s, for what a stack that was killed left behind: its processes end by themselves when their stdin
 * does, and must not write into a folder together with their successors.
 */
export async function awaitLeftovers(home: string): Promise<void> {
  const text = await readFile(join(home, "endpoints.json"), "utf8").catch(() => "{}");
  const parsed = left.safeParse(JSON.parse(text || "{}"));
  if (!parsed.success) return;
  const deadline = Date.now() + 10_000;
  for (const { pid } of parsed.data.processes) {
    while (pid !== process.pid && isRunning(pid) && Date.now() < deadline) await sleep(50);
  }
}
