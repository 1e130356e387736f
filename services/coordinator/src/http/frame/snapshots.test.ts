import { describe, expect, it } from "vitest";
import { Snapshots } from "./snapshots.ts";

const opened = (keepMs: number) => {
  const clock = { nowMs: 0 };
  let reads = 0;
  const snapshots = new Snapshots({ keepMs, nowMs: () => clock.nowMs });
  return {
    clock,
    snapshots,
    reads: () => reads,
    read: async () => {
      reads += 1;
      return reads;
    },
  };
};

describe("Snapshots", () => {
  it("reads once for all who ask while it is under way, and for as long as it is kept", async () => {
    const { snapshots, read, clock } = opened(1_000);
    expect(await Promise.all([1, 2, 3].map(() => snapshots.take("a", read)))).toEqual([1, 1, 1]);
    clock.nowMs = 999;
    expect(await snapshots.take("a", read)).toBe(1);
    clock.nowMs = 1_000;
    expect(await snapshots.take("a", read)).toBe(2);
  });

  it("lets those who come late to a slow read wait for it, and begins no second one", async () => {
    const { snapshots, read, clock, reads } = opened(1_000);
    let answer: (value: number) => void = () => undefined;
    const slow = new Promise<number>((resolve) => {
      answer = resolve;
    });
    const first = snapshots.take("a", () => slow);
    clock.nowMs = 5_000;
    const late = snapshots.take("a", read);
    answer(7);
    expect(await Promise.all([first, late])).toEqual([7, 7]);
    expect(reads()).toBe(0);
    expect(await snapshots.take("a", read)).toBe(1);
  });

  it("keeps no failure, and nothing once something was changed", async () => {
    const { snapshots, read } = opened(1_000);
    await expect(snapshots.take("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
    expect(await snapshots.take("a", read)).toBe(1);
    snapshots.forget();
    expect(await snapshots.take("a", read)).toBe(2);
  });

  it("does not give what was read before a change to who asks after it, though the read ends later", async () => {
    const { snapshots, read } = opened(1_000);
    let answer: (value: number) => void = () => undefined;
    const before = snapshots.take("a", () => new Promise<number>((resolve) => (answer = resolve)));
    snapshots.forget();
    expect(await snapshots.take("a", read)).toBe(1);
    answer(7);
    expect(await before).toBe(7);
    expect(await snapshots.take("a", read)).toBe(1);
  });

  it("keeps a bounded number, and reads the others without keeping them", async () => {
    const { snapshots, read, clock, reads } = opened(1_000);
    for (let n = 0; n < 1_000; n += 1) await snapshots.take(`${n}`, read);
    await snapshots.take("0", read);
    await snapshots.take("999", read);
    expect(reads()).toBe(1_001);
    clock.nowMs = 1_000;
    await snapshots.take("999", read);
    await snapshots.take("999", read);
    expect(reads()).toBe(1_002);
  });
});
