import { prices } from "@s3mirror/core/prices";
import type { Probe } from "./probe.ts";

/** The most that something uses of AWS. */
export type Use = {
  s3Writes?: number;
  s3Reads?: number;
  storageGbHours?: number;
  keyRequests?: number;
  queueRequests?: number;
  ledgerCalls?: number;
  ledgerHours?: number;
  copierHours?: number;
};

/** A copier's size, and what the ledger is at most taken to use while it is awake. */
const copier = { vcpus: 1, memoryGb: 2 };
const ledgerAcus = 2;
const hoursPerMonth = 730;

/** What the run itself keeps awake, whichever probes it asks: the ledger, for as long as it may last. */
export const standing = ({ minutes }: { minutes: number }): Use => ({ ledgerHours: minutes / 60 });

/** In US dollars, by the list prices that `npm run cost` uses. */
export function dollarsOf(use: Use): number {
  const { s3, kms, sqs, aurora, fargate } = prices;
  const copierHourUsd = copier.vcpus * fargate.vcpuHourUsd + copier.memoryGb * fargate.gbHourUsd;
  return (
    (use.s3Writes ?? 0) * s3.writeUsd +
    (use.s3Reads ?? 0) * s3.readUsd +
    ((use.storageGbHours ?? 0) * s3.storageGbMonthUsd) / hoursPerMonth +
    (use.keyRequests ?? 0) * kms.requestUsd +
    (use.queueRequests ?? 0) * sqs.requestUsd +
    (use.ledgerCalls ?? 0) * aurora.dataApiRequestUsd +
    (use.ledgerHours ?? 0) * ledgerAcus * aurora.acuHourUsd +
    (use.copierHours ?? 0) * copierHourUsd
  );
}

/** The most that a run of these probes costs, with what stands by meanwhile. */
export function mostDollars(probes: readonly Probe[], size: { parts: number }, limits: { minutes: number }): number {
  return probes.reduce((sum, probe) => sum + dollarsOf(probe.uses(size)), dollarsOf(standing(limits)));
}
