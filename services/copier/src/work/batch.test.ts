import { expect, test } from "vitest";
import { makeManualClock } from "../testing/manual-clock.ts";
import { makeBatch } from "./batch.ts";

function makeSending(input: { most: number; waitMs: number; atOnce: number }) {
  const clock = makeManualClock();
  const sent: number[][] = [];
  const ends: (() => void)[] = [];
  const batch = makeBatch<number>({
    clock,
    ...input,
    send: (items) => {
      sent.push(items);
      return new Promise((resolve) => ends.push(resolve));
    },
  });
  return { clock, batch, sent, ends };
}

test("a full batch is sent at once, in order, the rest when its time has come", async () => {
  const { clock, batch, sent, ends } = makeSending({ most: 3, waitMs: 100, atOnce: 2 });
  for (const n of [1, 2, 3, 4]) batch.add(n);
  expect(sent).toEqual([[1, 2, 3]]);
  await clock.advance(99);
  expect(sent).toHaveLength(1);
  await clock.advance(1);
  expect(sent).toEqual([[1, 2, 3], [4]]);
  expect(batch.size()).toBe(4);
  for (const end of ends) end();
  await batch.drain();
  expect(batch.size()).toBe(0);
});

test("draining sends what waits without waiting, and ends when all is sent", async () => {
  const { batch, sent, ends } = makeSending({ most: 10, waitMs: 1_000, atOnce: 1 });
  for (let n = 0; n < 25; n += 1) batch.add(n);
  let drained = false;
  const drain = batch.drain().then(() => {
    drained = true;
  });
  while (sent.flat().length < 25) {
    ends.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(drained).toBe(false);
  for (const end of ends) end();
  await drain;
  expect(sent.flat()).toEqual(Array.from({ length: 25 }, (_, n) => n));
});
