import type { Failure } from "@s3mirror/core/failure-kind";
import type { Result } from "@s3mirror/core/store/files/results";
import { type FileInWork, type HaltReason, holdOf } from "../file/file-in-work.ts";
import type { Found, Standing } from "../prove/look.ts";
import type { Verified } from "../prove/verify.ts";
import type { WrittenObject } from "../s3/s3-transport.ts";

/**
 * What became of one claim. `done`: record it. `failed`: dead-letter it. `let_go`: somebody goes on later.
 * `stale`: a newer attempt, a redrive or a terminal state stands, nothing of this claim matters any more.
 */
export type CopyOutcome =
  | { type: "done"; result: Result }
  | { type: "failed"; failure: Failure }
  | { type: "let_go"; reason: HaltReason }
  | { type: "stale" };

export type SourceFacts = { etag: string; versionId: string | null; sizeBytes: number };

/** A copy that this claim made, in the place of what stood there (`replaced`) or of nothing. */
export function copied(
  file: FileInWork,
  source: SourceFacts,
  made: { written: WrittenObject; verified: Verified; replaced: Standing | null },
): CopyOutcome {
  const { written, verified, replaced } = made;
  return done(file, "copied", source, {
    replaced,
    destinationEtag: written.etag,
    destinationVersionId: written.versionId,
    requestId: written.requestId,
    ...verified,
  });
}

/** An object found at the destination: a copy of ours whose answer was lost, or one that stood there and is equal. */
export function found(file: FileInWork, source: SourceFacts, look: Found): CopyOutcome {
  return done(file, look.ours ? "copied" : "skipped", source, {
    replaced: look.ours ? (file.work.intent?.standing ?? null) : null,
    destinationEtag: look.head.etag,
    destinationVersionId: look.head.versionId,
    requestId: null,
    verification: { result: "verified", method: look.proof.method },
    checksum: look.proof.checksum,
    sourceChecksum: look.proof.sourceChecksum,
  });
}

export function cancelled(file: FileInWork): CopyOutcome {
  return done(
    file,
    "cancelled",
    { etag: file.work.etag ?? "", versionId: file.work.versionId, sizeBytes: file.work.sizeBytes ?? 0 },
    {
      replaced: null,
      destinationEtag: null,
      destinationVersionId: null,
      requestId: null,
      verification: null,
      checksum: null,
      sourceChecksum: null,
    },
  );
}

type DestinationFacts = Pick<
  Result,
  "replaced" | "destinationEtag" | "destinationVersionId" | "requestId" | "verification" | "checksum" | "sourceChecksum"
>;

function done(
  file: FileInWork,
  outcome: Result["outcome"],
  source: SourceFacts,
  destination: DestinationFacts,
): CopyOutcome {
  return {
    type: "done",
    result: {
      ...holdOf(file),
      outcome,
      sizeBytes: source.sizeBytes,
      sourceEtag: source.etag === "" ? null : source.etag,
      sourceVersionId: source.versionId,
      ...destination,
      attemptBytes: file.progress.attemptBytes,
      copyCalls: file.progress.copyCalls,
    },
  };
}
