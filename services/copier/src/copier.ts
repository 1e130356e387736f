import { setMaxListeners } from "node:events";
import type { Failure } from "@s3mirror/core/failure-kind";
import { failureMetric } from "@s3mirror/core/metrics";
import { bareEtag } from "@s3mirror/core/multipart-etag";
import type { ClaimAnswer } from "@s3mirror/core/store/files/claims";
import type { FileRef, Hold } from "@s3mirror/core/store/files/hold";
import { noteEvent } from "@s3mirror/core/store/files/uploads";
import type { LiveBytes, Orders } from "@s3mirror/core/store/fleet/sessions";
import type { CopierConfig } from "./config.ts";
import { copyFile } from "./copy/copy-file.ts";
import type { CopyOutcome } from "./copy/outcome.ts";
import type { Deps } from "./deps.ts";
import { isStillOurs } from "./file/ask-ledger.ts";
import { type CopyDeps, type FileInWork, holdOf, noProgress } from "./file/file-in-work.ts";
import { poison, unexpected } from "./file/own-failures.ts";
import { makeGate } from "./s3/gate.ts";
import { keepTelling } from "./tell-metrics.ts";
import { makeClaims } from "./work/claim.ts";
import { sendDeadLetter } from "./work/dead-letter.ts";
import { makeLettingGo } from "./work/letting-go.ts";
import { liveBytesOf, sizeUp } from "./work/progress.ts";
import { receiveMessages } from "./work/receive.ts";
import { makeResults } from "./work/results.ts";
import { openSession } from "./work/session.ts";
import { stopInOrder, within } from "./work/stop.ts";
import { keepInvisible } from "./work/visibility.ts";

/**
 * Runs a copier until the signal aborts or the ledger orders it to drain: receive, claim, copy, record, delete.
 * Resolves when everything it held is recorded or given back.
 */
