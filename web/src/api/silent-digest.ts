/** Next hides from browsers what an error on the server was, but for its digest: by this one they know whose fault it is. */
export const silentDigest = "coordinator_does_not_answer";

/** The same error, marked as one of a coordinator that does not answer, or not as it should. */
export function asSilence(cause: unknown): Error {
  const error = cause instanceof Error ? cause : new Error("The coordinator did not answer.", { cause });
  return Object.assign(error, { digest: silentDigest });
}
