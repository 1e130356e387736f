import type { Failure } from "./failure-kind.ts";
import { destinationKey, findKeyProblem } from "./object-key.ts";

/**
 * Why a listed key can never be used at its destination, as the failure of its file; null where it can. A name that is
 * wrong by itself is of side `source`; what only the destination's prefix makes impossible is of side `destination`.
 */
export function findInvalidKey(
  source: { prefix: string },
  destination: { prefix: string },
  key: string,
): Failure | null {
  const problem = findKeyProblem(key, destinationKey(source, destination, key));
  if (problem === null) return null;
  const side = findKeyProblem(key, key) === null ? "destination" : "source";
  return { kind: "invalid_key", code: problem.code, requestId: null, action: null, side, message: problem.message };
}
