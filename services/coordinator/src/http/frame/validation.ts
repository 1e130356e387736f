import { type Hook, z } from "@hono/zod-openapi";
import type { ApiEnv } from "./api-env.ts";
import { ApiError, type FieldProblem, type ProblemCode } from "./problem.ts";

/** An object that takes these fields only; the answer to any other names those it takes. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape) {
  const names = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? names.length === 0
          ? "Leave it out: no field is taken here."
          : `Remove it or correct its name. The fields here are: ${names.join(", ")}.`
        : undefined,
  });
}

/** A text for people: 1 to `most` characters, on one line, well formed (Postgres and XML cannot carry the rest). */
export function shortText(most: number) {
  return z
    .string()
    .min(1)
    .max(most)
    .refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), {
      error: "The text holds a control character or half of a character.",
      params: { remedy: "Use one line of plain text in UTF-8." },
    });
}

/** Answers what a schema refuses: every problem at once, each with its place and remedy. */
// biome-ignore lint/suspicious/noExplicitAny: the hook serves every route's input
export const refuseInvalid: Hook<any, ApiEnv, any, any> = (result) => {
  if (result.success) return;
  const place = result.target === "json" ? "" : `/${result.target}`;
  const errors = result.error.issues.flatMap((issue) => describeIssue(issue, place)).slice(0, 100);
  const code: ProblemCode = result.error.issues.every((issue) => issue.code === "unrecognized_keys")
    ? "unknown_field"
    : "invalid_request";
  throw new ApiError(code, errors[0]?.message ?? "Something in the request is not right.", { errors });
};

function describeIssue(issue: z.core.$ZodIssue, place: string): FieldProblem[] {
  const at = place + toPointer(issue.path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({
      pointer: at + toPointer([key]),
      message: `There is no field "${key}"${at === "" ? "" : ` in ${at}`}.`,
      remedy: issue.message,
    }));
  }
  return [
    { pointer: at, message: `${issue.path.join(".") || "The body"}: ${messageOf(issue)}`, remedy: remedyOf(issue) },
  ];
}

function messageOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      // The issue does not carry what came; only its text tells a missing value apart.
      return issue.message.endsWith("received undefined")
        ? "It is missing."
        : `It is not ${article(issue.expected)} ${issue.expected}.`;
    case "invalid_value":
      return "This value is not known.";
    case "invalid_key":
      return "This name is not taken.";
    case "invalid_union":
      return "It has none of the forms that are taken here.";
    case "not_multiple_of":
      return `It is no multiple of ${issue.divisor}.`;
    case "too_big":
      return `It is ${issue.origin === "number" ? "above" : "longer than"} ${measure(issue.maximum, issue.origin)}.`;
    case "too_small":
      if (issue.minimum === 1 && issue.origin !== "number") return "It is empty.";
      return `It is ${issue.origin === "number" ? "below" : "shorter than"} ${measure(issue.minimum, issue.origin)}.`;
    default:
      // What a schema of ours says is in our words; what it leaves to the validator is not.
      return /^(?:Invalid|Too|Unrecognized|Expected)/.test(issue.message)
        ? "It is not written as it is taken here."
        : issue.message;
  }
}

/** 500, 1 character, 20 items. */
function measure(bound: number | bigint, origin: string): string {
  const unit = origin === "string" ? "character" : origin === "array" ? "item" : null;
  return unit === null ? String(bound) : `${bound} ${unit}${bound === 1 ? "" : "s"}`;
}

function remedyOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return `Give ${article(issue.expected)} ${issue.expected} here.`;
    case "invalid_key":
      return "Names here are 1 to 63 letters, digits, dots, underscores or hyphens.";
    case "invalid_value":
      return `Use one of: ${issue.values.map(String).join(", ")}.`;
    case "too_big":
      return `Give at most ${measure(issue.maximum, issue.origin)}.`;
    case "too_small":
      return `Give at least ${measure(issue.minimum, issue.origin)}.`;
    case "invalid_format":
      return issue.format === "datetime" ? MOMENT_REMEDY : "Correct this field; /docs says what it takes.";
    case "custom":
      return String(issue.params?.remedy ?? "Correct this field; /docs says what it takes.");
    default:
      return "Correct this field; /docs says what it takes.";
  }
}

function article(noun: string): string {
  return /^[aeio]/.test(noun) ? "an" : "a";
}

/** RFC 6901. */
export function toPointer(path: readonly PropertyKey[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** A moment as RFC 3339 writes it, in years that every calendar knows; given on in UTC. */
export function moment() {
  return z.iso
    .datetime({ offset: true, abort: true, error: "It is no moment as RFC 3339 writes it." })
    .refine((text) => new Date(text).getUTCFullYear() >= 1970 && new Date(text).getUTCFullYear() <= 9999, {
      error: "It is before 1970 or after 9999.",
      params: { remedy: MOMENT_REMEDY },
    })
    .transform((text) => new Date(text).toISOString());
}

const MOMENT_REMEDY = "Write it such as 2026-11-30T12:00:00Z.";

/** One or more of these words, separated by commas. */
export function oneOrMore<Word extends string>(words: readonly [Word, ...Word[]]) {
  return z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(words)))
    .openapi({ type: "string", description: `One or more of ${words.join(", ")}, separated by commas` });
}
