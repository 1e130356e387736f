import type { ActionBy, Failure, FailureFacts, FailureKind, Side } from "./failure-kind.ts";
import { failureRules } from "./failure-rules.ts";
import { failureWords } from "./failure-words.ts";

/** What people are told of a failure. */
export type FailureDescription = { actionBy: ActionBy; title: string; message: string; remedy: string };

/** All kinds, in the order of the table. */
export const failureKinds = Object.keys(failureRules) as [FailureKind, ...FailureKind[]];

/** Who must act on a failure of this kind, seen on this side. */
export function whoMustAct(kind: FailureKind, side: Side): ActionBy {
  const rule = failureRules[kind];
  return side === "destination" ? (rule.actionByOnDestination ?? rule.actionBy) : rule.actionBy;
}

/** Whether S3 can be asked without copying anything if a failure of this kind is remedied; of an unknown kind it cannot. */
export function isProbed(kind: string): boolean {
  return failureKinds.some((known) => known === kind && failureRules[known].isProbed);
}

/** A failure in plain words, for the page, the API and mails. */
export function describeFailure(failure: Failure, facts: FailureFacts): FailureDescription {
  const words = failureWords[failure.kind];
  const told = { ...facts, action: facts.action ?? failure.action, code: failure.code, side: failure.side };
  return {
    actionBy: whoMustAct(failure.kind, failure.side),
    title: words.title,
    message: words.sentence(told),
    remedy: words.remedy(told),
  };
}

/**
 * What happens after a failure.
 * @param restartsSoFar how often this file was already started over for this kind within this generation
 */
export function decideNext(kind: FailureKind, restartsSoFar: number): "retry_in_place" | "restart" | "dead_letter" {
  const rule = failureRules[kind];
  switch (rule.retry) {
    case "in_place":
      return "retry_in_place";
    case "restart":
      return restartsSoFar < rule.maxRestarts ? "restart" : "dead_letter";
    case "never":
      return "dead_letter";
  }
}
