import { setTimeout as sleep } from "node:timers/promises";
import { ECSClient } from "@aws-sdk/client-ecs";
import { IAMClient } from "@aws-sdk/client-iam";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { cleanups, makeHome, readEndpoints, startedStack } from "@s3mirror/infra-local/testing/run-stack";
import { startIam } from "@s3mirror/local-aws/iam/server";
import { z } from "zod";
import { transferStatements } from "../../infra/transfer-policy.ts";
import type { Deployed } from "../../tools/smoke/deployed.ts";
import type { Clients, SmokeContext } from "../../tools/smoke/probe.ts";
import { openStageApi, read } from "../../tools/smoke/stage-api.ts";

export const buckets = { source: "smoke-lab", destination: "smoke-lake" } as const;
/** Another account's. */
const vendorBucket = "smoke-vendor";
const stage = { region: "eu-central-1", accountId: "111122223333" } as const;
const deployedBuckets = {
  sources: [
    { vendor: "the laboratory", accountId: stage.accountId, bucket: buckets.source, prefix: "runs/" },
    { vendor: "a vendor", accountId: "444455556666", bucket: vendorBucket, prefix: "" },
  ],
  destinations: [{ bucket: buckets.destination, prefix: "in/" }],
};

export type Closing = (() => unknown)[];

