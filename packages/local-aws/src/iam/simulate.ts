import { z } from "zod";
import { AwsError, notImplemented } from "../wire/aws-error.ts";
import { matches, UnknownVariable } from "./matches.ts";

const oneOrMore = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const policySchema = z.strictObject({
  Version: z.literal("2012-10-17"),
  Statement: z.array(
    z.strictObject({
      Sid: z.string().optional(),
      Effect: z.enum(["Allow", "Deny"]),
      Action: oneOrMore,
      Resource: oneOrMore,
      Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).default({}),
    }),
  ),
});
type Statement = z.output<typeof policySchema>["Statement"][number];

/** One call to be judged. `context` holds condition keys in lower case. */
export type Question = { action: string; resource: string; context: Map<string, string[]> };

export type Decision = { decision: "allowed" | "explicitDeny" | "implicitDeny"; missing: string[] };

/**
 * What policies say of a call (IAM, "Policy evaluation logic"): a Deny that applies wins, then an Allow, else nothing
 * allows it. A condition on a key that was not given does not hold; `missing` names it, as the simulator does.
 * @throws AwsError for a policy or an operator that this reader does not know
 */
export function simulate(policies: readonly string[], question: Question): Decision {
  const missing = new Set<string>();
  const applying = policies.flatMap(readPolicy).filter((statement) => {
    try {
      return applies(statement, question, missing);
    } catch (error) {
      if (error instanceof UnknownVariable) throw notImplemented(`the variable ${error.message} in a policy`);
      throw error;
    }
  });
  const decision = applying.some(({ Effect }) => Effect === "Deny")
    ? "explicitDeny"
    : applying.length > 0
      ? "allowed"
      : "implicitDeny";
  return { decision, missing: [...missing] };
}

function readPolicy(text: string): Statement[] {
  const policy = policySchema.safeParse(JSON.parse(text));
  if (policy.success) return policy.data.Statement;
  throw new AwsError("PolicyEvaluation", `The policy is not understood: ${z.prettifyError(policy.error)}`);
}

function applies({ Action, Resource, Condition }: Statement, asked: Question, missing: Set<string>): boolean {
  if (!Action.some((pattern) => matches(pattern, asked.action, "i"))) return false;
  if (!Resource.some((pattern) => matches(pattern, asked.resource))) return false;
  return Object.entries(Condition).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const given = asked.context.get(key.toLowerCase());
      if (given === undefined) missing.add(key);
      const [, plain = operator, ifExists] = /^(\w+?)(IfExists)?$/.exec(operator) ?? [];
      return given?.some((value) => holds(plain, values, value)) ?? ifExists !== undefined;
    }),
  );
}

function holds(operator: string, values: string[], value: string): boolean {
  switch (operator) {
    case "StringEquals":
    case "ArnEquals":
    case "Bool":
      return values.includes(value);
    case "StringLike":
      return values.some((pattern) => matches(pattern, value));
    default:
      throw notImplemented(`the condition ${operator} of SimulatePrincipalPolicy`);
  }
}
