import { z } from "zod";
import { AwsError } from "./aws-error.ts";

const resuming = z.strictObject({ forMs: z.number().min(0) });
const settings = z.strictObject({
  /** Every call is answered 503. */
  down: z.boolean().default(false),
  /** The call is carried out and its connection closed without an answer. */
  dropAnswerProbability: z.number().min(0).max(1).default(0),
});

/** Trouble on demand. Each POST replaces what was set before. */
export function makeFaults() {
  let resumingUntil = 0;
  let current = settings.parse({});
  return {
    /** @throws AwsError for an unknown path or body. */
    control(path: string, body: unknown): string {
      const schema = path === "/_local/resuming" ? resuming : path === "/_local/faults" ? settings : undefined;
      if (schema === undefined) throw new AwsError("UnknownOperationException", `Nothing is at ${path}`);
      const parsed = schema.safeParse(body);
      if (!parsed.success) throw new AwsError("BadRequestException", z.prettifyError(parsed.error));
      if ("forMs" in parsed.data) resumingUntil = Date.now() + parsed.data.forMs;
      else current = parsed.data;
      return JSON.stringify({ ...current, resumingForMs: Math.max(0, resumingUntil - Date.now()) });
    },
    beforeCall(): void {
      if (current.down) throw new AwsError("ServiceUnavailableError", "The service is down (injected).");
      if (Date.now() < resumingUntil) {
        throw new AwsError(
          "DatabaseResumingException",
          "The Aurora DB instance is resuming after being auto-paused. Please wait a few seconds and try again.",
        );
      }
    },
    isAnswerLost: () => Math.random() < current.dropAnswerProbability,
  };
}
