import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { findProblems, settingsOf } from "./checks/find-problems.ts";
import { evaluate, ofType } from "./evaluation.ts";
import { describePrepared, evaluating } from "./prepared.ts";
import { readRecordedActions } from "./recorded-actions.ts";
import { root } from "./root.ts";

describePrepared("the infrastructure, evaluated with SST's real components", () => {
  test("its types are those of the real components", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await promisify(execFile)(process.execPath, [tsc, "-p", join(root, "infra")]);
  });

  test.each([{ stage: "production" }, { stage: "dev" }, { stage: "jo" }, { stage: "jo", dev: true }])(
    "nothing is wrong with $stage (sst dev: $dev)",
    async (input) => {
      const evaluation = await evaluate(input);
      expect(ofType(evaluation, "aws:iam/role:Role").length).toBeGreaterThan(input.dev ? 3 : 5);
      expect(findProblems(evaluation, await settingsOf(input.stage), await readRecordedActions())).toEqual([]);
    },
    evaluating,
  );
});
