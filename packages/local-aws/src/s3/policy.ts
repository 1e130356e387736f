import { z } from "zod";
import { literal, UnknownVariable, wildcard } from "../iam/matches.ts";
import type { Account } from "./config.ts";
import { notImplemented, S3Error } from "./s3-error.ts";

const oneOrMore = z.union([z.string(), z.array(z.string()).min(1)]);
const principalSchema = z.union([z.literal("*"), z.strictObject({ AWS: oneOrMore })]);
const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principalSchema,
  Action: oneOrMore,
  Resource: oneOrMore,
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
});
const policySchema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).optional(),
  Id: z.string().optional(),
  Statement: z.union([statementSchema.transform((one) => [one]), z.array(statementSchema).min(1)]),
});

/** What is asked of a policy: `resource` is the bucket's or the object's ARN, `prefix` what a listing asks for. */
export type PolicyQuestion = {
  account: Account;
  action: string;
  resource: string;
  prefix?: string | undefined;
  /** Whose bucket it is. */
  resourceAccount?: string | undefined;
  /** Of a write: whether it makes an object, or only begins or adds to an upload. */
  createsObject?: boolean | undefined;
};

type Statement = {
  effect: "Allow" | "Deny";
  applies(question: PolicyQuestion): boolean;
  /** Whether it names exactly this principal, and not its role, its account or everybody. */
  names?(principalArn: string): boolean;
};

/** A policy, ready to be asked. */
export type Policy = readonly Statement[];

/** What a statement is about, as it is written: its actions, on its resources, under its conditions. */
export type Scope = Pick<z.output<typeof statementSchema>, "Action" | "Resource" | "Condition">;

/**
 * Reads a bucket policy (AWS, "Policies and permissions in Amazon S3"). Of conditions only those of `readCondition` are
 * known; everything else that the language has and this reader has not is refused by name.
 * @throws MalformedPolicy, NotImplemented
 */
export function readPolicy(text: string, bucket: string): Policy {
  if (Buffer.byteLength(text) > 20_480)
    throw malformed("Policy exceeds the maximum allowed document size of 20480 bytes");
  const json = parseJson(text);
  refuseUnknown(json);
  const policy = policySchema.safeParse(json);
  if (!policy.success) {
    const [issue] = policy.error.issues;
    throw malformed(`${issue?.path.join(".") || "Policy"}: ${issue?.message ?? "invalid"}`);
  }
  return policy.data.Statement.map((statement) => readStatement(statement, bucket));
}

/** What a policy says: an explicit Deny wins over every Allow; neither is "silent". */
export function askPolicy(policy: Policy | null, question: PolicyQuestion): "allowed" | "denied" | "silent" {
  let answer: "allowed" | "silent" = "silent";
  for (const statement of policy ?? []) {
    if (!statement.applies(question)) continue;
    if (statement.effect === "Deny") return "denied";
    answer = "allowed";
  }
  return answer;
}

/** Whether a statement of a bucket's policy grants this to the session itself, by its own name. */
export function grantsToSession(policy: Policy | null, question: PolicyQuestion): boolean {
  const { principalArn } = question.account;
  if (!principalArn.includes(":assumed-role/")) return false;
  return (policy ?? []).some(
    ({ effect, applies, names }) => effect === "Allow" && names?.(principalArn) && applies(question),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new S3Error("MalformedPolicy");
  }
}

function refuseUnknown(json: unknown): void {
  const statements = typeof json === "object" && json !== null && "Statement" in json ? json.Statement : [];
  for (const statement of Array.isArray(statements) ? statements : [statements]) {
    if (typeof statement !== "object" || statement === null) continue;
    for (const name of ["NotPrincipal", "NotAction", "NotResource"]) {
      if (name in statement) throw notImplemented(`${name} in a bucket policy`);
    }
    const principal: unknown = "Principal" in statement ? statement.Principal : undefined;
    for (const name of ["Service", "Federated", "CanonicalUser"]) {
      if (typeof principal === "object" && principal !== null && name in principal) {
        throw notImplemented(`a ${name} principal in a bucket policy`);
      }
    }
  }
}

