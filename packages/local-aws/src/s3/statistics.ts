/** One request as the control API shows it: `n` counts from 1 in the order in which requests ended. `action` is the IAM action that was asked for, or that was refused. */
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

/** A record for a request that has just arrived; it gets its number when it ends. */
export function openRecord(): RequestRecord {
  return {
    n: 0,
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
  statistics.requests++;
  record.n = statistics.requests;
  statistics.counts[record.op] ??= {};
  const counts = statistics.counts[record.op] ?? {};
  const status = String(record.status ?? "none");
  counts[status] = (counts[status] ?? 0) + 1;
  statistics.recent.push(record);
  if (statistics.recent.length >= kept * 2) statistics.recent.splice(0, statistics.recent.length - kept);
}

/** Those of the last 20,000 requests whose number is above `since`. */
export function requestsSince(statistics: Statistics, since: number): RequestRecord[] {
  return statistics.recent.slice(-kept).filter((record) => record.n > since);
}
