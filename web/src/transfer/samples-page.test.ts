import { expect, test } from "vitest";
import type { Sample } from "../api/types.ts";
import { readUnreadySamples } from "./samples-page.ts";

const sample = (id: string, state: Sample["state"]): Sample => ({
  id,
  guessed: true,
  state,
  counts: {
    total: 2,
    planned: 0,
    queued: 0,
    copying: 0,
    verifying: 0,
    copied: 0,
    skipped: 0,
    waived: 0,
    deadLettered: 0,
    cancelled: 0,
  },
  bytes: { total: 0, copied: 0 },
});

test("a sample that needs somebody is shown, however many others come before it by name", async () => {
  const all = Array.from({ length: 40 }, (_, n) =>
    sample(`NL${100 + n}`, n === 37 ? "needs_attention" : "in_progress"),
  );
  const page = await readUnreadySamples(async ({ state, limit }) => ({
    items: all.filter((one) => one.state === state).slice(0, limit),
    nextCursor: null,
  }));
  expect(page.items.map(({ id }) => id)).toEqual(["NL137", ...all.slice(0, 9).map(({ id }) => id)]);
});
