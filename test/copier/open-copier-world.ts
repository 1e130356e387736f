import { randomBytes } from "node:crypto";
import { PutBucketPolicyCommand, PutObjectCommand, type PutObjectCommandInput, S3Client } from "@aws-sdk/client-s3";
import { ReceiveMessageCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { systemClock } from "@s3mirror/copier/clock";
import type { CopierConfig } from "@s3mirror/copier/config";
import { runCopier } from "@s3mirror/copier/copier";
import type { Deps } from "@s3mirror/copier/deps";
import { openS3 } from "@s3mirror/copier/s3/s3-sdk";
import { makeId } from "@s3mirror/core/ids";
import { encodeCopyMessage } from "@s3mirror/core/message";
import { makeMeter } from "@s3mirror/core/metrics";
import { bareEtag } from "@s3mirror/core/multipart-etag";
import { sweepDeadSessions } from "@s3mirror/core/store/files/sweeping";
import { type FileRecord, readFile } from "@s3mirror/core/store/reads/files";
import type { TransferOptions } from "@s3mirror/core/store/transfers/accept-transfer";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { startSqs } from "@s3mirror/local-aws/sqs/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import pino from "pino";
import { filesOf } from "../files-of.ts";
import { openTestLedger } from "../ledger/open-test-ledger.ts";
import { acceptTestTransfer, planNext } from "../make-transfer.ts";

const company = {
  accountId: "111111111111",
  principalArn: "arn:aws:iam::111111111111:role/s3mirror-test-transfer",
  accessKeyId: "AKIACOMPANY",
  secretAccessKey: "company-secret",
};
const vendor = {
  accountId: "222222222222",
  principalArn: "arn:aws:iam::222222222222:user/lab",
  accessKeyId: "AKIAVENDOR",
  secretAccessKey: "vendor-secret",
};

/** A request as the S3 stand-in remembers it. */
export type SeenRequest = {
  n: number;
  op: string;
  key: string | null;
  partNumber: number | null;
  status: number | null;
};

export type RunningCopier = { sessionId: string; stop(): Promise<void>; lines: Record<string, unknown>[] };

export type CopierWorld = Awaited<ReturnType<typeof openCopierWorld>>;

const region = "eu-central-1";
const MIB = 1024 * 1024;

/** A ledger, a queue and an S3 with the laboratory's bucket `lab` and ours, `ours`; copiers run in this process. */
export async function openCopierWorld() {
  const opened = await openTestLedger();
  const { ledger } = opened;
  const folders = [await makeTemporaryFolder(), await makeTemporaryFolder()] as const;
  const sqs = await startSqs({
    port: 0,
    host: "127.0.0.1",
    dataDir: folders[0].path,
    region,
    accountId: company.accountId,
    queues: [{ name: "copy" }, { name: "needs-action" }],
  });
  const s3 = await startS3({
    port: 0,
    dataDir: folders[1].path,
    accounts: [company, vendor],
    buckets: [
      { name: "lab", ownerAccountId: vendor.accountId },
      { name: "ours", ownerAccountId: company.accountId },
    ],
  });
  const queueUrl = (name: string) => `${sqs.url}/${company.accountId}/${name}`;
  const lab = new S3Client({ region, endpoint: s3.url, forcePathStyle: true, credentials: vendor, maxAttempts: 1 });
  const ours = new S3Client({ region, endpoint: s3.url, forcePathStyle: true, credentials: company, maxAttempts: 1 });
  const queue = new SQSClient({ region, endpoint: sqs.url, credentials: company });
  const copiers: RunningCopier[] = [];

  async function local(base: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const init =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    const answer = await fetch(`${base}/_local/${path}`, { method, ...init });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  }

  async function countMessages(): Promise<{ visible: number; inFlight: number }> {
    const stats = (await local(sqs.url, "GET", "stats")) as {
      queues: Record<string, { visible: number; inFlight: number }>;
    };
    return stats.queues.copy ?? { visible: 0, inFlight: 0 };
  }

  const world = {
    ledger,
    copierLedger: opened.copierLedger,
    lab,
    ours,
    queue,
    s3Url: s3.url,
    sqsUrl: sqs.url,
    rdsDataUrl: opened.rdsDataUrl,
    resourceArn: opened.resourceArn,
    secretArn: opened.secretArns.copier,
    queueUrl,
    accounts: { company, vendor },
    MIB,

    /** The laboratory's bucket policy: it lets us read everything, but for what `deny` adds. */
    async labPolicy(deny: { actions: string[]; keys: string }[] = []): Promise<void> {
      const Principal = { AWS: company.principalArn };
      await lab.send(
        new PutBucketPolicyCommand({
          Bucket: "lab",
          Policy: JSON.stringify({
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Principal, Action: ["s3:Get*"], Resource: "arn:aws:s3:::lab/*" },
              { Effect: "Allow", Principal, Action: "s3:ListBucket", Resource: "arn:aws:s3:::lab" },
              ...deny.map(({ actions, keys }) => ({
                Effect: "Deny",
                Principal,
                Action: actions,
                Resource: `arn:aws:s3:::lab/${keys}`,
              })),
            ],
          }),
        }),
      );
    },

    /** Puts one of the laboratory's objects and returns its ETag, bare. */
    async put(key: string, body: Uint8Array | string, more: Partial<PutObjectCommandInput> = {}): Promise<string> {
      const answer = await lab.send(new PutObjectCommand({ Bucket: "lab", Key: key, Body: body, ...more }));
      return bareEtag(answer.ETag ?? "");
    },

    /** Makes virtual objects of any size in the laboratory's bucket. */
    async putVirtual(objects: { key: string; size: number; seed: number }[]): Promise<void> {
      await local(s3.url, "POST", "virtual-objects", { bucket: "lab", objects });
    },

    fault: (fault: Record<string, unknown>) => local(s3.url, "POST", "faults", [fault]),
    ledgerFaults: (faults: Record<string, unknown>) => local(opened.rdsDataUrl, "POST", "faults", faults),
    queueFaults: (faults: Record<string, unknown>) => local(sqs.url, "POST", "faults", faults),
    async clearFaults(): Promise<void> {
      await local(s3.url, "DELETE", "faults");
      await world.queueFaults({});
      await world.ledgerFaults({});
    },
    latency: (latency: Record<string, number>) => local(s3.url, "POST", "latency", latency),

    /** What S3 was asked since `since`, in the order in which it ended. */
    async requests(filter: Partial<SeenRequest> = {}, since = 0): Promise<SeenRequest[]> {
      const answer = (await local(s3.url, "GET", `requests?since=${since}`)) as { requests: SeenRequest[] };
      return answer.requests.filter((request) =>
        Object.entries(filter).every(([name, value]) => request[name as keyof SeenRequest] === value),
      );
    },

    /** A planned transfer of `lab/run/…` to `ours/in/…`, its messages sent. */
    async transfer(input: {
      files: { key: string; sizeBytes: number | null; etag: string | null; versionId?: string | null }[];
      options?: Partial<TransferOptions>;
      partSizeBytes?: number;
    }): Promise<string> {
      const id = await acceptTestTransfer(ledger, {
        source: { bucket: "lab", prefix: "run/", ownerAccountId: vendor.accountId },
        destination: { bucket: "ours", prefix: "in/", ownerAccountId: company.accountId },
        options: { overwrite: "never", tags: "required", ...input.options },
      });
      await planNext(ledger, input.files, input.partSizeBytes);
      await world.ring(
        id,
        input.files.map((_, at) => at + 1),
      );
      return id;
    },

    /** Sends messages for files, as the relay does. */
    async ring(transferId: string, files: number[], generation = 1): Promise<void> {
      for (let from = 0; from < files.length; from += 10) {
        await queue.send(
          new SendMessageBatchCommand({
            QueueUrl: queueUrl("copy"),
            Entries: files.slice(from, from + 10).map((file) => ({
              Id: String(file),
              MessageBody: encodeCopyMessage({ v: 1, transfer: transferId, file, generation }),
            })),
          }),
        );
      }
    },

    async file(transferId: string, number = 1): Promise<FileRecord> {
      const read = await readFile(ledger, { transferId, number });
      if (read === null) throw new Error(`there is no file ${number}`);
      return read.file;
    },

    /** What happened to a file out of the ordinary. */
    async events(transferId: string, number = 1) {
      return (await readFile(ledger, { transferId, number }))?.events ?? [];
    },

    files: (transferId: string): Promise<FileRecord[]> => filesOf(ledger, transferId),

    /** Waits until every file of the transfer has one of these states. */
    async settled(transferId: string, states: string[] = ["copied", "skipped", "dead_lettered", "cancelled"]) {
      await waitUntil(`files of ${transferId} are ${states.join(" or ")}`, async () =>
        (await world.files(transferId)).every((file) => states.includes(file.state)),
      );
    },

    /** Dead letters sent so far; each is seen once. */
    async deadLetters(count: number): Promise<Record<string, unknown>[]> {
      const bodies: Record<string, unknown>[] = [];
      await waitUntil(`${count} dead letters`, async () => {
        const answer = await queue.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl("needs-action"),
            MaxNumberOfMessages: 10,
            VisibilityTimeout: 600,
          }),
        );
        for (const message of answer.Messages ?? []) bodies.push(JSON.parse(message.Body ?? "{}"));
        return bodies.length >= count;
      });
      return bodies;
    },

    /** Messages of the copy queue that are neither deleted nor dead-lettered. */
    async outstanding(): Promise<number> {
      const { visible, inFlight } = await countMessages();
      return visible + inFlight;
    },

    /** Messages of the copy queue that anybody may receive now. */
    visible: async (): Promise<number> => (await countMessages()).visible,

    /** Hands on what dead sessions held, as the coordinators do. */
    sweep: () => sweepDeadSessions(ledger, { leaseSeconds: 1 }),

    /** Runs a copier in this process until `stop`. */
    startCopier(more: Partial<CopierConfig> = {}, moreDeps: Partial<Deps> = {}): RunningCopier {
      const sessionId = makeId("ses", randomBytes(26));
      const lines: Record<string, unknown>[] = [];
      const transport = openS3({
        connections: 300,
        client: { region, endpoint: s3.url, forcePathStyle: true, credentials: company },
      });
      const stop = new AbortController();
      const gate = more.gate ?? 64;
      const log = pino(
        { level: process.env.COPIER_LOG ?? "debug" },
        {
          write: (line: string) => {
            lines.push(JSON.parse(line));
            if (process.env.COPIER_LOG) process.stderr.write(line);
          },
        },
      );
      const run = runCopier(
        {
          ledger: opened.copierLedger,
          s3: transport.s3,
          sqs: queue,
          clock: systemClock,
          random: Math.random,
          log,
          meter: makeMeter(),
          wallClockMs: Date.now,
          ...moreDeps,
        },
        {
          sessionId,
          copyQueueUrl: queueUrl("copy"),
          needsActionQueueUrl: queueUrl("needs-action"),
          visibilityTimeoutSeconds: 5,
          leaseSeconds: 10,
          stallSeconds: 900,
          gate,
          facts: { pid: process.pid, host: "test", version: "0", gate },
          ...more,
        },
        stop.signal,
      );
      const copier: RunningCopier = {
        sessionId,
        lines,
        stop: async () => {
          stop.abort();
          await run;
          transport.close();
        },
      };
      copiers.push(copier);
      return copier;
    },

    /** Ends what a test left running and forgets injected trouble. */
    async tidy(): Promise<void> {
      await world.clearFaults();
      await world.latency({});
      await Promise.all(copiers.splice(0).map((copier) => copier.stop()));
    },

    async close(): Promise<void> {
      await world.tidy();
      for (const client of [lab, ours, queue]) client.destroy();
      await s3.close();
      await sqs.close();
      await opened.close();
      for (const folder of folders) await folder.remove();
    },
  };
  await world.labPolicy();
  return world;
}
