import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { makeId } from "@s3mirror/core/ids";
import { makeMeter } from "@s3mirror/core/metrics";
import { patientRequests } from "@s3mirror/core/patient-requests";
import { openLedger } from "@s3mirror/core/store/ledger";
import { meterLedger } from "@s3mirror/core/store/metered-ledger";
import { assumeTransferRole } from "@s3mirror/core/transfer-role/credentials";
import { partitionOf } from "@s3mirror/core/transfer-role/route-policy";
import pino from "pino";
import packageJson from "../package.json" with { type: "json" };
import { systemClock } from "./clock.ts";
import { readEnvironment } from "./config.ts";
import { runCopier } from "./copier.ts";
import { openS3 } from "./s3/s3-sdk.ts";

const STOP_WITHIN_MS = 110_000;
/** Of the transfer role, beside those in use: so many routes have their turns without asking STS again. */
const MOST_SESSIONS = 100;

const env = readEnvironment(process.env);
const gate = env.S3MIRROR_COPIER_GATE;
const sessionId = makeId("ses", randomBytes(26));
const log = pino({ base: { service: "copier", stage: env.S3MIRROR_STAGE, session: sessionId } });
const stop = new AbortController();
const meter = makeMeter();

let signalled = false;

function sessionsOf(roleArn: string): NonNullable<Parameters<typeof openS3>[0]["transferRole"]> {
  const sts = new STSClient({ requestHandler: patientRequests(30_000) });
  return {
    most: MOST_SESSIONS,
    partition: partitionOf(roleArn),
    assume: (policy) =>
      assumeTransferRole(
        { sts, nowMs: Date.now },
        // Owners of buckets find this session in their logs.
        { roleArn, sessionName: sessionId, ...(policy !== null && { policy }) },
      ),
  };
}

function stopFor(why: string): void {
  log.info({ why }, "asked to stop");
  if (stop.signal.aborted) return;
  stop.abort();
  setTimeout(() => {
    log.error("stopping took too long: leaving at once");
    process.exit(1);
  }, STOP_WITHIN_MS).unref();
}
for (const name of ["SIGTERM", "SIGINT"] as const) {
  process.on(name, () => {
    if (signalled) {
      log.warn({ why: name }, "asked to stop again: leaving at once");
      process.exit(1);
    }
    signalled = true;
    stopFor(name);
  });
}
// On one machine the supervisor holds our standard input: when it is gone, so are we. Its successor's SIGTERM says so once more.
if (env.S3MIRROR_EXIT_WITH_PARENT === "1") process.stdin.resume().once("end", () => stopFor("the parent is gone"));

// Node 20 is what this release runs on; the SDK's advice about its own later releases is no news for a log.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const roleArn = env.S3MIRROR_TRANSFER_ROLE_ARN;
const { s3, close } = openS3({
  connections: gate + 64,
  ...(roleArn !== undefined && { transferRole: sessionsOf(roleArn) }),
});
const ledger = openLedger({
  resourceArn: env.S3MIRROR_LEDGER_RESOURCE_ARN,
  secretArn: env.S3MIRROR_LEDGER_SECRET_ARN,
  database: env.S3MIRROR_LEDGER_DATABASE,
  // A statement may run for 45 s (RDS Data API quota); giving up earlier would hide a committed write.
  client: new RDSDataClient({
    maxAttempts: 1,
    requestHandler: patientRequests(65_000),
  }),
  sleep: (ms) => systemClock.wait(ms),
  random: Math.random,
});
const sqs = new SQSClient({ requestHandler: patientRequests(30_000) });

log.info({ principal: env.S3MIRROR_TRANSFER_PRINCIPAL_ARN }, "copies under this principal");
await runCopier(
  {
    ledger: meterLedger(ledger, meter, systemClock.nowMs),
    s3,
    sqs,
    clock: systemClock,
    random: Math.random,
    log,
    meter,
    wallClockMs: Date.now,
  },
  {
    sessionId,
    copyQueueUrl: env.S3MIRROR_COPY_QUEUE_URL,
    needsActionQueueUrl: env.S3MIRROR_NEEDS_ACTION_QUEUE_URL,
    visibilityTimeoutSeconds: env.S3MIRROR_VISIBILITY_TIMEOUT_SECONDS,
    leaseSeconds: env.S3MIRROR_SESSION_LEASE_SECONDS,
    stallSeconds: env.S3MIRROR_STALL_SECONDS,
    gate,
    facts: { pid: process.pid, host: hostname(), version: packageJson.version, gate },
  },
  stop.signal,
);
close();
process.exit(0);
