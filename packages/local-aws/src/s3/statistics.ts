/** One request as the control API shows it. `action` is the IAM action that was asked for, or that was refused. */
export type RequestRecord = {
  n: number;
  op: string;
  action: string | null;
  account: string | null;
  bucket: string | null;
  key: string | null;
  sourceBucket: string | null;
  sourceKey: string | null;
  partNumber: number | null;
  status: number | null;
  errorCode: string | null;
};

export type Statistics = { requests: number; counts: Record<string, Record<string, number>>; recent: RequestRecord[] };

const kept = 20_000;

export function createStatistics(): Statistics {
  return { requests: 0, counts: {}, recent: [] };
}

/** A record for a request that has just arrived; `n` counts from 1 since the process started. */
export function openRecord(statistics: Statistics): RequestRecord {
  statistics.requests++;
  return {
    n: statistics.requests,
    op: "Unknown",
    action: null,
    account: null,
    bucket: null,
    key: null,
    sourceBucket: null,
    sourceKey: null,
    partNumber: null,
    status: null,
    errorCode: null,
  };
}

/** Keeps the record once the request's outcome is known. `status` null stands for a connection cut or left hanging. */
export function closeRecord(statistics: Statistics, record: RequestRecord): void {
  statistics.counts[record.op] ??= {};
  const counts = statistics.counts[record.op] ?? {};
  const status = String(record.status ?? "none");
  counts[status] = (counts[status] ?? 0) + 1;
  statistics.recent.push(record);
  if (statistics.recent.length >= kept * 2) statistics.recent.splice(0, statistics.recent.length - kept);
}

/** The last 20,000 requests, in the order in which they ended, whose number is above `since`. */
export function requestsSince(statistics: Statistics, since: number): RequestRecord[] {
  return statistics.recent.slice(-kept).filter((record) => record.n > since);
}
