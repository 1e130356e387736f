import { ApiFailure } from "../api/api-failure.ts";

/** Whether what was sent may have had its effect all the same: nobody said that it had not. */
export function isLostAnswer(error: Error): boolean {
  return !(error instanceof ApiFailure) || error.status >= 500;
}

/** Whether it was only asked to come later: that says nothing of what was sent before. */
export function isTooSoon(error: Error): boolean {
  return error instanceof ApiFailure && error.status === 429;
}
