import type { Ledger } from "@s3mirror/core/store/ledger";
import { findEntry } from "@s3mirror/core/store/people/audit";
import {
  amendAnswer,
  answerOnce,
  type Principal,
  type RememberedAnswer,
  recallAnswer,
} from "@s3mirror/core/store/people/idempotency";
import type { Context, MiddlewareHandler } from "hono";
import type { ApiDeps } from "./api-deps.ts";
import type { ApiEnv, Caller } from "./api-env.ts";
import { makeLanes } from "./lanes.ts";
import { ApiError, fieldError } from "./problem.ts";

/**
 * Gives the first answer again where an Idempotency-Key is known with the same request. Calls with one key that arrive
 * here at once go one after the other; at two coordinators the second waits at the key's row.
 */
export function replayAnswers(deps: ApiDeps): MiddlewareHandler<ApiEnv> {
  const inLane = makeLanes();
  return async (c, next) => {
    const key = c.req.header("idempotency-key") ?? null;
    c.set("idempotencyKey", key);
    // Nobody is known yet where a link is used, and what answers it is a secret: nothing of it is remembered.
    if (key === null || c.var.caller === undefined) return await next();
    if (!/^[!-~](?:[ -~]{0,253}[!-~])?$/.test(key)) {
      throw fieldError("idempotency_key_invalid", {
        pointer: "/header/idempotency-key",
        message: "The Idempotency-Key must be 1 to 255 printable ASCII characters.",
        remedy: "Use a UUID for each thing you want done once.",
      });
    }
    const principal = principalOf(c.var.caller);
    await inLane(`${principal.ownerId} ${key}`, async () => {
      const known = await recallAnswer(deps.ledger, { principal, key });
      if (known === null) return await next();
      refuseOther(known, c.var.bodyHash);
      c.res = replay(known);
    });
  };
}

/**
 * Makes an effect and remembers its answer in one transaction, so that of two equal calls only one has an effect. What it
 * entered into the audit log is named by the answer's `Audit-Entry`, when it is given again, too.
 * A refused effect (an ApiError that `act` returns or throws) is not remembered: it may be asked for again.
 */
export async function once<Answer extends object>(
  c: Context<ApiEnv>,
  deps: ApiDeps,
  status: number,
  act: (ledger: Ledger) => Promise<Answer | ApiError>,
  headersOf: (answer: Answer) => Record<string, string> = () => ({}),
): Promise<Answer> {
  // A DELETE carries none: done again it does nothing.
  const key = c.var.idempotencyKey ?? null;
  const attempt = async (run: Ledger["run"]): Promise<Done<Answer> | ApiError> => {
    const answer = await act(within(run)).catch(returnRefusal);
    if (answer instanceof ApiError) return answer;
    return { answer, receipt: receiptOf(await findEntry(run, { request: c.var.requestId })) };
  };
  if (key === null) {
    const { answer, receipt } = orThrow(await deps.ledger.transaction(attempt));
    tell(c, receipt);
    return answer;
  }
  const call = { principal: principalOf(c.var.caller), key, bodyHash: c.var.bodyHash };
  const answered = await answerOnce(deps.ledger, call, async (run) => {
    const done = await attempt(run);
    if (done instanceof ApiError) return { type: "refused" as const, refusal: done };
    const { answer, receipt } = done;
    return {
      type: "done" as const,
      status,
      headers: { ...headersOf(answer), ...receipt },
      body: JSON.stringify(answer),
    };
  });
  switch (answered.type) {
    case "refused":
      throw answered.refusal;
    case "body_differs":
      throw reused();
    case "answered":
      tell(c, answered.headers);
      if (!answered.isFirst) c.header("Idempotency-Replayed", "true");
      return JSON.parse(answered.body);
  }
}

type Done<Answer> = { answer: Answer; receipt: Record<string, string> };

const RECEIPT = "Audit-Entry";

function receiptOf(entry: number | null): Record<string, string> {
  return entry === null ? {} : { [RECEIPT]: String(entry) };
}

function tell(c: Context<ApiEnv>, headers: Record<string, string>): void {
  const entry = headers[RECEIPT];
  if (entry !== undefined) c.header(RECEIPT, entry);
}

/** Puts a later answer in the place of the one that `once` remembered: what that promised has gone further. */
export async function amend(c: Context<ApiEnv>, deps: ApiDeps, answer: object): Promise<void> {
  const { idempotencyKey: key, caller, bodyHash } = c.var;
  if (key === null) return;
  await amendAnswer(deps.ledger, { principal: principalOf(caller), key, bodyHash }, JSON.stringify(answer));
}

function principalOf({ kind, id, ownerId }: Caller): Principal {
  return { ownerId, keyId: kind === "key" ? id : null };
}

function reused(): ApiError {
  return fieldError("idempotency_key_reused", {
    pointer: "/header/idempotency-key",
    message: "This Idempotency-Key was used for another request.",
    remedy: "Use a new key for a new request; use the same key only to send the very same bytes again.",
  });
}

function refuseOther(known: RememberedAnswer, bodyHash: string): void {
  if (known.bodyHash !== bodyHash) throw reused();
}

function replay(known: RememberedAnswer): Response {
  return new Response(known.body, {
    status: known.status,
    headers: { "Content-Type": "application/json", "Idempotency-Replayed": "true", ...known.headers },
  });
}

/** A ledger whose statements all run in the transaction of `run`. */
function within(run: Ledger["run"]): Ledger {
  return { run, transaction: (work) => work(run) };
}

/** A transaction would take what is thrown within it for the ledger's own trouble. */
function returnRefusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  throw error;
}

function orThrow<Done extends object>(done: Done | ApiError): Done {
  if (done instanceof ApiError) throw done;
  return done;
}
