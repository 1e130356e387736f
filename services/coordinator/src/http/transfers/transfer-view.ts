import { z } from "@hono/zod-openapi";
import { transferStates } from "@s3mirror/core/states";
import type { TransferRecord } from "@s3mirror/core/store/reads/transfers";
import type { NewTransfer } from "@s3mirror/core/store/transfers/accept-transfer";
import { count, stateCounts } from "../frame/documented.ts";

const time = z.iso.datetime().openapi({ example: "2026-11-24T12:00:00.000Z" });
const place = z.object({ bucket: z.string(), prefix: z.string() });
const pausedBy = ["user", "breaker", "route_disabled", "fleet"] as const;
const span = z.object({ earliest: time, latest: time });

/** A transfer as clients see it. What is not known yet is null, never guessed. */
export const transferSchema = z
  .object({
    id: z.string().openapi({ example: "tr_4h7c0000000000000000000000" }),
    name: z.string().nullable(),
    reference: z.string().nullable(),
    labels: z.record(z.string(), z.string()),
    vendor: z.object({ id: z.string(), name: z.string() }).nullable(),
    route: z.string().nullable(),
    deliveryId: z.string().nullable(),
    state: z.enum(transferStates).openapi({
      description:
        "planning: its source is listed. running and paused may change to each other. completed, completed_with_failures, cancelled and failed (it could not start) are its ends; Try again opens the second and third anew",
    }),
    pausedBy: z.enum(pausedBy).nullable(),
    pause: z
      .object({
        by: z.enum(pausedBy),
        who: z.string().nullable(),
        reason: z.string().nullable(),
        since: time.nullable(),
      })
      .nullable()
      .openapi({ description: "While it is paused: by what, who decided it and why, and since when" }),
    failure: z
      .object({ code: z.string(), message: z.string(), remedy: z.string(), actionBy: z.string() })
      .nullable()
      .openapi({ description: "Why the transfer could not start; a file's failure is told by /causes and /files" }),
    needsAttention: z.object({ files: count, actionBy: z.array(z.string()) }),
    stalledSince: time.nullable(),
    source: place,
    destination: place,
    options: z.record(z.string(), z.unknown()),
    counts: z.object({
      total: count.nullable().openapi({ description: "Null while planning" }),
      ...stateCounts,
    }),
    verification: z.object({ verified: count, pending: count, sizeOnly: count, mismatched: count }),
    samples: z.object({ total: count.nullable(), ready: count.nullable(), guessed: z.boolean() }).openapi({
      description: "Null while planning; 0 where no name tells a sample. guessed: known by the files' names",
    }),
    bytes: z.object({ total: count.nullable(), copied: count }),
    rateBytesPerSecond: z.number().nullable(),
    finishesAt: span.nullable().openapi({
      description:
        "When all of it is there; null while planning, for the first 30 s, where nothing moves, and where files wait for somebody",
    }),
    timeLeft: z
      .object({
        moving: span
          .nullable()
          .openapi({ description: "When what can move by itself is there; null where that is not known" }),
        waitingFor: z.array(z.object({ actionBy: z.string(), files: count, bytes: count })).openapi({
          description: "What does not move before somebody acts, and who",
        }),
      })
      .openapi({ description: "In two parts: what can move by itself, and what waits for whom" }),
    cost: z
      .object({ requestsUsd: z.number().nullable(), computeUsd: z.number().nullable() })
      .openapi({ description: "Null: this release does not reckon costs" }),
    createdBy: z.string(),
    createdAt: time,
    startedAt: time.nullable(),
    finishedAt: time.nullable(),
    asOf: time,
  })
  .openapi("Transfer");

export type TransferView = z.infer<typeof transferSchema>;

export function viewTransfer(record: TransferRecord): TransferView {
  const moving = estimateFinish(record);
  return {
    id: record.id,
    name: record.name,
    reference: record.reference,
    labels: record.labels,
    vendor: record.vendorId === null ? null : { id: record.vendorId, name: record.vendorName ?? record.vendorId },
    route: record.routeId,
    deliveryId: null,
    state: record.state,
    pausedBy: record.pausedBy,
    pause: viewPause(record),
    failure: record.failure,
    needsAttention: { files: record.deadLettered, actionBy: whoMustAct(record) },
    stalledSince: record.stalledSince,
    source: { bucket: record.sourceBucket, prefix: record.sourcePrefix },
    destination: { bucket: record.destinationBucket, prefix: record.destinationPrefix },
    options: record.options,
    counts: {
      total: record.plannedAll ? record.plannedFiles : null,
      planned: record.planned,
      queued: record.queued,
      copying: record.copying,
      verifying: record.verifying,
      copied: record.copied,
      skipped: record.skipped,
      waived: record.waived,
      deadLettered: record.deadLettered,
      cancelled: record.cancelled,
    },
    verification: {
      verified: record.verified,
      pending: record.pending,
      sizeOnly: record.sizeOnly,
      mismatched: record.mismatched,
    },
    samples: record.plannedAll
      ? { total: record.samples, ready: record.samplesReady, guessed: true }
      : { total: null, ready: null, guessed: true },
    bytes: { total: record.plannedAll ? record.bytesTotal : null, copied: copiedBytes(record) },
    rateBytesPerSecond: record.rateBytesPerSecond === null ? null : Math.round(record.rateBytesPerSecond),
    finishesAt: record.deadLettered === 0 ? moving : null,
    timeLeft: { moving, waitingFor: record.waitingFor },
    cost: { requestsUsd: null, computeUsd: null },
    createdBy: record.createdBy,
    createdAt: record.createdAt,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
    asOf: record.asOf,
  };
}

