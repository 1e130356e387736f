import { setTimeout as sleep } from "node:timers/promises";
import type { Stack } from "@s3mirror/infra-local/stack";

/** Every role of a stack, as often as it has processes: what dies is drawn from here, whatever lives at the moment. */
const roles = "s3 sqs sns rds-data ecs postgres postmaster coordinator coordinator copier copier".split(" ");

/**
 * Kills `kills` processes of a stack with SIGKILL, one after the other, each at a moment after something had `moved` since
 * the last: else a slow machine would only see processes die that are just starting. The seed decides which role dies
 * when, so that a run can be played again as nearly as processes allow: one that is between two lives is waited for.
 * @param input.moved resolves once something has moved, or nothing will for a while
 * @returns the roles that died, in their order
 */
export async function killBySeed(
  stack: Stack,
  input: { seed: number; kills: number; moved: () => Promise<unknown> },
): Promise<string[]> {
  const random = randomOf(input.seed);
  const killed: string[] = [];
  for (let kill = 0; kill < input.kills; kill += 1) {
    const [waitMs, at, which] = [300 + random() * 1_200, random(), random()];
    await input.moved();
    await sleep(waitMs);
    const role = roles[Math.floor(at * roles.length)] ?? "";
    const pid = await findPid(stack, role, which);
    killed.push(pid !== null && kills(pid) ? role : `(no ${role})`);
  }
  return killed;
}

async function findPid(stack: Stack, role: string, which: number): Promise<number | null> {
  for (let round = 0; round < 100; round += 1) {
    const alive = (await stack.processes()).filter((one) => one.role === role);
    const victim = alive[Math.floor(which * alive.length)];
    if (victim !== undefined) return victim.pid;
    await sleep(50);
  }
  return null;
}

function kills(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/** Numbers from 0 to below 1; the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
