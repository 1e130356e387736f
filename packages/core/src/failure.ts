import { failureRules } from "./failure-rules.ts";
import { failureWords } from "./failure-words.ts";

/** Every way a file can fail. The kind alone decides what happens next and who must act. */
export type FailureKind =
  | "throttled"
  | "transient"
  | "unknown_outcome"
  | "credentials"
  | "source_changed"
  | "integrity"
  | "source_permission"
  | "destination_permission"
  | "kms_permission"
  | "source_missing"
  | "archived"
  | "destination_exists"
  | "configuration"
  | "checksum_mismatch"
  | "invalid_key"
  | "crashed"
  | "unexpected";

export type ActionBy = "vendor" | "cloud_team" | "operator" | "nobody";
export type Side = "source" | "destination";

/**
 * One failure of one file. `code` is AWS's error code (or ours), printable ASCII; `action` the denied right such as
 * `s3:GetObject`; `message` the raw text, for technical details only. For `checksum_mismatch` side `source` says that
 * the copy is proven equal to the source, so what the vendor announced is wrong; `destination` that the copy is.
 */
export type Failure = {
  kind: FailureKind;
  code: string;
  requestId: string | null;
  action: string | null;
  side: Side;
  message: string;
};

/**
 * What the sentences speak of: `bucket` and `key` on the failure's side. Leave `key` null where keys must not be shown, or
 * where it is about several `files`.
 */
export type FailureFacts = {
  bucket: string;
  key: string | null;
  files?: number;
  action: string | null;
  principalArn: string | null;
  vendorName: string | null;
};

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
