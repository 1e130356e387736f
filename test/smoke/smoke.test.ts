import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { CreateBucketCommand, ListMultipartUploadsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { STSClient } from "@aws-sdk/client-sts";
import { makeHome, readEndpoints, startedStack } from "@s3mirror/infra-local/testing/run-stack";
import { expect, onTestFinished, test } from "vitest";
import { readDeployed } from "../../tools/smoke/deployed.ts";
import type { SmokeContext } from "../../tools/smoke/probe.ts";
import { byHand, probes } from "../../tools/smoke/probes/all.ts";
import { report } from "../../tools/smoke/report.ts";
import { runProbes } from "../../tools/smoke/run-probes.ts";

const bucket = "smoke-lake";

async function openStack() {
  const home = await makeHome();
  await startedStack(home, {}, { services: { coordinators: 1, copier: false } });
  const { api, s3, sqs, sns, rdsData, region, accounts } = await readEndpoints(home);
  const { accountId, accessKeyId, secretAccessKey } = accounts.company;
  const client = (endpoint: string) => ({
    endpoint,
    region,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  const clients = {
    s3: new S3Client({ ...client(s3), forcePathStyle: true }),
    sqs: new SQSClient(client(sqs)),
    sns: new SNSClient(client(sns)),
    sts: new STSClient(client(s3)),
    rdsData: new RDSDataClient(client(rdsData)),
  };
  onTestFinished(() => {
    for (const one of Object.values(clients)) one.destroy();
  });
  await clients.s3.send(new CreateBucketCommand({ Bucket: bucket }));
  const interruption = new AbortController();
  const given: Omit<SmokeContext, "onCleanup"> = {
    clients,
    deployed: {
      url: api,
      transferRole: accounts.company.principalArn,
      copyQueue: `${sqs}/${accountId}/s3mirror-local-copy`,
      copyDeadLetters: `arn:aws:sqs:${region}:${accountId}:s3mirror-local-copy-dlq`,
      ledger: `arn:aws:rds:${region}:${accountId}:cluster:s3mirror-local`,
      ledgerSecret: `arn:aws:secretsmanager:${region}:${accountId}:secret:s3mirror-local-ledger-coordinator`,
      alerts: `arn:aws:sns:${region}:${accountId}:s3mirror-local-alerts`,
    },
    workplace: { bucket, prefix: "s3mirror-smoke/run/" },
    signal: interruption.signal,
    fetch,
    nowMs: Date.now,
    wait: async () => undefined,
  };
  return { given, interruption };
}

async function leftIn({ clients }: Omit<SmokeContext, "onCleanup">): Promise<number> {
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const { Uploads = [] } = await clients.s3.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  return Contents.length + Uploads.length;
}

const verdicts = (run: Awaited<ReturnType<typeof runProbes>>) =>
  Object.fromEntries(run.findings.map(({ name, verdict }) => [name, verdict]));

test("the probes find on the local stack what holds there, what does not, and leave nothing", async () => {
  const { given } = await openStack();
  const run = await runProbes([...probes, ...byHand], given);
  expect(verdicts(run), report("local", run)).toEqual({
    "wrong-owner": "proven",
    "copy-object": "proven",
    "multipart-copy": "proven",
    queues: "proven",
    ledger: "proven",
    alerts: "proven",
    // Here the caller *is* the account that may assume the role, and no page is started: the probes see both.
    "transfer-role": "refuted",
    "way-in": "refuted",
    "first-file": "not tried",
    "lost-copier": "not tried",
    outside: "not tried",
    redrive: "not tried",
    kms: "not tried",
  });
  expect(run.left).toEqual([]);
  expect(await leftIn(given)).toBe(0);

  await given.clients.sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: given.deployed.copyQueue, Attributes: { MessageRetentionPeriod: "60" } }),
  );
  const broken = await runProbes(
    probes.filter(({ name }) => name === "queues"),
    given,
  );
  expect(verdicts(broken)).toEqual({ queues: "refuted" });
});

test("an interrupted run takes away what it made, tries nothing more, and names what it could not remove", async () => {
  const { given, interruption } = await openStack();
  const copy = probes.filter(({ name }) => name === "copy-object");
  const interrupting = {
    name: "interrupting",
    proves: "",
    costDollars: 0,
    async run({ onCleanup, signal }: SmokeContext) {
      onCleanup("s3://elsewhere/key", () => Promise.reject(new Error("not ours")));
      interruption.abort();
      signal.throwIfAborted();
      throw new Error("went on");
    },
  };
  const run = await runProbes([...copy, interrupting, ...probes.filter(({ name }) => name === "queues")], given);
  expect(verdicts(run)).toEqual({ "copy-object": "proven", interrupting: "not tried", queues: "not tried" });
  expect(run.left).toEqual(["s3://elsewhere/key (Error: not ours)"]);
  expect(await leftIn(given)).toBe(0);
  expect(report("local", run)).toContain("Left behind, remove by hand:\n- s3://elsewhere/key (Error: not ours)");
});

test("a stage that was not deployed from here is told with the remedy", async () => {
  const home = await makeHome();
  const remedy = "npx sst deploy --stage ann";
  await expect(readDeployed(home, "ann")).rejects.toThrow(remedy);
  const other = join(home, "..", "outputs.json");
  await writeFile(other, JSON.stringify({ url: "https://a.example" }));
  await expect(readDeployed(other, "ann")).rejects.toThrow("does not name transferRole, copyQueue");
});
