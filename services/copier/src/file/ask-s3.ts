import type { Failure } from "@s3mirror/core/failure-kind";
import { retryDelayMs } from "@s3mirror/core/retry";
import { classifyS3Error, type S3Call, type S3Failure } from "@s3mirror/core/s3-failure";
import { type BudgetName, budgetName } from "../s3/gate.ts";
import { type CopyDeps, destinationOf, type FileInWork, type HaltReason, sourceOf } from "./file-in-work.ts";
import { StopWork } from "./stop-work.ts";

export type S3Answer<T> = { type: "ok"; value: T } | { type: "failed"; failure: S3Failure };

/** How long one request is tried again in place before the file is handed on: longer than S3's short troubles last. */
const PATIENCE_MS = 10 * 60_000;

/**
 * Sends one S3 request through the gate and answers with its value or its failure.
 *
 * What passes by itself is waited out here, with jitter: throttling (it slows the gate's budgets and costs no attempt),
 * and short trouble of requests that are harmless to repeat. A request that makes the destination object is never
 * repeated blindly: its first ambiguous answer goes to the caller, who looks.
 * A request that changes something waits until this copier's session is fresh: a copier that cannot reach the ledger may
 * have lost its claims to another.
 * @throws StopWork halted: when the file was halted before the request was sent, or after PATIENCE_MS of trouble
 */
export async function tryS3<T>(
  deps: CopyDeps,
  file: FileInWork,
  call: S3Call & { signal?: AbortSignal },
  send: () => Promise<T>,
): Promise<S3Answer<T>> {
  const signal = file.finishing ? null : (call.signal ?? file.halt.signal);
  const ask = { rank: file.rank, transferId: file.work.transferId, budgets: budgetsOf(file, call) };
  const patience = startPatience(deps, file);
  const { progress } = file;
  for (;;) {
    progress.atGate += 1;
    const leave = await deps.gate.enter(ask, signal);
    progress.atGate -= 1;
    if (leave === null) throw haltedBy(file);
    progress.beyondGate += 1;
    try {
      let failure: S3Failure;
      try {
        if (changesSomething(call)) await deps.session.untilFresh(signal);
        if (signal?.aborted) throw haltedBy(file);
        deps.meter.add("S3Requests", 1);
        return { type: "ok", value: await send() };
      } catch (error) {
        if (error instanceof StopWork) throw error;
        failure = classifyS3Error(deps.s3.describe(error), call);
      } finally {
        leave();
      }
      if (failure.kind === "throttled") {
        deps.meter.add("Throttles", 1);
        deps.gate.slowDown(ask.budgets);
      }
      if (failure.kind === "credentials") deps.meter.add("CredentialsRefused", 1);
      if (!passesByItself(failure, call)) return { type: "failed", failure };
      await patience.wait(failure, signal);
    } finally {
      progress.beyondGate -= 1;
    }
  }
}

/** Waits between tries of one thing, longer each time, with jitter. */
type Patience = { wait(failure: Failure, signal?: AbortSignal | null): Promise<void> };

/**
 * @returns a patience that ends when for PATIENCE_MS no byte of the file came between troubles: by StopWork halted, so that
 * another goes on
 */
export function startPatience(
  deps: Pick<CopyDeps, "clock" | "random">,
  file: Pick<FileInWork, "progress" | "finishing" | "halt" | "log">,
): Patience {
  let firstMs: number | null = null;
  let troubles = 0;
  let bytesBefore = 0;
  return {
    async wait(failure, signal = file.finishing ? null : file.halt.signal) {
      if (file.progress.attemptBytes !== bytesBefore) {
        firstMs = null;
        troubles = 0;
      }
      bytesBefore = file.progress.attemptBytes;
      firstMs ??= deps.clock.nowMs();
      troubles += 1;
      if (troubles === 1 || troubles % 10 === 0) file.log.warn({ failure, troubles }, "S3 is asked again");
      if (deps.clock.nowMs() - firstMs > PATIENCE_MS) throw new StopWork({ type: "halted", reason: "stalled" });
      const limits = failure.kind === "throttled" ? { baseMs: 250, capMs: 10_000 } : { baseMs: 100, capMs: 20_000 };
      await deps.clock.wait(retryDelayMs(troubles, deps.random, limits), signal ?? undefined);
    },
  };
}

/** Like tryS3 where every failure ends the work on the file. @throws StopWork failed */
export async function askS3<T>(deps: CopyDeps, file: FileInWork, call: S3Call, send: () => Promise<T>): Promise<T> {
  const answer = await tryS3(deps, file, call, send);
  if (answer.type === "failed") throw new StopWork(answer);
  return answer.value;
}

/** What ends the work on a file that was halted. */
export function haltedBy(file: FileInWork): StopWork {
  return new StopWork({ type: "halted", reason: file.halt.signal.reason as HaltReason });
}

function passesByItself(failure: S3Failure, call: S3Call): boolean {
  if (failure.kind === "throttled" || failure.kind === "credentials") return true;
  return failure.kind === "transient" && !createsObject(call);
}

function createsObject(call: S3Call): boolean {
  return ["CopyObject", "CompleteMultipartUpload", "PutObject"].includes(call.operation);
}

function changesSomething(call: S3Call): boolean {
  return !/^(Head|Get|List)/.test(call.operation);
}

function budgetsOf(file: FileInWork, call: S3Call): BudgetName[] {
  const source = sourceOf(file.work);
  if (call.side === "source") return [budgetName("read", source.bucket, source.key)];
  const destination = destinationOf(file.work);
  if (!changesSomething(call)) return [budgetName("read", destination.bucket, destination.key)];
  const write = budgetName("write", destination.bucket, destination.key);
  return call.side === "both" ? [write, budgetName("read", source.bucket, source.key)] : [write];
}
