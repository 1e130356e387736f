import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ECSClient } from "@aws-sdk/client-ecs";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { makeMeter } from "@s3mirror/core/metrics";
import { patientRequests } from "@s3mirror/core/patient-requests";
import { openLedger } from "@s3mirror/core/store/ledger";
import { meterLedger } from "@s3mirror/core/store/metered-ledger";
import pino from "pino";
import packageJson from "../package.json" with { type: "json" };
import { bootstrap } from "./bootstrap.ts";
import { readConfig } from "./config.ts";
import { runCoordinator } from "./coordinator.ts";
import type { Deps } from "./deps.ts";
import { describeFleet } from "./fleet/fleet-scaling.ts";
import { askToConfirm, describeQueues, describeSubscriptions } from "./fleet/look-around.ts";
import { workOnRedrive } from "./heal/redrive.ts";
import { createApi } from "./http/frame/api.ts";
import { serveApi } from "./http/frame/serve.ts";
import { openS3 } from "./open-s3.ts";
import { Activity } from "./repeat.ts";
import { isPolicyTaken } from "./try-policy.ts";

const config = readConfig(process.env);
const log = pino({ base: { service: "coordinator", stage: config.S3MIRROR_STAGE } });
const stop = new AbortController();
const meter = makeMeter();

const pause: Deps["sleep"] = async (ms, signal) => {
  await sleep(ms, undefined, { signal }).catch(() => "woken");
};

// A statement may run for 45 s (RDS Data API quota); giving up earlier would hide a committed write.
const ledgerClient = new RDSDataClient({ requestHandler: patientRequests(65_000) });
const patient = patientRequests(30_000);
const sts = new STSClient({ requestHandler: patient });

const deps: Deps = {
  ledger: meterLedger(
    openLedger({
      resourceArn: config.S3MIRROR_LEDGER_RESOURCE_ARN,
      secretArn: config.S3MIRROR_LEDGER_SECRET_ARN,
      database: config.S3MIRROR_LEDGER_DATABASE,
      client: ledgerClient,
      sleep: pause,
      random: Math.random,
    }),
    meter,
    () => performance.now(),
  ),
  meter,
  s3: openS3(
    { sts, nowMs: Date.now },
    { roleArn: config.S3MIRROR_TRANSFER_ROLE_ARN, client: { requestHandler: patient, maxAttempts: 3 } },
  ),
  sqs: new SQSClient({ requestHandler: patient, maxAttempts: 3 }),
  sns: new SNSClient({ requestHandler: patient }),
  ecs: new ECSClient({ requestHandler: patient }),
  log,
  now: () => new Date(),
  sleep: pause,
  randomBytes,
  config,
};

for (const name of ["SIGTERM", "SIGINT"] as const) process.once(name, () => stop.abort());
if (config.S3MIRROR_EXIT_WITH_PARENT === "1") {
  process.stdin.resume().once("end", () => {
    stop.abort();
    // The ledger is gone as well: whoever waits for it would wait out its patience.
    setTimeout(() => process.exit(1), 5_000).unref();
  });
}

await bootstrap(deps);
const activity = new Activity();
const api = createApi({
  ledger: deps.ledger,
  s3: deps.s3,
  random: deps.randomBytes,
  log,
  now: deps.now,
  settings: {
    stage: config.S3MIRROR_STAGE,
    version: packageJson.version,
    transferPrincipalArn: config.S3MIRROR_TRANSFER_PRINCIPAL_ARN,
    deployedBuckets: config.S3MIRROR_DEPLOYED_BUCKETS ?? null,
    fleet: { min: config.S3MIRROR_FLEET_MIN, max: config.S3MIRROR_FLEET_MAX },
    rateLimit: { perSecond: config.S3MIRROR_API_REQUESTS_PER_SECOND, burst: config.S3MIRROR_API_REQUESTS_AT_ONCE },
    trustedProxies: config.S3MIRROR_TRUSTED_PROXIES,
    snapshots: { viewSeconds: config.S3MIRROR_API_VIEW_SECONDS, callerSeconds: config.S3MIRROR_API_CALLER_SECONDS },
    publicUrl: config.S3MIRROR_PUBLIC_URL ?? null,
    signIn: {
      linkSeconds: config.S3MIRROR_SIGN_IN_LINK_SECONDS,
      idleSeconds: config.S3MIRROR_SIGN_IN_IDLE_SECONDS,
      sessionSeconds: config.S3MIRROR_SIGN_IN_SECONDS,
    },
  },
  wake: () => activity.wake(),
  fleet: { describe: () => describeFleet(deps) },
  queues: { describe: () => describeQueues(deps) },
  alerts: {
    describe: () => describeSubscriptions(deps),
    askToConfirm: (recipient) => askToConfirm(deps, recipient),
  },
  isPolicyTaken: (policy) => isPolicyTaken({ sts, nowMs: Date.now }, config.S3MIRROR_TRANSFER_ROLE_ARN, policy),
  redrive: (redrive) => workOnRedrive(deps, redrive, 5_000),
});
// On one machine nobody else may reach it; on AWS the load balancer does.
const hostname = config.S3MIRROR_STAGE === "local" ? "127.0.0.1" : "0.0.0.0";
const server = await serveApi(api, { port: config.S3MIRROR_PORT, hostname, random: deps.randomBytes });
log.info({ port: server.port }, "the coordinator listens");
await runCoordinator(deps, activity, stop.signal);
await server.close();
log.info("the coordinator stopped");
process.exit(0);
