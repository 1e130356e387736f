import type { Failure } from "@s3mirror/core/failure-kind";
import type { HaltReason } from "./file-in-work.ts";

/** Why the work on a file ends from deep inside it. `stale`: a newer attempt, a redrive or a terminal state stands. */
export type StopCause =
  | { type: "halted"; reason: HaltReason }
  | { type: "stale" }
  | { type: "failed"; failure: Failure };

/** Carries a StopCause up to copyFile, the only place that catches it. */
export class StopWork extends Error {
  override name = "StopWork";
  readonly why: StopCause;
  constructor(why: StopCause) {
    super(why.type === "failed" ? `${why.failure.kind}: ${why.failure.code}` : why.type);
    this.why = why;
  }
}

/** For what is good to know but not needed: `await ask().catch(nullIfFailed)`. A halt or a lost claim still ends the work. */
export function nullIfFailed(error: unknown): null {
  if (error instanceof StopWork && error.why.type === "failed") return null;
  throw error;
}
