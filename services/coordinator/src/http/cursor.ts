import { fieldError } from "./problem.ts";

/** Where the next page begins: a number that only this API reads. */
export function writeCursor(position: number): string {
  return Buffer.from(`v1:${position}`).toString("base64url");
}

/** @throws ApiError invalid_request for what writeCursor did not write */
export function readCursor(cursor: string | undefined): number | null {
  if (cursor === undefined) return null;
  const position = /^v1:(\d{1,15})$/.exec(Buffer.from(cursor, "base64url").toString("latin1"))?.[1];
  if (position === undefined) {
    throw fieldError("invalid_request", {
      pointer: "/query/cursor",
      message: "The cursor was not given by this list.",
      remedy: "Send back nextCursor of the page before as it is, or leave cursor out to begin anew.",
    });
  }
  return Number(position);
}
