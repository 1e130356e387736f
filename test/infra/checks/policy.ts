import { type Evaluation, ofType, type Resource } from "../evaluation.ts";

export type Statement = {
  Effect: string;
  Action?: string | string[];
  Resource?: string | string[];
  Principal?: "*" | { AWS?: string | string[]; Service?: string | string[] };
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** The statements of a role's own policies, those that are resources of their own included. */
export function inlineStatements(evaluation: Evaluation, { inputs }: Resource): Statement[] {
  const apart = ofType(evaluation, "aws:iam/rolePolicy:RolePolicy").filter((one) => one.inputs.role === inputs.name);
  const policies = [...((inputs.inlinePolicies ?? []) as { policy: string }[]), ...apart.map((one) => one.inputs)];
  return policies.flatMap(({ policy }) => statementsOf(policy));
}

/** A policy's statements, whether it is text or what was parsed of one. */
export function statementsOf(policy: unknown): Statement[] {
  const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as
    | { Statement?: Statement[] }
    | undefined;
  return document?.Statement ?? [];
}
