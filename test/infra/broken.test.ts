import { beforeAll, expect, test } from "vitest";
import { findProblems, settingsOf } from "./checks/find-problems.ts";
import { type Edit, evaluate } from "./evaluation.ts";
import { describePrepared } from "./prepared.ts";

const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

/** Deliberate mistakes in our own files, made all at once, and what the checks must say of each. */
const mistakes: [problem: string, ...edits: Edit[]][] = [
  [
    "CoordinatorTaskRole may do too much",
    edit("infra/coordinator.ts", 'actions: ["sns:Publish"]', 'actions: ["sns:*"]'),
  ],
  ["CopierTaskRole may do too much", edit("infra/copier.ts", "resources: [needsAction.arn]", 'resources: ["*"]')],
  [
    "WebTaskRole has the managed policy arn:aws:iam::aws:policy/AdministratorAccess",
    edit(
      "infra/service-transform.ts",
      "taskRole: (args) => {",
      'taskRole: (args) => { args.managedPolicyArns = ["arn:aws:iam::aws:policy/AdministratorAccess"];',
    ),
  ],
  [
    "TransferRole may be assumed by more than one service, or without a condition",
    edit(
      "infra/transfer-role.ts",
      'conditions: [{ test: "ArnEquals"',
      'conditions: [] as never[], x: [{ test: "ArnEquals"',
    ),
  ],
  [
    "CopierExecutionRole is not within the permissions boundary",
    edit("infra/everywhere.ts", "args.permissionsBoundary ??= settings.permissionsBoundaryArn;", ""),
  ],
  [
    "the transfer role goes with the stage: grants are lost",
    edit("infra/transfer-role.ts", "retainOnDelete: isGranted", "retainOnDelete: false"),
  ],
  [
    "the copy queue does not redrive to its dead-letter queue after 50 receives",
    edit("infra/queues.ts", "{ queue: copyDeadLetters.arn, retry: 50 }", "undefined"),
  ],
  [
    "NeedsActionQueue may be reached without TLS",
    edit("infra/queues.ts", "resources: [made.arn]", 'resources: name === "NeedsAction" ? [] : [made.arn]'),
  ],
  ["EvidenceBucket may be public", edit("infra/evidence.ts", "cors: false,", 'cors: false, access: "public",')],
  [
    "DatabaseClosed lets anybody in",
    edit(
      "infra/database.ts",
      'description: "No way',
      'ingress: [{ protocol: "tcp", fromPort: 5432, toPort: 5432, cidrBlocks: ["0.0.0.0/0"] }], description: "No way',
    ),
  ],
  [
    "a backlog of 10 wants 1 copiers, and step scaling sets 2",
    edit("infra/scaling-steps.ts", "{backlogFrom - threshold}", "{backlogFrom - threshold - Math.min(index, 1)}"),
    edit("infra/scaling-steps.ts", "{next.backlogFrom - threshold}", "{next.backlogFrom - threshold - 1}"),
  ],
  [
    "CopierService rolls before the migration",
    edit("infra/service-transform.ts", "options.dependsOn = [migration];", ""),
  ],
  [
    "CopierService has a public address in production",
    edit("infra/service-transform.ts", "assignPublicIp: hasPublicIps", "assignPublicIp: true"),
  ],
  ["the ledger may be deleted", edit("infra/database.ts", "args.deletionProtection = production;", "")],
];

describePrepared("the checks of the infrastructure find", () => {
  let problems: string[] = [];
  beforeAll(async () => {
    const evaluation = await evaluate({ stage: "production", edits: mistakes.flatMap(([, ...edits]) => edits) });
    problems = findProblems(evaluation, await settingsOf("production"));
  });

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
