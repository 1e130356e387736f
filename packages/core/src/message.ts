import { z } from "zod";
import { failureKinds } from "./failure.ts";
import { isId } from "./ids.ts";

// Bodies carry ids only: SQS refuses XML-illegal characters, and a queue is no place for keys. Fields may be added
// within a version (readers ignore what they do not know); anything else, a new failure kind too, is a new version.
const transfer = z.string().refine((text) => isId("tr", text), "is not a transfer id");
const counted = z.int().min(1);
const word = z.string().regex(/^[ -~]{1,200}$/, "must be 1 to 200 printable ASCII characters");

/** One file to work on. */
export const copyMessageSchema = z.object({ v: z.literal(1), transfer, file: counted, generation: counted });

/** One file that nobody should try again before someone has acted. */
export const deadLetterMessageSchema = z.object({
  v: z.literal(1),
  transfer,
  file: counted,
  generation: counted,
  attempt: counted,
  kind: z.enum(failureKinds),
  code: word,
  requestId: word.nullable(),
  action: word.nullable(),
  side: z.enum(["source", "destination"]),
});

export type CopyMessage = z.infer<typeof copyMessageSchema>;
export type DeadLetterMessage = z.infer<typeof deadLetterMessageSchema>;

/**
 * What a message body is: `newer_version` is for a newer release (give it back, never delete it); `malformed` is kept
 * as evidence, with every problem in one line.
 */
export type ParsedMessage<T> =
  | { type: "ok"; message: T }
  | { type: "newer_version" }
  | { type: "malformed"; problem: string };

export function encodeCopyMessage(message: CopyMessage): string {
  return JSON.stringify(copyMessageSchema.parse(message));
}

/** Codes and request ids come from servers: what is not printable is replaced and what is too long is cut. */
export function encodeDeadLetterMessage(message: DeadLetterMessage): string {
  return JSON.stringify(
    deadLetterMessageSchema.parse({
      ...message,
      code: printable(message.code) ?? "Unknown",
      requestId: printable(message.requestId),
      action: printable(message.action),
    }),
  );
}

export function parseCopyMessage(body: string): ParsedMessage<CopyMessage> {
  return parseBody(copyMessageSchema, body);
}

export function parseDeadLetterMessage(body: string): ParsedMessage<DeadLetterMessage> {
  return parseBody(deadLetterMessageSchema, body);
}

function parseBody<T>(schema: z.ZodType<T>, body: string): ParsedMessage<T> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return { type: "malformed", problem: "The body is not JSON." };
  }
  if (z.object({ v: z.int().min(2) }).safeParse(json).success) return { type: "newer_version" };
  const parsed = schema.safeParse(json);
  if (parsed.success) return { type: "ok", message: parsed.data };
  const problems = parsed.error.issues.map((issue) => `${issue.path.join(".") || "body"}: ${issue.message}`);
  return { type: "malformed", problem: problems.join("; ") };
}

function printable(text: string | null): string | null {
  return text === null || text === "" ? null : text.slice(0, 200).replace(/[^ -~]/g, "?");
}
