/**
 * How many copiers a backlog deserves: from `backlogFrom` files (waiting and in flight) on, `copiers`. The one ladder
 * of the native step scaling, the coordinator's wake-up and the local fleet. Its last rung lies below what the relay lets
 * out of one transfer: step scaling sees the queue only, and would pull against a coordinator that sees all that waits.
 */
export const scalingLadder: readonly { backlogFrom: number; copiers: number }[] = [
  { backlogFrom: 1, copiers: 1 },
  { backlogFrom: 11, copiers: 2 },
  { backlogFrom: 21, copiers: 4 },
  { backlogFrom: 41, copiers: 8 },
  { backlogFrom: 101, copiers: 16 },
  { backlogFrom: 251, copiers: 32 },
  { backlogFrom: 1_001, copiers: 64 },
  { backlogFrom: 4_001, copiers: 128 },
];

/**
 * The desired number of copiers, within `min` and `max` (which wins over `min`). Never falls as the backlog grows; at
 * least 1 for any backlog if `max` allows one.
 */
export function desiredCopiers(input: { backlog: number; min: number; max: number }): number {
  const backlog = Math.ceil(input.backlog);
  const step = scalingLadder.findLast((rung) => backlog >= rung.backlogFrom);
  return Math.min(input.max, Math.max(input.min, step?.copiers ?? 0));
}