export async function runCopier(deps: Deps, config: CopierConfig, signal: AbortSignal): Promise<void> {
  const { clock, log } = deps;
  const stopping = new AbortController();
  const over = new AbortController();
  setMaxListeners(0, stopping.signal, over.signal);
  const stop = () => stopping.abort();
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();

  const files = new Map<string, FileInWork>();
  const running = new Set<Promise<void>>();
  const gate = makeGate({ clock, limit: config.gate });
  const demand = sizeUp(config.gate);
  let fleetPaused = false;
  let claimed = 0;

  const opened = await openSession(
    deps,
    {
      sessionId: config.sessionId,
      leaseSeconds: config.leaseSeconds,
      stallSeconds: config.stallSeconds,
      facts: config.facts,
      isBusy: () => files.size > 0,
      liveBytes: (): LiveBytes => liveBytesOf(files.values()),
      onOrders: obey,
      onLapse: () => run(findLost()),
    },
    stopping.signal,
  );
  if (opened === null) return;
  const { session } = opened;
  const copyDeps: CopyDeps = { ...deps, gate, session };
  const visibility = keepInvisible(deps, {
    queueUrl: config.copyQueueUrl,
    timeoutSeconds: config.visibilityTimeoutSeconds,
    onTooOld: (messageId) => {
      for (const file of files.values()) if (file.messageId === messageId) file.halt.abort("stalled");
    },
  });
  const results = makeResults(deps);
  const claims = makeClaims(deps, { session, leaseSeconds: config.leaseSeconds, signal: stopping.signal });
  const lettingGo = makeLettingGo(deps, { onGone: forget, signal: stopping.signal });

  function onFile(ref: FileRef, messageId: string): void {
    claimed += 1;
    const rank = claimed;
    claims.add({
      ...ref,
      claimId: `${config.sessionId}.${rank}`,
      onAnswer: (answer) => onClaimed(answer, { rank, messageId }),
    });
  }

  function onClaimed(answer: ClaimAnswer | null, told: { rank: number; messageId: string }): void {
    // Stopped before the ledger answered: the message is given back with the others.
    if (answer === null) return;
    switch (answer.type) {
      case "go":
      case "mine_already": {
        const { etag } = answer.work;
        const work = { ...answer.work, etag: etag === null ? null : bareEtag(etag) };
        const file: FileInWork = {
          work,
          ...told,
          claimedMs: clock.nowMs(),
          halt: new AbortController(),
          finishing: false,
          mayBeMade: work.cancelling,
          progress: { ...noProgress, requestsReady: demand.of(work) },
          log: log.child({ transfer: work.transferId, file: work.file, attempt: work.attempt }),
          release: deps.s3.hold(work.route),
        };
        setMaxListeners(0, file.halt.signal);
        if (stopping.signal.aborted) file.halt.abort("shutdown");
        else if (work.cancelling) file.halt.abort("cancelled");
        files.set(nameOf(work), file);
        run(workOn(file));
        return;
      }
      case "poison":
        run(bury(answer.hold, poison(), told.messageId));
        return;
      default:
        log.debug({ answer: answer.type, messageId: told.messageId }, "nothing to do for a message");
        visibility.remove(told.messageId);
    }
  }

  function run(work: Promise<void>): void {
    const guarded = work
      .catch((error: unknown) => {
        deps.meter.add("Errors", 1);
        log.error({ err: error }, "a file's work ended in an error");
      })
      .finally(() => running.delete(guarded));
    running.add(guarded);
  }

  async function workOn(file: FileInWork): Promise<void> {
    const startedMs = clock.nowMs();
    const outcome = await copyFile(copyDeps, file).catch(
      (error: unknown): CopyOutcome => ({
        type: "failed",
        failure: unexpected(error),
      }),
    );
    file.progress.requestsReady = 0;
    const took = { ms: Math.round(clock.nowMs() - startedMs), bytes: file.progress.attemptBytes };
    switch (outcome.type) {
      case "done": {
        const { result } = outcome;
        file.log.info(
          { ...took, sizeBytes: result.sizeBytes, verification: result.verification },
          `the file was ${result.outcome}`,
        );
        deps.meter.add("BytesCopied", took.bytes);
        if (result.outcome === "copied") deps.meter.add("FilesCopied", 1);
        results.add(result, (answer) => {
          if (answer === "stale") run(noteStale(file, result.outcome));
          forget(file);
        });
        return;
      }
      case "failed":
        deps.meter.add(failureMetric(outcome.failure.kind), 1);
        file.log.warn({ ...took, failure: outcome.failure }, "the file needs somebody to act");
        await bury(holdOf(file), outcome.failure, file.messageId);
        drop(file);
        return;
      case "let_go":
        file.log.info({ ...took, reason: outcome.reason }, "the file was let go");
        // What a stopping copier lets go is given back in one go at the end.
        if (outcome.reason !== "shutdown") lettingGo.add({ file, reason: outcome.reason });
        return;
      case "stale":
        file.log.warn(took, "the file is somebody else's now");
        forget(file);
    }
  }

  async function noteStale(file: FileInWork, outcome: string): Promise<void> {
    file.log.warn({ outcome }, "a newer attempt stands in the ledger");
    await noteEvent(deps.ledger, { hold: holdOf(file), type: "stale_result", detail: { outcome } });
  }

  async function bury(hold: Hold, failure: Failure, messageId: string): Promise<void> {
    const { needsActionQueueUrl } = config;
    if (await sendDeadLetter(deps, { needsActionQueueUrl, hold, failure }, over.signal)) visibility.remove(messageId);
  }

  function forget(file: FileInWork): void {
    drop(file);
    visibility.remove(file.messageId);
  }

  // A file that was lost to another copier may be back under a newer attempt.
  function drop(file: FileInWork): void {
    file.release();
    if (files.get(nameOf(file.work)) === file) files.delete(nameOf(file.work));
  }

  async function findLost(): Promise<void> {
    const lapsed = [...files.values()].filter((file) => file.work.upload !== null);
    log.warn({ files: lapsed.length }, "the lease had run out: claims are asked after");
    for (const file of lapsed) {
      if (!(await isStillOurs(copyDeps, file))) file.halt.abort("lost");
    }
  }

  function obey(orders: Orders, askedMs: number): void {
    gate.share(orders.liveSessions);
    if (orders.fleetPaused !== fleetPaused) log.info({ paused: orders.fleetPaused }, "the fleet's brake was moved");
    fleetPaused = orders.fleetPaused;
    const paused = new Set(orders.pausedTransfers);
    const cancelled = new Set(orders.cancelledTransfers);
    for (const file of files.values()) {
      if (file.claimedMs > askedMs) continue;
      if (cancelled.has(file.work.transferId)) file.halt.abort("cancelled");
      else if (paused.has(file.work.transferId)) file.halt.abort("paused");
      else if (fleetPaused) file.halt.abort("fleet_paused");
    }
    halt(orders.withdrawnFiles, "cancelled");
    halt(orders.stalledFiles, "stalled");
    if (orders.drain && !stopping.signal.aborted) {
      log.info("ordered to drain");
      stop();
    }
  }

  function halt(named: Orders["stalledFiles"], reason: "cancelled" | "stalled"): void {
    for (const { transferId, file: number, attempt } of named) {
      const file = files.get(nameOf({ transferId, file: number }));
      if (file?.work.attempt === attempt) file.halt.abort(reason);
    }
  }

  function room(): number {
    if (fleetPaused || session.isSilent() || results.congested()) return 0;
    let ready = claims.size() * demand.expected();
    for (const file of files.values()) ready += file.progress.requestsReady;
    const free = 1.25 * config.gate - ready;
    return free > 0 ? Math.max(1, Math.floor(free / demand.expected())) : 0;
  }

  const keeping = [opened.keep(over.signal), visibility.keep(over.signal), keepTelling(deps, over.signal)];
  log.info({ session: session.id, gate: config.gate }, "the copier runs");
  await receiveMessages(
    deps,
    {
      queueUrl: config.copyQueueUrl,
      needsActionQueueUrl: config.needsActionQueueUrl,
      timeoutSeconds: config.visibilityTimeoutSeconds,
      visibility,
      room,
      onFile,
    },
    stopping.signal,
  );
  await stopInOrder(deps, { files, running, claims, results, lettingGo, visibility, endSession: opened.end });
  over.abort();
  // A renewal that nobody answers holds up nothing.
  await within(clock, 3_000, Promise.all(keeping));
  signal.removeEventListener("abort", stop);
  log.info("the copier stopped");
}

function nameOf(file: { transferId: string; file: number }): string {
  return `${file.transferId}/${file.file}`;
}
