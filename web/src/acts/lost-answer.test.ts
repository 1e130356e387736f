import { expect, test } from "vitest";
import { ApiFailure } from "../api/api-failure.ts";
import { isLostAnswer, isTooSoon } from "./lost-answer.ts";

const answered = (status: number) => new ApiFailure({ status, code: "x", title: "x", detail: "", errors: [] });

test("whoever heard nothing, or that the ledger did not answer, may have had an effect; whoever was refused has not", () => {
  expect([new TypeError("Failed to fetch"), answered(502), answered(503)].map(isLostAnswer)).toEqual([
    true,
    true,
    true,
  ]);
  expect([answered(403), answered(409), answered(422), answered(429)].map(isLostAnswer)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect([answered(429), answered(409)].map(isTooSoon)).toEqual([true, false]);
});
