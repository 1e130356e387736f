import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { overSize } from "../checks/sizes.ts";
import type { Resource } from "../evaluation.ts";

/** A resource as the engine keeps it in a stage's state. */
export type Kept = Pick<Resource, "urn" | "type" | "id" | "custom" | "inputs" | "outputs"> & {
  parent: string | undefined;
  protect: boolean;
  retainOnDelete: boolean;
};

/** Everything of AWS that stands in the account, whichever stage made it. */
export type Account = Kept[];

export function readAccount(file: string): Account {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Account) : [];
}

export function writeAccount(file: string, account: Account): void {
  writeFileSync(file, JSON.stringify(account));
}

/** Kinds of which a second one with the same name is refused; the others are overwritten, or get a name of their own. */
const uniqueByName = ["aws:iam/role:Role", "aws:budgets/budget:Budget"];

/**
 * What the engine and AWS say against making or adopting this one, or null. Adopted is only what is described as it stands
 * (Pulumi, "Importing resources": the inputs have to match, but for what is ignored).
 */
export function refuseToMake({ type, inputs, options }: Resource, account: Account): string | null {
  const tooLarge = overSize({ type, inputs });
  if (tooLarge !== null) return tooLarge;
  const standing = account.find((one) => one.type === type && one.inputs.name === inputs.name);
  if (options.import === "") {
    const isTaken = standing !== undefined && uniqueByName.includes(type);
    return isTaken ? `EntityAlreadyExists: ${type} with name ${inputs.name} already exists.` : null;
  }
  if (standing?.id !== options.import) return `resource '${options.import}' does not exist`;
  const names = [...new Set([...Object.keys(inputs), ...Object.keys(standing.inputs)])];
  const differing = names.filter(
    (name) =>
      !options.ignoreChanges.includes(name) && JSON.stringify(inputs[name]) !== JSON.stringify(standing.inputs[name]),
  );
  return differing.length === 0 ? null : `inputs to import do not match the existing resource: ${differing.join(", ")}`;
}

/** What the engine and AWS say against deleting this one, or null. */
export function refuseToDelete({ urn, type, protect, inputs }: Kept): string | null {
  if (protect) return `resource "${urn}" cannot be deleted because it is protected`;
  const isLocked = inputs.deletionProtection === true || inputs.enableDeletionProtection === true;
  return isLocked ? `${type}: cannot delete protected ${urn}` : null;
}
