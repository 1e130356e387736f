import { destinationKey } from "@s3mirror/core/object-key";
import type { Work } from "@s3mirror/core/store/files/claims";
import type { Hold } from "@s3mirror/core/store/files/hold";
import type { Deps, Log } from "../deps.ts";
import type { Gate } from "../s3/gate.ts";
import type { ObjectAddress } from "../s3/s3-transport.ts";
import type { Session } from "../work/session.ts";

/** Why work on a file ends before the file does. Its upload is kept, but for `cancelled`. `lost`: another has the file. */
export type HaltReason = "shutdown" | "paused" | "fleet_paused" | "stalled" | "cancelled" | "lost";

/** One claimed file while this copier works on it. */
export type FileInWork = {
  /** Kept true as the ledger's row changes: pin, upload, intent, restarts. */
  work: Work;
  /** The order of claiming; the gate serves the lowest first. */
  rank: number;
  messageId: string;
  /** When the claim's answer arrived, by the copier's clock: orders asked for before that do not speak of this claim. */
  claimedMs: number;
  /** Aborts with a HaltReason: what is in flight finishes, nothing new starts. */
  halt: AbortController;
  /** The object is made, or the file is being given up: what is left is done even when halted. */
  finishing: boolean;
  /** A request that makes the object in one go was sent, and its answer was lost. */
  mayBeMade: boolean;
  progress: Progress;
  log: Log;
  /** Lets go of the session that its requests are sent under. */
  release: () => void;
};

/** `bytesCopied`: of the whole file, earlier attempts' parts included. `attemptBytes`, `copyCalls`: of this attempt alone. */
export type Progress = {
  bytesCopied: number;
  attemptBytes: number;
  copyCalls: number;
  /** S3 requests that this file could still send at once. */
  requestsReady: number;
  /** S3 requests that stand at the gate, and those that are beyond it: in flight, or waiting to be sent again. */
  atGate: number;
  beyondGate: number;
};

export const noProgress: Progress = {
  bytesCopied: 0,
  attemptBytes: 0,
  copyCalls: 0,
  requestsReady: 0,
  atGate: 0,
  beyondGate: 0,
};

/** What copying needs of the outside and of its copier. */
export type CopyDeps = Deps & { gate: Gate; session: Session };

export function holdOf(file: FileInWork): Hold {
  const { transferId, file: number, generation, attempt } = file.work;
  return { transferId, file: number, generation, attempt };
}

export function sourceOf(work: Work): ObjectAddress {
  return {
    route: work.route,
    bucket: work.sourceBucket,
    key: work.sourceKey,
    versionId: work.versionId,
    ownerAccountId: work.sourceOwnerAccountId,
  };
}

export function destinationOf(work: Work): ObjectAddress {
  return {
    route: work.route,
    bucket: work.destinationBucket,
    key: destinationKey({ prefix: work.sourcePrefix }, { prefix: work.destinationPrefix }, work.sourceKey),
    versionId: null,
    ownerAccountId: work.destinationOwnerAccountId,
  };
}