function readStatement(statement: z.output<typeof statementSchema>, bucket: string): Statement {
  const principals = statement.Principal === "*" ? ["*"] : list(statement.Principal.AWS);
  const matchesPrincipal = principals.map(readPrincipal);
  for (const action of list(statement.Action)) {
    if (action !== "*" && !/^s3:[\w*?]+$/i.test(action)) throw malformed("Policy has invalid action");
  }
  for (const resource of list(statement.Resource)) {
    const named = /^arn:aws[\w-]*:s3:::([^/]+)(\/.*)?$/s.exec(resource)?.[1];
    if (named === undefined || !pattern(named).test(bucket)) throw malformed("Policy has invalid resource");
  }
  const covers = readScope(statement);
  return {
    effect: statement.Effect,
    applies: (question) => matchesPrincipal.some((matches) => matches(question.account)) && covers(question),
    names: (principalArn) => principals.includes(principalArn),
  };
}

/** Whether a statement is about what is asked, whoever asks. @throws NotImplemented */
export function readScope(statement: Scope): (question: PolicyQuestion) => boolean {
  const actions = list(statement.Action).map((action) => pattern(action, "i"));
  const resources = list(statement.Resource).map((resource) =>
    pattern(resource.replace(/^arn:aws[\w-]*:/, "arn:aws:")),
  );
  const conditions = readConditions(statement.Condition);
  return (question) =>
    actions.some((action) => action.test(question.action)) &&
    resources.some((resource) => resource.test(question.resource)) &&
    conditions.every((holds) => holds(question));
}

function readConditions(conditions: Record<string, Record<string, string | string[]>> = {}) {
  return Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => readCondition(operator, key, list(values))),
  );
}

/**
 * StringLike and StringEquals on `s3:prefix`, with IfExists too; StringEquals on `s3:ResourceAccount`; Bool on
 * `s3:ObjectCreationOperation`. `kms:ViaService` is known, and holds for nothing that S3 is asked itself.
 */
function readCondition(operator: string, key: string, values: string[]): (question: PolicyQuestion) => boolean {
  const name = `${operator} ${key.toLowerCase()}`;
  const [, like, ifExists] = /^String(Like|Equals)(IfExists)? s3:prefix$/.exec(name) ?? [];
  if (like !== undefined) {
    const patterns = values.map((value) => (like === "Like" ? pattern(value) : exactly(value)));
    return ({ prefix }) => (prefix === undefined ? ifExists !== undefined : patterns.some((one) => one.test(prefix)));
  }
  switch (name) {
    case "Bool s3:objectcreationoperation":
      return ({ createsObject }) => createsObject !== undefined && values.includes(`${createsObject}`);
    case "StringEquals s3:resourceaccount":
      return ({ resourceAccount }) => resourceAccount !== undefined && values.includes(resourceAccount);
    case "StringEquals kms:viaservice":
      return () => false;
    default:
      throw notImplemented(`the condition ${operator} on ${key} in a policy`);
  }
}

/** "*", an account id, its root ARN (all of the account), or one principal; a role stands for its sessions too. */
function readPrincipal(principal: string): (account: Account) => boolean {
  if (principal === "*") return () => true;
  const accountId = /^(?:arn:aws[\w-]*:iam::)?(\d{12})(?::root)?$/.exec(principal)?.[1];
  if (accountId !== undefined) return (account) => account.accountId === accountId;
  if (!/^arn:aws[\w-]*:(?:iam|sts)::\d{12}:[^*?]+$/.test(principal)) throw malformed("Invalid principal in policy");
  return (account) => account.principalArn === principal || roleOf(account.principalArn) === principal;
}

function roleOf(arn: string): string {
  return arn.replace(/^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, "arn:$1:iam::$2:role/$3");
}

function list(value: string | string[]): string[] {
  return typeof value === "string" ? [value] : value;
}

function exactly(text: string): RegExp {
  return new RegExp(`^${understood(() => literal(text)).replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}$`, "s");
}

function pattern(text: string, flags = ""): RegExp {
  return understood(() => wildcard(text, flags));
}

function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof UnknownVariable) throw notImplemented(`the variable ${error.message} in a policy`);
    throw error;
  }
}

function malformed(message: string): S3Error {
  return new S3Error("MalformedPolicy", message);
}
