import { z } from "@hono/zod-openapi";
import { fieldError } from "./problem.ts";

/** Where the next page begins: numbers and names that only this API reads. */
export function writeCursor(position: readonly (number | string)[]): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** The position of a list's items. */
export const atNumber = z.tuple([z.int().min(0)]);

/** @throws ApiError invalid_request, at the query's field `name`, for what writeCursor did not write for this list */
export function readCursor<T>(cursor: string | undefined, shape: z.ZodType<T>, name = "cursor"): T | null {
  if (cursor === undefined) return null;
  const position = shape.safeParse(parse(Buffer.from(cursor, "base64url").toString("utf8")));
  if (position.success) return position.data;
  throw fieldError("invalid_request", {
    pointer: `/query/${name}`,
    message: "The cursor was not given by this list.",
    remedy: `Send back what the page before gave as it is, or leave ${name} out to begin anew.`,
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
