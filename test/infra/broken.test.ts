import { beforeAll, expect, test } from "vitest";
import { findProblems, settingsOf } from "./checks/find-problems.ts";
import { type Edit, evaluate } from "./evaluation.ts";
import { describePrepared, evaluating } from "./prepared.ts";
import { readRecordedActions } from "./recorded-actions.ts";

const edit = (file: string, find: string, replace: string): Edit => ({ file, find, replace });

/** Each told by a simulation of the calls that our programs were recorded making. */
const wrongRights: [problem: string, ...edits: Edit[]][] = [
  [
    "CoordinatorTaskRole may not sts:AssumeRole on the transfer role",
    edit("infra/coordinator.ts", '{ actions: ["sts:AssumeRole"], resources: [transferRoleArn] },', ""),
  ],
  [
    "CopierTaskRole may not sqs:ChangeMessageVisibility on the copy queue",
    edit("infra/copier.ts", ', "sqs:ChangeMessageVisibility"', ""),
  ],
  [
    "CopierTaskRole may sqs:PurgeQueue on arn:aws:sqs:",
    edit("infra/copier.ts", '"sqs:ReceiveMessage",', '"sqs:ReceiveMessage", "sqs:PurgeQueue",'),
  ],
  [
    "MigrateRole may not rds-data:CommitTransaction on the ledger",
    edit("infra/permissions.ts", '"rds-data:CommitTransaction", ', ""),
  ],
  [
    "TransferRole may not s3:GetObjectVersion on the destination object",
    edit(
      "infra/transfer-policy.ts",
      '"s3:GetObjectVersion",\n        "s3:AbortMultipartUpload"',
      '"s3:AbortMultipartUpload"',
    ),
  ],
  [
    "TransferRole may s3:PutObject on arn:aws:s3:::example-company-sequencing/*, which nobody",
    edit(
      "infra/transfer-policy.ts",
      "unique(destinations.map(objectsArn))",
      'unique(destinations.map((one) => bucketArn(one) + "/*"))',
    ),
  ],
  [
    "TransferRole may s3:PutObject on arn:aws:s3:::example-company-sequencing/incoming/run-7/a.fastq.gz beside its prefix",
  ],
  [
    "TransferRole may s3:GetObject on arn:aws:s3:::example-laboratory-deliveries/outgoing/run-7/a.fastq.gz whatever s3:ResourceAccount is",
    edit(
      "infra/transfer-policy.ts",
      "resources: unique(sources.map(objectsArn)),\n      conditions: [vendors],",
      "resources: unique(sources.map(objectsArn)),",
    ),
  ],
  [
    "TransferRole may s3:ListBucket on arn:aws:s3:::example-laboratory-deliveries whatever is listed",
    edit(
      "infra/transfer-policy.ts",
      'test: "StringLike",\n        variable: "s3:prefix",\n        values: limited',
      'test: "StringLike",\n        variable: "s3:prefix",\n        values: ["*"].length > 0 ? ["*"] : limited',
    ),
  ],
  [
    "WebTaskRole may assume the transfer role",
    edit("sst.config.ts", "coordinator.nodes.taskRole.arn]", "coordinator.nodes.taskRole.arn, web.nodes.taskRole.arn]"),
    edit("sst.config.ts", 'await import("./infra/web.ts")', 'const { web } = await import("./infra/web.ts")'),
  ],
];

/** Deliberate mistakes in our own files, made all at once, and what the checks must say of each. */
const mistakes: [problem: string, ...edits: Edit[]][] = [
  ["CoordinatorTaskRole may do too much", edit("infra/coordinator.ts", '"sns:Publish",', '"sns:*",')],
  ["CopierTaskRole may do too much", edit("infra/copier.ts", "resources: [needsAction.arn]", 'resources: ["*"]')],
  ...wrongRights,
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
    edit("infra/service-transform.ts", "options.dependsOn = [migration]", "options.dependsOn = [migration].slice(1)"),
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
