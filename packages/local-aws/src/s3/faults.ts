import { z } from "zod";
import type { RequestRecord } from "./statistics.ts";

const yes = z.literal(true);

/**
 * Trouble to make. `match` names the request's own bucket, key and account (of a copy: the destination's); what it
 * leaves out matches everything. `do` says what happens, `delayMs` first: `error` answers so and does nothing,
 * `ok200error` answers 200 with an error in the body and does nothing, `hang` never answers and does nothing, `reset`
 * cuts the connection before, `resetAfterApply` after the operation, `blank200` does it and answers 200 without a body.
 * `times` counts down; `untilMs` is in milliseconds since 1970.
 */
export const faultSchema = z.strictObject({
  id: z.string().min(1),
  match: z
    .strictObject({
      op: z.string().optional(),
      bucket: z.string().optional(),
      keyPrefix: z.string().optional(),
      account: z.string().optional(),
    })
    .default({}),
  do: z.strictObject({
    error: z.strictObject({ status: z.number().int().min(400).max(599), code: z.string().min(1) }).optional(),
    ok200error: z.string().optional(),
    hang: yes.optional(),
    reset: yes.optional(),
    resetAfterApply: yes.optional(),
    blank200: yes.optional(),
    delayMs: z.number().min(0).optional(),
  }),
  probability: z.number().min(0).max(1).default(1),
  times: z.number().int().min(1).optional(),
  untilMs: z.number().optional(),
});

export type Fault = z.output<typeof faultSchema>;
export type Faults = Map<string, Fault>;

/** The first fault that this request meets, counted off if it is one of so many. */
export function meetFault(
  faults: Faults,
  record: RequestRecord,
  now: { ms: number; random: number },
): Fault["do"] | null {
  for (const fault of faults.values()) {
    if (fault.untilMs !== undefined && now.ms >= fault.untilMs) {
      faults.delete(fault.id);
      continue;
    }
    if (!matches(fault.match, record) || now.random >= fault.probability) continue;
    if (fault.times !== undefined && --fault.times <= 0) faults.delete(fault.id);
    return fault.do;
  }
  return null;
}

function matches(match: Fault["match"], record: RequestRecord): boolean {
  return (
    (match.op === undefined || match.op === record.op) &&
    (match.bucket === undefined || match.bucket === record.bucket) &&
    (match.keyPrefix === undefined || (record.key?.startsWith(match.keyPrefix) ?? false)) &&
    (match.account === undefined || match.account === record.account)
  );
}
