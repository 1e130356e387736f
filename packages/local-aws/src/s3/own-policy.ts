import { z } from "zod";
import { type Policy, readScope } from "./policy.ts";
import { notImplemented, S3Error } from "./s3-error.ts";

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);
const statementSchema = z.strictObject({
  Sid: z
    .string()
    .regex(/^[A-Za-z0-9]*$/)
    .optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});
const policySchema = z.strictObject({
  Version: z.literal("2012-10-17"),
  Id: z.string().optional(),
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema).min(1)]),
});

/**
 * Reads a policy that says what its holder may do, whoever that is: a role's own, or one that narrows a session (IAM,
 * "Grammar of the IAM JSON policy language"). What the language has and this reader has not is refused by name.
 * @throws MalformedPolicyDocument, NotImplemented
 */
export function readOwnPolicy(text: string): Policy {
  const json = parseJson(text);
  refuseElements(json);
  const policy = policySchema.safeParse(json);
  if (!policy.success) throw malformed(`Syntax errors in policy. (${z.prettifyError(policy.error)})`);
  const sids = policy.data.Statement.flatMap(({ Sid }) => (Sid ? [Sid] : []));
  if (new Set(sids).size < sids.length) throw malformed("Statement IDs (SID) in a single policy must be unique.");
  return policy.data.Statement.map((statement) => {
    for (const action of [statement.Action].flat()) {
      if (action === "*" || /^[\w-]+:[\w*?]+$/.test(action)) continue;
      throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
    }
    for (const resource of [statement.Resource].flat()) {
      if (resource === "*" || /^arn:[^:]+:[^:]+:[^:]*:[^:]*:./s.test(resource)) continue;
      throw malformed(`Resource ${resource} must be in ARN format or "*".`);
    }
    return { effect: statement.Effect, applies: readScope(statement) };
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
}

function refuseElements(json: unknown): void {
  const isObject = (value: unknown): value is object =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isObject(json)) return;
  // Where nothing is said it is the older language, in which variables stand for nothing.
  if (!("Version" in json) || json.Version === "2008-10-17") throw notImplemented("policies of version 2008-10-17");
  for (const statement of "Statement" in json ? [json.Statement].flat() : []) {
    if (!isObject(statement)) continue;
    if ("Principal" in statement || "NotPrincipal" in statement) {
      throw malformed("Policy document should not specify a principal.");
    }
    for (const name of ["NotAction", "NotResource"]) {
      if (name in statement) throw notImplemented(`${name} in a policy`);
    }
  }
}

function malformed(message: string): S3Error {
  return new S3Error("MalformedPolicyDocument", message);
}
