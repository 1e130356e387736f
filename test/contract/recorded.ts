import { test } from "vitest";

/**
 * One thing that AWS was recorded, or is documented, to do. The name and the source stand in the test's name, so that a
 * run against another server lists what differs and where the truth was read.
 */
export function recorded(name: string, { source, promise }: { source: string; promise: () => Promise<void> }): void {
  test(`${name} [${source}]`, promise);
}