function whoMustAct(record: TransferRecord): string[] {
  if (record.state === "failed" && record.failure !== null) return [record.failure.actionBy];
  return record.waitingFor.map(({ actionBy }) => actionBy);
}

function viewPause({ state, pausedBy, pause }: TransferRecord): TransferView["pause"] {
  if (state !== "paused" || pausedBy === null) return null;
  return { by: pausedBy, who: pause?.who ?? null, reason: pause?.reason ?? null, since: pause?.since ?? null };
}

/** What is done and what copiers move now; never more than there is, as the two are read a moment apart. */
function copiedBytes(record: TransferRecord): number {
  return Math.min(record.bytesTotal, record.bytesDone + record.bytesLive);
}

const MEASURED_AFTER_SECONDS = 30;
// A steady rate still swings by about a tenth; one that broke off is believed for a while to come back.
const SWING = 0.1;
const SLOWEST = 0.25;

/**
 * When what can move by itself is done, between the quicker and the slower of two mean rates (the last 20 s and the last 90 s weigh most). Null while
 * planning, before 30 s were measured, and with nothing left that could move.
 */
export function estimateFinish(record: TransferRecord): { earliest: string; latest: string } | null {
  const open = record.planned + record.queued + record.copying + record.verifying;
  const rate = record.rateBytesPerSecond ?? 0;
  const quick = record.quickRateBytesPerSecond ?? rate;
  if (!record.plannedAll || record.state !== "running" || open === 0 || rate <= 0) return null;
  if (record.measuredSeconds < MEASURED_AFTER_SECONDS) return null;
  const rest = Math.max(0, record.bytesTotal - copiedBytes(record) - record.bytesBlocked);
  // The sizes of waived and cancelled files are not summed: they may be left out of the rest, or not.
  const openShare = open / (open + record.waived + record.cancelled);
  const now = Date.parse(record.asOf);
  const after = (bytes: number, bytesPerSecond: number) =>
    new Date(now + Math.round((bytes / bytesPerSecond) * 1_000)).toISOString();
  return {
    earliest: after(rest * openShare, Math.max(rate, quick) * (1 + SWING)),
    latest: after(rest, Math.max(Math.min(rate, quick) * (1 - SWING), rate * SLOWEST)),
  };
}

/** The transfer as it stands in the moment it is accepted. */
export function viewNewTransfer(transfer: NewTransfer, now: Date): TransferView {
  const at = now.toISOString();
  return viewTransfer({
    number: 0,
    id: transfer.id,
    name: transfer.name,
    reference: transfer.reference,
    labels: transfer.labels,
    vendorId: transfer.vendorId,
    vendorName: null,
    routeId: transfer.routeId,
    state: "planning",
    pausedBy: null,
    failure: null,
    sourceBucket: transfer.source.bucket,
    sourcePrefix: transfer.source.prefix,
    sourceKind: transfer.keys === null ? "prefix" : "keys",
    destinationBucket: transfer.destination.bucket,
    destinationPrefix: transfer.destination.prefix,
    options: transfer.options,
    plannedAll: false,
    plannedFiles: 0,
    epoch: 1,
    stalledSince: null,
    createdBy: transfer.createdBy,
    createdAt: at,
    startedAt: null,
    finishedAt: null,
    asOf: at,
    planned: 0,
    queued: 0,
    copying: 0,
    verifying: 0,
    copied: 0,
    skipped: 0,
    deadLettered: 0,
    waived: 0,
    cancelled: 0,
    bytesTotal: 0,
    bytesDone: 0,
    bytesLive: 0,
    bytesBlocked: 0,
    samples: 0,
    samplesReady: 0,
    verified: 0,
    sizeOnly: 0,
    pending: 0,
    mismatched: 0,
    waitingFor: [],
    pause: null,
    rateBytesPerSecond: null,
    quickRateBytesPerSecond: null,
    measuredSeconds: 0,
  });
}
