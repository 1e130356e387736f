import { type ApiError, fieldError } from "./problem.ts";

/** Null where `match` (an If-Match) names the state that a thing is in, else the refusal. `thing` is what people call it. */
export function comparePrecondition(match: string | undefined, tag: string, thing: string): ApiError | null {
  if (match === undefined) {
    return fieldError("if_match_missing", {
      pointer: "/header/if-match",
      message: `A ${thing} is changed only by who says which state of it they saw.`,
      remedy: `Read the ${thing} and send its ETag as If-Match.`,
    });
  }
  const isSeen = match.trim() === "*" || match.split(",").some((one) => one.trim() === tag);
  return isSeen ? null : changedMeanwhile(thing);
}

export function changedMeanwhile(thing: string): ApiError {
  return fieldError("if_match_differs", {
    pointer: "/header/if-match",
    message: `The ${thing} was changed since you read it.`,
    remedy: "Read it again; if you still want the change, send its new ETag.",
  });
}
