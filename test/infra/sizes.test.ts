import { describe, expect, test } from "vitest";
import production from "../../infra/stages/production.ts";
import { parseStage, type Stage } from "../../infra/stages/schema.ts";
import { sizesOf, vendorsThatFit } from "../../infra/stages/sizes.ts";
import { overSize } from "./checks/sizes.ts";
import { evaluate, evaluating, only } from "./evaluation.ts";

const source = (index: number): Stage["sources"][number] => ({
  vendor: `laboratory-${index}`,
  accountId: `${400_000_000_000 + index}`,
  bucket: `laboratory-${`${index}`.padStart(4, "0")}-deliveries`,
  prefix: "outgoing/",
  kmsKeyArn: `arn:aws:kms:eu-central-1:${400_000_000_000 + index}:key/11111111-1111-1111-1111-${400_000_000_000 + index}`,
});
const withVendors = (count: number) => ({
  ...production,
  sources: Array.from({ length: count }, (_none, index) => source(index)),
});

describe("how many vendors a stage holds", () => {
  const most = (() => {
    let count = 1;
    while (!isRefused(count + 1)) count += 1;
    return count;
  })();

  test("is more than thirty, each with a prefix and a key", () => {
    expect(most).toBeGreaterThan(30);
  });

  test("one more is refused with the field, what would be too large, and the remedy", () => {
    expect(() => parseStage("production", withVendors(most + 1))).toThrow(
      /sources: the transfer role's policy would have \d+ of 10240 characters: fewer vendors/,
    );
  });

  test("two hundred are refused before anything is made", () => {
    expect(isRefused(200)).toBe(true);
  });

  test("is told by how many more fit", () => {
    const told = vendorsThatFit(parseStage("production", withVendors(1)));
    expect(Math.abs(told + 1 - most)).toBeLessThanOrEqual(3);
    expect(vendorsThatFit(parseStage("production", withVendors(most)))).toBe(0);
  });

  test("is computed no smaller than what a deploy registers", { timeout: evaluating }, async () => {
    const edits = [
      {
        file: "infra/stages/production.ts",
        find: "  sources: [",
        replace: `  sources: [${Array.from({ length: most - 1 }, (_none, index) => `${JSON.stringify(source(index))},`).join("")}`,
      },
    ];
    const evaluation = await evaluate({ stage: "production", edits });
    const policy = only(evaluation, "aws:iam/rolePolicy:RolePolicy", "TransferPolicy");
    const door = only(evaluation, "aws:ec2/vpcEndpoint:VpcEndpoint", "NetworkS3");
    const task = only(evaluation, "aws:ecs/taskDefinition:TaskDefinition", "CoordinatorTask");
    const registered = [policy.inputs.policy, door.inputs.policy, JSON.stringify(task.inputs)].map(
      (one) => `${one}`.length,
    );
    const computed = sizesOf(parseStage("production", withVendors(most)));
    expect(computed.map(({ characters }, index) => characters + 250 >= (registered[index] ?? 0))).toEqual([
      true,
      true,
      true,
    ]);
    expect([policy, door, task].map(overSize)).toEqual([null, null, null]);
  });
});

function isRefused(count: number): boolean {
  try {
    parseStage("production", withVendors(count));
    return false;
  } catch {
    return true;
  }
}
