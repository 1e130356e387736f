import { choosePartSize, copyMethod, planParts, USUAL_GATE } from "./part-layout.ts";
import { prices } from "./prices.ts";
import { desiredCopiers } from "./scaling-ladder.ts";

/** What nobody has measured on AWS yet; a little on the dear side. */
const assumed = {
  /** What one copier moves inside S3, in bytes a second. */
  copierBytesPerSecond: 500_000_000,
  copierFilesPerSecond: 200,
  /** From the request to the first copy: Fargate starts copiers from nothing. */
  startSeconds: 60,
  acus: 2,
  queueRequestsPerFile: 3,
  ledgerCallsPerFile: 0.5,
  /** What the coordinators ask the ledger while a transfer is open. */
  ledgerCallsPerSecond: 30,
} as const;

/** A copier's size on AWS. */
const copier = { vcpus: 1, memoryGb: 2 } as const;

/** What a transfer will take on AWS. `usd` holds list prices by service, and their sum. */
export type Estimate = {
  requests: { s3Writes: number; s3Reads: number; queue: number; ledger: number };
  copiers: number;
  seconds: number;
  usd: { s3: number; sqs: number; fargate: number; aurora: number; total: number };
};

/**
 * Foretells requests, time and dollars of a transfer that goes smoothly. Left out: storage, logs, load balancer, what
 * stands by between transfers, KMS, retrieval from archives, transfer between regions.
 * @param input.sizes bytes of every file
 * @throws RangeError for a size that S3 cannot hold
 */
export function estimateTransfer(input: { sizes: readonly number[]; fleetMax: number }): Estimate {
  const { sizes } = input;
  const batchBytes = sizes.reduce((sum, size) => sum + size, 0);
  const s3 = { writes: Math.ceil(sizes.length / 1_000), reads: 0 };
  for (const sizeBytes of sizes) {
    const one = requestsOf(sizeBytes, batchBytes);
    s3.writes += one.writes;
    s3.reads += one.reads;
  }
  const copiers = desiredCopiers({ backlog: sizes.length, min: 0, max: input.fleetMax });
  const copySeconds =
    copiers === 0
      ? 0
      : Math.max(batchBytes / assumed.copierBytesPerSecond, sizes.length / assumed.copierFilesPerSecond) / copiers;
  const seconds = Math.ceil(assumed.startSeconds + copySeconds);
  const requests = {
    s3Writes: s3.writes,
    s3Reads: s3.reads,
    queue: Math.ceil(sizes.length * assumed.queueRequestsPerFile),
    ledger: Math.ceil(sizes.length * assumed.ledgerCallsPerFile + seconds * assumed.ledgerCallsPerSecond),
  };
  return { requests, copiers, seconds, usd: priceOf(requests, { copiers, hours: seconds / 3_600 }) };
}

/** As the copier asks: CopyObject and a HEAD, or for parts two HEADs, the tags, create, copy and complete. */
function requestsOf(sizeBytes: number, batchBytes: number): { writes: number; reads: number } {
  if (copyMethod(sizeBytes) === "copy_object") return { writes: 1, reads: 1 };
  const { partCount } = planParts(sizeBytes, choosePartSize({ sizeBytes, batchBytes, gate: USUAL_GATE }));
  return { writes: 2 + partCount, reads: 3 };
}

function priceOf(requests: Estimate["requests"], fleet: { copiers: number; hours: number }): Estimate["usd"] {
  const copierHours = fleet.copiers * fleet.hours;
  const usd = {
    s3: requests.s3Writes * prices.s3.writeUsd + requests.s3Reads * prices.s3.readUsd,
    sqs: requests.queue * (prices.sqs.requestUsd + prices.sqs.groupRequestUsd),
    fargate: copierHours * (copier.vcpus * prices.fargate.vcpuHourUsd + copier.memoryGb * prices.fargate.gbHourUsd),
    aurora: fleet.hours * assumed.acus * prices.aurora.acuHourUsd + requests.ledger * prices.aurora.dataApiRequestUsd,
  };
  return { ...usd, total: usd.s3 + usd.sqs + usd.fargate + usd.aurora };
}
