/** The parts of the HTTP API's answers that this command reads. What it does not know it passes on with `-o json`. */
export type Transfer = {
  id: string;
  name: string | null;
  reference: string | null;
  state: string;
  pausedBy: string | null;
  failure: { code?: string; message?: string; remedy?: string; actionBy?: string } | null;
  needsAttention: { files: number; actionBy: string[] } | null;
  stalledSince?: string | null;
  source: { bucket: string; prefix?: string | null };
  destination: { bucket: string; prefix?: string | null };
  counts: {
    total: number | null;
    planned: number;
    queued: number;
    copying: number;
    verifying: number;
    copied: number;
    skipped: number;
    waived: number;
    deadLettered: number;
    cancelled: number;
  };
  verification?: { verified: number; pending: number; sizeOnly: number; mismatched: number };
  bytes: { total: number | null; copied: number };
  rateBytesPerSecond: number | null;
  finishesAt: { earliest: string; latest: string } | null;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
};

export type TransferFile = {
  number: number;
  key: string;
  destinationKey: string;
  sizeBytes: number | null;
  state: string;
  attempts: number;
  redrives: number;
  bytesCopied: number | null;
  failure: { kind: string; actionBy: string; message: string; remedy: string } | null;
  verification: { result: string; method: string } | null;
};

export type Cause = {
  id: string;
  kind: string;
  actionBy: string;
  title: string;
  message: string;
  remedy: string;
  policyStatement?: unknown;
  files: number;
  bytes: number;
  state: string;
};

export type Vendor = { id: string; name: string; createdAt: string };

export type VendorPolicy = {
  buckets: { bucket: string; bucketPolicy: unknown; kmsKeyArn: string | null; kmsKeyStatement: unknown }[];
  text: string;
};

/** A key as it is listed; a secret stands only in the answer that made it. */
export type ApiKey = {
  id: string;
  name: string;
  role: string;
  scopes: string[];
  vendor: { id: string; name: string } | null;
  person: { id: string; email: string } | null;
  state: "live" | "expired" | "revoked";
  expiresAt: string | null;
  lastUsedAt: string | null;
  lastUsedFrom: string | null;
};
export type MadeApiKey = ApiKey & { secret: string | null };

type Verdict = "held" | "not_held" | "cannot_tell";
/** What S3 said of a route's policies. */
export type RouteTest = {
  route: string;
  verdict: Verdict;
  statements: {
    side: string;
    statement: string;
    action: string;
    verdict: Verdict;
    asked: string | null;
    told: string;
  }[];
};

type RoutePlace = { bucket: string; prefix: string; accountId: string | null };
export type Route = {
  id: string;
  name: string;
  vendor: { id: string; name: string } | null;
  source: RoutePlace;
  destination: RoutePlace;
  enabled: boolean;
  isDeployed: boolean;
  redelivery?: string;
  overlaps?: { route: string; by: string; reason: string }[];
  revision: number;
  lastChange: { at: string; by: string; reason: string } | null;
};

/** One line of `GET /v1/health`. */
export type Check = {
  name: string;
  state: "good" | "needs_attention" | "bad";
  message: string;
  nextStep: string | null;
};
export type Health = { stage: string; version: string; checks: Check[]; publicUrl: string | null; asOf: string };

export type Page<Item> = { items: Item[]; nextCursor: string | null };

/** RFC 9457, as the API words it. */
export type Problem = {
  status?: number;
  code?: string;
  title?: string;
  detail?: string;
  remedy?: string;
  errors?: { pointer?: string; detail?: string; message?: string; remedy?: string }[];
};

/** Whether nothing more happens to the transfer unless somebody acts. */
export function isOver(transfer: Transfer): boolean {
  return ["completed", "completed_with_failures", "failed", "cancelled"].includes(transfer.state);
}
