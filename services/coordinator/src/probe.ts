import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import type { FailureKind } from "@s3mirror/core/failure";
import { destinationKey } from "@s3mirror/core/object-key";
import { listProbeTargets, type ProbeTarget } from "@s3mirror/core/store/causes";
import { redriveFiles } from "@s3mirror/core/store/redrive";
import type { Deps } from "./deps.ts";

const PROBED: ReadonlySet<FailureKind> = new Set([
  "source_permission",
  "destination_permission",
  "kms_permission",
  "source_missing",
  "archived",
  "configuration",
]);

/** Whether a failure of this kind can be asked for again without copying anything. */
export function isProbed(kind: FailureKind): boolean {
  return PROBED.has(kind);
}

/**
 * Asks S3, as the transfer role, whether a file could be copied now: one byte of the source, its tags where they are required, and an upload
 * at the destination that is begun and aborted at once. It leaves nothing behind.
 */
export async function probeFile(deps: Pick<Deps, "s3" | "log">, target: ProbeTarget): Promise<boolean> {
  const source = {
    Bucket: target.sourceBucket,
    Key: target.key,
    VersionId: target.versionId ?? undefined,
    ExpectedBucketOwner: target.sourceOwnerAccountId ?? undefined,
  };
  const destination = {
    Bucket: target.destinationBucket,
    Key: destinationKey({ prefix: target.sourcePrefix }, { prefix: target.destinationPrefix }, target.key),
    ExpectedBucketOwner: target.destinationOwnerAccountId ?? undefined,
  };
  try {
    const answer = await deps.s3
      .send(new GetObjectCommand({ ...source, Range: "bytes=0-0" }))
      .catch((error: unknown) => {
        // An empty object has no first byte; that it says so proves that it may be read.
        if (error instanceof Error && error.name === "InvalidRange") return null;
        throw error;
      });
    await answer?.Body?.transformToByteArray();
    // Where tags are best effort their denial does not stop a copy, so it must not stop a probe.
    if (target.tags === "required") await deps.s3.send(new GetObjectTaggingCommand(source));
    const { UploadId } = await deps.s3.send(new CreateMultipartUploadCommand(destination));
    await deps.s3.send(new AbortMultipartUploadCommand({ ...destination, UploadId }));
    return true;
  } catch (error) {
    deps.log.debug({ err: error, file: target.number }, "a probe was refused");
    return false;
  }
}

const PAGE = 100;
const AT_ONCE = 10;

/**
 * Probes the chosen dead-lettered files and redrives those that pass, and only those. Files whose failure cannot be
 * probed (a destination that exists, a crash) go on without. @returns how many were redriven and how many still fail.
 */
export async function probeAndRedrive(
  deps: Pick<Deps, "ledger" | "s3" | "log">,
  input: {
    transferId: string;
    causeId: string | null;
    failureKind: string | null;
    fileNumbers: number[] | null;
    reason: string;
  },
): Promise<{ redriven: number; stillFailing: number }> {
  const { reason, ...choice } = input;
  const total = { redriven: 0, stillFailing: 0 };
  for (let after = 0; ; ) {
    const targets = await listProbeTargets(deps.ledger, { ...choice, after, limit: PAGE });
    const passed: number[] = [];
    for (let from = 0; from < targets.length; from += AT_ONCE) {
      const group = targets.slice(from, from + AT_ONCE);
      const verdicts = await Promise.all(group.map((target) => maySucceedNow(deps, target)));
      group.forEach((target, index) => {
        if (verdicts[index]) passed.push(target.number);
        else total.stillFailing += 1;
      });
    }
    if (passed.length > 0) {
      total.redriven += await redriveFiles(deps.ledger, {
        transferId: choice.transferId,
        causeId: null,
        failureKind: null,
        fileNumbers: passed,
        exceptNumbers: [],
        states: ["dead_lettered"],
        reason,
      });
    }
    const last = targets.at(-1);
    // A cause of thousands is not probed file by file when a whole page of it still fails.
    if (last === undefined || targets.length < PAGE || passed.length === 0) return total;
    after = last.number;
  }
}

async function maySucceedNow(deps: Pick<Deps, "s3" | "log">, target: ProbeTarget): Promise<boolean> {
  const isAsked = PROBED.has(target.failureKind as FailureKind);
  return !isAsked || (await probeFile(deps, target));
}
