import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { followStalls } from "@s3mirror/core/store/files/stalls";
import { beatLedger, sweepDeadSessions, sweepSilentFiles } from "@s3mirror/core/store/files/sweeping";
import { sampleThroughput } from "@s3mirror/core/store/reads/throughput";
import type { Deps } from "../deps.ts";

const SWEEP_LIMIT = 5_000;

/** Messages waiting and in flight in a queue, as SQS estimates them. */
export async function queueDepth(deps: Deps, queue: string): Promise<{ visible: number; inFlight: number }> {
  const { Attributes } = await deps.sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: queue,
      AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
    }),
  );
  return {
    visible: Number(Attributes?.ApproximateNumberOfMessages ?? 0),
    inFlight: Number(Attributes?.ApproximateNumberOfMessagesNotVisible ?? 0),
  };
}

/** Looks after sessions: notes that the ledger answers, hands on what dead sessions held, samples the speed. */
export async function tendSessions(deps: Deps): Promise<boolean> {
  const leaseSeconds = deps.config.S3MIRROR_SESSION_LEASE_SECONDS;
  await beatLedger(deps.ledger, { leaseSeconds });
  const orphans = await sweepDeadSessions(deps.ledger, { leaseSeconds });
  if (orphans > 0) deps.log.info({ files: orphans }, "files of ended sessions are sent again");
  await sampleThroughput(deps.ledger);
  return false;
}

/** Marks transfers that stall, and those that move again. */
export async function watchStalls(deps: Deps): Promise<boolean> {
  const stallSeconds = deps.config.S3MIRROR_STALL_SECONDS;
  for (const transfer of await followStalls(deps.ledger, { stallSeconds })) {
    deps.log.error({ transfer, stallSeconds }, "no byte of a transfer moves although its files are worked on");
  }
  return false;
}

/** Sends anew what nobody seems to know of any more. */
export async function sweepSilence(deps: Deps): Promise<boolean> {
  const depth = await queueDepth(deps, deps.config.S3MIRROR_COPY_QUEUE_URL);
  const swept = await sweepSilentFiles(deps.ledger, {
    quietSeconds: deps.config.S3MIRROR_SWEEP_QUIET_SECONDS,
    queueEmpty: depth.visible === 0,
    limit: SWEEP_LIMIT,
  });
  if (swept > 0) deps.log.warn({ files: swept }, "waiting files without a message are sent again");
  return false;
}
