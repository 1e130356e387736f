import { matches } from "@s3mirror/local-aws/iam/matches";
import type { Statement } from "./policy.ts";

/** One call as IAM sees it. `context` holds condition keys and their values. */
export type Call = { principal: string; action: string; resource: string; context: Record<string, string> };

/** Everything that has a say in a call. What is left out does not limit it. */
export type Policies = {
  /** The caller's own. */
  identity: Statement[];
  /** What its session was narrowed to. */
  session?: Statement[] | undefined;
  boundary?: Statement[] | undefined;
  /** What lies at the resource. */
  resource?: Statement[] | undefined;
  /** The resource is another account's, or a role: what lies there must allow the call as well. */
  needsResource?: boolean | undefined;
};

/**
 * Whether AWS would let a call pass (IAM User Guide, "Policy evaluation logic"): no statement denies it, and each policy
 * that limits it allows it. @throws Error for a condition that this reader does not know
 */
export function isAllowed(policies: Policies, call: Call): boolean {
  const { identity, session, boundary, resource = [], needsResource } = policies;
  const limits = [identity, session, boundary].filter((one) => one !== undefined);
  const denied = [...limits, resource].flat().some((one) => one.Effect === "Deny" && applies(one, call));
  const allows = (statements: Statement[]) => statements.some((one) => one.Effect === "Allow" && applies(one, call));
  return !denied && limits.every(allows) && (!needsResource || allows(resource));
}

function applies(statement: Statement, call: Call): boolean {
  return (
    list(statement.Action).some((pattern) => matches(pattern, call.action, "i")) &&
    (statement.Resource === undefined || list(statement.Resource).some((pattern) => matches(pattern, call.resource))) &&
    (statement.Principal === undefined || isMeant(statement.Principal, call.principal)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, list(values), call.context[key])),
    )
  );
}

/** An account stands for everybody in it. */
function isMeant(principal: NonNullable<Statement["Principal"]>, caller: string): boolean {
  if (principal === "*") return true;
  const account = caller.split(":")[4];
  return list(principal.AWS).some((one) => one === "*" || one === caller || one === `arn:aws:iam::${account}:root`);
}

/** A key that the call does not have meets none of these, but for those that ask only where there is one. */
function holds(operator: string, values: string[], value: string | undefined): boolean {
  if (operator.endsWith("IfExists")) {
    return value === undefined || holds(operator.replace(/IfExists$/, ""), values, value);
  }
  switch (operator) {
    case "StringEquals":
    case "ArnEquals":
    case "Bool":
      return value !== undefined && values.includes(value);
    case "StringLike":
      return value !== undefined && values.some((pattern) => matches(pattern, value));
    default:
      throw new Error(`The simulation does not know the condition ${operator}`);
  }
}

function list(value: string | string[] | undefined): string[] {
  return value === undefined ? [] : [value].flat();
}
