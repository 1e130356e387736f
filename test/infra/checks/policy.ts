import type { Resource } from "../evaluation.ts";

export type Statement = {
  Effect: string;
  Action?: string | string[];
  Resource?: string | string[];
  Principal?: "*" | { AWS?: string | string[]; Service?: string | string[] };
  Condition?: Record<string, Record<string, string | string[]>>;
};

/** The statements of a role's own policies. */
export function inlineStatements(inputs: Resource["inputs"]): Statement[] {
  return ((inputs.inlinePolicies ?? []) as { policy: string }[]).flatMap(({ policy }) => statementsOf(policy));
}

/** A policy's statements, whether it is text or what was parsed of one. */
export function statementsOf(policy: unknown): Statement[] {
  const document = (typeof policy === "string" ? JSON.parse(policy) : policy) as
    | { Statement?: Statement[] }
    | undefined;
  return document?.Statement ?? [];
}
