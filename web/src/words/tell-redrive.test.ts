import { expect, test } from "vitest";
import { tellRedrive } from "./tell-redrive.ts";

test.each([
  [3, 0, 0, "3 files are being copied."],
  [1, 2, 0, "1 file is being copied. 2 files are still refused."],
  [0, 1, 0, "1 file is still refused: nothing was remedied yet, and nothing changed."],
  [0, 0, 0, "Nothing was left to try again."],
  [
    10_000,
    0,
    40_000,
    "10,000 files are being copied. 40,000 files are still being asked about; what is remedied moves by itself.",
  ],
])("of %i that move, %i refused and %i pending it is said", (redriven, stillFailing, pending, told) => {
  expect(tellRedrive({ redriven, stillFailing, pending })).toBe(told);
});
