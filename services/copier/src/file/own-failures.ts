import type { Failure } from "@s3mirror/core/failure-kind";

/** Of a file that copiers died on: its crashes are counted in the ledger. */
export function poison(): Failure {
  return {
    kind: "crashed",
    code: "CopierDied",
    requestId: null,
    action: null,
    side: "source",
    message: "Five copiers stopped without a word while they worked on this file.",
  };
}

/** Of an error that nobody foresaw: a bug, most likely. */
export function unexpected(error: unknown): Failure {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return {
    kind: "unexpected",
    code: name,
    requestId: null,
    action: null,
    side: "destination",
    message: stack ?? message,
  };
}