/** A policy's JSON as Pulumi makes it of statements. */
function document(statements: ReturnType<typeof transferStatements>): string {
  const Statement = statements.map(({ actions, resources, conditions = [] }) => ({
    Effect: "Allow",
    Action: actions,
    Resource: resources,
    Condition: Object.fromEntries(conditions.map(({ test, variable, values }) => [test, { [variable]: values }])),
  }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

export const transferPolicy = document(
  transferStatements({ ...deployedBuckets, region: stage.region }, stage.accountId),
);

/**
 * A stage on this machine that the smoke run can be pointed at, as `sst deploy` would tell of it: with its buckets, a
 * route between them, and the IAM that its roles are read from. `closing` is done by whoever opened it.
 */
export async function openSmokeStage(closing: Closing, { knowsItsBuckets }: { knowsItsBuckets: boolean }) {
  const home = await makeHome();
  await startedStack(
    home,
    {},
    {
      services: { coordinators: 1, copier: true },
      // What a killed copier held is let go soon.
      sessionLeaseSeconds: 10,
      storage: { latency: { requestMs: 60 } },
      serviceEnvironment: {
        S3MIRROR_COPIER_GATE: "2",
        ...(knowsItsBuckets && { S3MIRROR_DEPLOYED_BUCKETS: JSON.stringify(deployedBuckets) }),
      },
    },
  );
  // It ends with whoever opened it, not with a test.
  closing.push(...cleanups.splice(0));
  const endpoints = await readEndpoints(home);
  const { api: url, sqs, region, accounts, adminApiKey } = endpoints;
  const { accountId, principalArn, accessKeyId, secretAccessKey } = accounts.company;
  const iam = await startIam({
    port: 0,
    host: "127.0.0.1",
    roles: [{ arn: principalArn, policies: [transferPolicy] }],
  });
  closing.push(iam.close);
  const urls = { ...endpoints, iam: iam.url };
  const deployed: Deployed = {
    url,
    transferRole: principalArn,
    copyQueue: `${sqs}/${accountId}/s3mirror-local-copy`,
    copyDeadLetters: `arn:aws:sqs:${region}:${accountId}:s3mirror-local-copy-dlq`,
    ledger: `arn:aws:rds:${region}:${accountId}:cluster:s3mirror-local`,
    ledgerSecret: `arn:aws:secretsmanager:${region}:${accountId}:secret:s3mirror-local-ledger-coordinator`,
    alerts: `arn:aws:sns:${region}:${accountId}:s3mirror-local-alerts`,
    cluster: "s3mirror-local",
    copierService: "s3mirror-local-copier",
    region,
    production: false,
    deployedBuckets,
  };
  const clients = openClients(closing, urls, { accessKeyId, secretAccessKey }, region);
  for (const Bucket of Object.values(buckets)) await clients.s3.send(new CreateBucketCommand({ Bucket }));
  const api = openStageApi({ url, fetch }, adminApiKey);
  const made = z.object({ id: z.string() });
  const { id: vendor } = read(made, await api.ask("POST", "/v1/vendors", { name: "The smoke's laboratory" }));
  const { id: routeId } = read(
    made,
    await api.ask("POST", "/v1/routes", {
      vendor,
      name: "for the smoke run",
      source: { bucket: buckets.source, prefix: "runs/", accountId },
      destination: { bucket: buckets.destination, prefix: "in/", accountId },
      reason: "a smoke run",
    }),
  );
  const vendorObject = { bucket: vendorBucket, key: "deliveries/1" };
  const source = { bucket: vendorBucket, prefix: "", accountId: accounts.vendor.accountId };
  const destination = { bucket: buckets.destination, prefix: "in/", accountId };
  const second = { vendor, source, destination, allowOverlap: true, reason: "a vendor's object" };
  read(made, await api.ask("POST", "/v1/routes", second));
  const { s3: vendorS3 } = openClients(closing, urls, {
    accessKeyId: accounts.vendor.accessKeyId,
    secretAccessKey: accounts.vendor.secretAccessKey,
  });
  await vendorS3.send(new CreateBucketCommand({ Bucket: vendorBucket }));
  await vendorS3.send(new PutObjectCommand({ Bucket: vendorBucket, Key: vendorObject.key, Body: "a vendor's" }));
  /** Grants the transfer role what it needs, as the vendor does; or takes it back. */
  const grant = async (actions: string[]): Promise<void> => {
    const Resource = [`arn:aws:s3:::${vendorBucket}`, `arn:aws:s3:::${vendorBucket}/*`];
    const Statement = [{ Effect: "Allow", Principal: { AWS: principalArn }, Action: actions, Resource }];
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
    await vendorS3.send(new PutBucketPolicyCommand({ Bucket: vendorBucket, Policy }));
  };
  await grant(["s3:ListBucket", "s3:GetObject*"]);
  const given: Omit<SmokeContext, "onCleanup"> = {
    deployed,
    clients,
    callerArn: principalArn,
    workplace: { bucket: buckets.destination, prefix: "in/s3mirror-smoke/run/" },
    transfers: {
      type: "can",
      api,
      routeId,
      source: { bucket: buckets.source, prefix: "runs/s3mirror-smoke/run/" },
    },
    vendorObject,
    parts: 60,
    notes: {},
    patience: { wakeMs: 60_000, transferMs: 60_000, lookMs: 50 },
    signal: new AbortController().signal,
    fetch,
    nowMs: () => performance.now(),
    wait: (ms, signal) => sleep(ms, undefined, { signal }),
  };
  return { home, endpoints: urls, given, api, grant };
}

/** Ends what was opened, the last first. */
export async function closeAll(closing: Closing): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close();
}

/** Clients as `main.ts` makes them, which finds its endpoints in the environment. */
export function openClients(
  closing: Closing,
  urls: { s3: string; sqs: string; sns: string; rdsData: string; ecs: string; iam: string },
  credentials: { accessKeyId: string; secretAccessKey: string },
  region: string = stage.region,
): Clients {
  const client = (endpoint: string) => ({ endpoint, region, credentials: { ...credentials }, maxAttempts: 1 });
  const clients = {
    s3: new S3Client({ ...client(urls.s3), forcePathStyle: true }),
    sqs: new SQSClient(client(urls.sqs)),
    sns: new SNSClient(client(urls.sns)),
    sts: new STSClient(client(urls.s3)),
    rdsData: new RDSDataClient(client(urls.rdsData)),
    ecs: new ECSClient(client(urls.ecs)),
    iam: new IAMClient(client(urls.iam)),
  };
  closing.push(() => {
    for (const one of Object.values(clients)) one.destroy();
  });
  return clients;
}

/** Everything that stands in the stage's buckets: versions, delete markers and open uploads. */
export async function standing({ s3 }: Pick<Clients, "s3">): Promise<string[]> {
  const all: string[] = [];
  for (const Bucket of Object.values(buckets)) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket }));
    for (const { Key } of [...Versions, ...DeleteMarkers, ...Uploads]) all.push(`${Bucket}/${Key}`);
  }
  return all;
}
