import { beforeAll, describe, expect, test } from "vitest";
import { findProblems, settingsOf } from "./checks/find-problems.ts";
import { evaluate, evaluating } from "./evaluation.ts";
import { edit, mistakes } from "./mistakes.ts";
import { readRecordedActions } from "./recorded-actions.ts";

describe("the checks of the infrastructure find", () => {
  let problems: string[] = [];
  beforeAll(async () => {
    const evaluation = await evaluate({ stage: "production", edits: mistakes.flatMap(([, ...edits]) => edits) });
    problems = findProblems(evaluation, await settingsOf("production"), await readRecordedActions());
  }, evaluating);

  test.each(mistakes)("%s", (problem) => {
    expect(problems.join("\n")).toContain(problem);
  });

  test("an edit that no longer fits the file it breaks", async () => {
    const edits = [edit("infra/queues.ts", "no such line", "")];
    await expect(evaluate({ stage: "production", edits })).rejects.toThrow(
      'infra/queues.ts no longer holds "no such line"',
    );
  });
});
