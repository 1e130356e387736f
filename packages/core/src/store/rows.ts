import { type ZodType, z } from "zod";

/** A json column: the Data API gives it as text. */
export function jsonColumn<T>(schema: ZodType<T>) {
  return z.preprocess((value) => (typeof value === "string" ? JSON.parse(value) : value), schema);
}

/** A statement whose rows nobody reads. */
export const anyRow = z.looseObject({});
