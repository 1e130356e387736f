import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { runCoordinator } from "@s3mirror/coordinator/coordinator";
import { Activity } from "@s3mirror/coordinator/repeat";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { readTransfer, type TransferRecord } from "@s3mirror/core/store/reads/transfers";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { openTestCoordinator } from "../coordinator/open-coordinator.ts";
import { acceptTestTransfer } from "../make-transfer.ts";

const COMPANY = {
  accountId: "111111111111",
  principalArn: "arn:aws:iam::111111111111:role/transfer",
  accessKeyId: "COMPANY",
  secretAccessKey: "company-secret",
};
const LABORATORY = {
  accountId: "222222222222",
  principalArn: "arn:aws:iam::222222222222:root",
  accessKeyId: "LABORATORY",
  secretAccessKey: "laboratory-secret",
};
const region = "eu-central-1";
const copierMain = fileURLToPath(new URL("../../services/copier/src/main.ts", import.meta.url));

export type Fleet = {
  ledger: Ledger;
  company: S3Client;
  laboratory: S3Client;
  s3Url: string;
  startCopier(): ChildProcess;
  /** A laboratory's bucket that the company may list and read, but for what the policy leaves out, and an empty one of ours. */
  makeBuckets(readable?: string): Promise<{ source: string; destination: string }>;
  allow(source: string, readable: string[]): Promise<void>;
  putVirtual(bucket: string, objects: { key: string; size: number; seed: number }[]): Promise<void>;
  create(from: { source: string; destination: string }, keys?: string[] | null, routeId?: string): Promise<string>;
  settled(id: string, timeoutMs?: number): Promise<TransferRecord>;
  logFile: string;
  close(): Promise<void>;
};

/** The ledger, queues and S3 stand-ins with a coordinator in this process and copiers as processes of their own. */
export async function openFleet(): Promise<Fleet> {
  const folder = await makeTemporaryFolder();
  const s3 = await startS3({ port: 0, dataDir: join(folder.path, "s3"), region, accounts: [COMPANY, LABORATORY] });
  const client = (account: typeof COMPANY) =>
    new S3Client({ region, endpoint: s3.url, credentials: account, forcePathStyle: true });
  const [company, laboratory] = [client(COMPANY), client(LABORATORY)];
  const coordinator = await openTestCoordinator(company, {
    S3MIRROR_SESSION_LEASE_SECONDS: "3",
    S3MIRROR_SWEEP_QUIET_SECONDS: "2",
    S3MIRROR_PROBE_SCHEDULE_SECONDS: "600",
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: COMPANY.principalArn,
  });
  const { ledger } = coordinator.deps;
  const stop = new AbortController();
  const running = runCoordinator(coordinator.deps, new Activity(), stop.signal);
  const copiers = new Set<ChildProcess>();
  const logFile = join(folder.path, "copiers.log");

  const fleet: Fleet = {
    ledger,
    company,
    laboratory,
    s3Url: s3.url,
    logFile,
    startCopier() {
      const { config } = coordinator.deps;
      const child = spawn(process.execPath, ["--import", "tsx", copierMain], {
        stdio: ["pipe", "pipe", "pipe"],
        env: {
          PATH: process.env.PATH,
          AWS_REGION: region,
          AWS_ACCESS_KEY_ID: COMPANY.accessKeyId,
          AWS_SECRET_ACCESS_KEY: COMPANY.secretAccessKey,
          AWS_ENDPOINT_URL_S3: s3.url,
          AWS_ENDPOINT_URL_STS: s3.url,
          AWS_ENDPOINT_URL_SQS: coordinator.sqsUrl,
          AWS_ENDPOINT_URL_RDS_DATA: coordinator.rdsDataUrl,
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
          S3MIRROR_STAGE: "test",
          S3MIRROR_EXIT_WITH_PARENT: "1",
          S3MIRROR_COPY_QUEUE_URL: config.S3MIRROR_COPY_QUEUE_URL,
          S3MIRROR_NEEDS_ACTION_QUEUE_URL: config.S3MIRROR_NEEDS_ACTION_QUEUE_URL,
          S3MIRROR_LEDGER_RESOURCE_ARN: config.S3MIRROR_LEDGER_RESOURCE_ARN,
          S3MIRROR_LEDGER_SECRET_ARN: coordinator.copierSecretArn,
          S3MIRROR_LEDGER_DATABASE: config.S3MIRROR_LEDGER_DATABASE,
          S3MIRROR_TRANSFER_PRINCIPAL_ARN: COMPANY.principalArn,
          S3MIRROR_TRANSFER_ROLE_ARN: COMPANY.principalArn,
          S3MIRROR_VISIBILITY_TIMEOUT_SECONDS: "3",
          S3MIRROR_SESSION_LEASE_SECONDS: "3",
        },
      });
      child.stdout.on("data", (data: Buffer) => appendFileSync(logFile, data));
      child.stderr.on("data", (data: Buffer) => appendFileSync(logFile, data));
      copiers.add(child);
      child.once("exit", () => copiers.delete(child));
      return child;
    },
    async makeBuckets(readable = "*") {
      const name = randomBytes(5).toString("hex");
      const [source, destination] = [`laboratory-${name}`, `ours-${name}`];
      await laboratory.send(new CreateBucketCommand({ Bucket: source }));
      await company.send(new CreateBucketCommand({ Bucket: destination }));
      await fleet.allow(source, [readable]);
      return { source, destination };
    },
    async allow(source, readable) {
      const Principal = { AWS: COMPANY.principalArn };
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Principal, Action: ["s3:ListBucket"], Resource: `arn:aws:s3:::${source}` },
          {
            Effect: "Allow",
            Principal,
            Action: ["s3:GetObject*"],
            Resource: readable.map((pattern) => `arn:aws:s3:::${source}/${pattern}`),
          },
        ],
      });
      await laboratory.send(new PutBucketPolicyCommand({ Bucket: source, Policy }));
    },
    async putVirtual(bucket, objects) {
      const answer = await fetch(`${s3.url}/_local/virtual-objects`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ bucket, objects }),
      });
      if (!answer.ok) throw new Error(`no virtual objects: ${await answer.text()}`);
    },
    create: ({ source, destination }, keys = null, routeId) =>
      acceptTestTransfer(ledger, {
        name: "a batch",
        routeId: routeId ?? null,
        source: { bucket: source, prefix: "run/", ownerAccountId: LABORATORY.accountId },
        destination: { bucket: destination, prefix: "in/", ownerAccountId: COMPANY.accountId },
        keys,
      }),
    async settled(id, timeoutMs = 30_000) {
      const deadline = Date.now() + timeoutMs;
      for (;;) {
        const transfer = await readTransfer(ledger, { id, vendorId: null });
        if (transfer?.finishedAt) return transfer;
        if (Date.now() > deadline)
          throw new Error(`transfer ${id} did not end in ${timeoutMs} ms: ${JSON.stringify(transfer)}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    async close() {
      for (const copier of copiers) copier.kill("SIGKILL");
      stop.abort();
      await running;
      await coordinator.close();
      await s3.close();
      await folder.remove();
    },
  };
  return fleet;
}
