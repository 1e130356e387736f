import { z } from "@hono/zod-openapi";
import { describeFailure, type FailureDescription, failureKinds } from "@s3mirror/core/failure";
import type { Failure } from "@s3mirror/core/failure-kind";

/** A failure as the ledger keeps it: its kind may come from a newer release, so it is judged before it is told. */
const storedFailureSchema = z.object({
  kind: z.enum(failureKinds).catch("unexpected"),
  code: z.string(),
  side: z.enum(["source", "destination"]).catch("source"),
  action: z
    .string()
    .nullable()
    .transform((action) => action || null),
  requestId: z.string().nullable().default(null),
  message: z.string().default(""),
});

export type StoredFailure = {
  kind: string;
  code: string;
  side: string;
  action: string | null;
  requestId?: string | null;
};

/** Where a failure happened: both places, and whose names the sentences use. Keys are null where it is about several files. */
export type FailurePlace = {
  sourceBucket: string;
  destinationBucket: string;
  sourceKey: string | null;
  destinationKey: string | null;
  /** How many files failed so; 1 unless told. */
  files?: number;
  /** The names were given, and none was there when the transfer was planned. */
  neverSeen: boolean;
  vendorName: string | null;
  principalArn: string;
};

/** A stored failure with the words for people: the bucket and key are those of the side that refused. */
export function tellFailure(stored: StoredFailure, place: FailurePlace): FailureDescription & { failure: Failure } {
  const failure = storedFailureSchema.parse(stored);
  const atSource = failure.side === "source";
  const description = describeFailure(failure, {
    bucket: atSource ? place.sourceBucket : place.destinationBucket,
    key: atSource ? place.sourceKey : place.destinationKey,
    files: place.files ?? 1,
    neverSeen: place.neverSeen,
    action: failure.action,
    principalArn: place.principalArn,
    vendorName: place.vendorName,
  });
  return { ...description, failure };
}
