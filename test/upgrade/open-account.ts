import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { appendFileSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { type Ledger, openLedger } from "@s3mirror/core/store/ledger";
import { databaseRoles } from "@s3mirror/core/store/people/roles";
import { startEcs } from "@s3mirror/local-aws/ecs/server";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { startSns } from "@s3mirror/local-aws/sns/server";
import { startSqs } from "@s3mirror/local-aws/sqs/server";
import { startTestLedger } from "@s3mirror/local-aws/testing/ledger-fixture";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";

const region = "eu-central-1";
const company = {
  accountId: "111122223333",
  principalArn: "arn:aws:iam::111122223333:role/s3mirror-test-transfer",
  accessKeyId: "COMPANY",
  secretAccessKey: "company-secret",
};
const laboratory = {
  accountId: "444455556666",
  principalArn: "arn:aws:iam::444455556666:root",
  accessKeyId: "LABORATORY",
  secretAccessKey: "laboratory-secret",
};
const queueNames = ["copy", "copy-dlq", "needs-action"] as const;
const adminKey = `s3m_testadmin_${randomBytes(32).toString("hex")}`;
const tsx = createRequire(import.meta.url).resolve("tsx");

/** One build of S3Mirror: its name in this account, and the checkout it runs from. */
export type Build = { name: string; root: string };

type Coordinator = { url: string; stop(): Promise<number | null> };

/**
 * An account that several builds are deployed into, each from its own checkout: one ledger, one set of queues, one S3
 * (`lab` is the laboratory's bucket, `ours` the company's), and an ECS with a copier service per build.
 */
export async function openAccount(builds: Build[]) {
  const folder = await makeTemporaryFolder();
  const secretArn = (name: string) => `arn:aws:secretsmanager:${region}:${company.accountId}:secret:${name}`;
  const secretOf = (service: keyof typeof databaseRoles) => ({
    username: databaseRoles[service],
    password: randomBytes(12).toString("hex"),
  });
  const place = { port: 0, host: "127.0.0.1", region, accountId: company.accountId };
  const [database, s3, sqs, sns] = await Promise.all([
    startTestLedger({
      [secretArn("coordinator")]: secretOf("coordinator"),
      [secretArn("copier")]: secretOf("copier"),
    }),
    startS3({
      port: 0,
      dataDir: join(folder.path, "s3"),
      region,
      accounts: [company, laboratory],
      buckets: [
        { name: "lab", ownerAccountId: laboratory.accountId },
        { name: "ours", ownerAccountId: company.accountId },
      ],
    }),
    startSqs({
      ...place,
      dataDir: join(folder.path, "sqs"),
      queues: queueNames.map((name) => ({
        name,
        ...(name === "copy" && { redrive: { deadLetterQueue: "copy-dlq", maxReceiveCount: 50 } }),
      })),
    }),
    startSns({
      ...place,
      dataDir: join(folder.path, "sns"),
      outboxDir: join(folder.path, "outbox"),
      topics: [{ name: "alerts", subscriptions: [] }],
    }),
  ]);
  const queueUrl = (name: (typeof queueNames)[number]) => `${sqs.url}/${company.accountId}/${name}`;
  const logDir = join(folder.path, "logs");
  await mkdir(logDir);
  const environment = {
    PATH: process.env.PATH ?? "",
    TMPDIR: process.env.TMPDIR ?? "",
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: company.accessKeyId,
    AWS_SECRET_ACCESS_KEY: company.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.url,
    AWS_ENDPOINT_URL_SQS: sqs.url,
    AWS_ENDPOINT_URL_SNS: sns.url,
    AWS_ENDPOINT_URL_RDS_DATA: database.rdsDataUrl,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: database.rdsDataUrl,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    S3MIRROR_STAGE: "local",
    S3MIRROR_PORT: "0",
    S3MIRROR_EXIT_WITH_PARENT: "1",
    S3MIRROR_COPY_QUEUE_URL: queueUrl("copy"),
    S3MIRROR_COPY_DLQ_URL: queueUrl("copy-dlq"),
    S3MIRROR_NEEDS_ACTION_QUEUE_URL: queueUrl("needs-action"),
    S3MIRROR_ALERTS_TOPIC_ARN: `arn:aws:sns:${region}:${company.accountId}:alerts`,
    S3MIRROR_LEDGER_RESOURCE_ARN: database.resourceArn,
    S3MIRROR_LEDGER_DATABASE: "s3mirror",
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: company.principalArn,
    S3MIRROR_ECS_CLUSTER: "test",
    S3MIRROR_FLEET_MIN: "0",
    S3MIRROR_FLEET_MAX: "1",
    S3MIRROR_VISIBILITY_TIMEOUT_SECONDS: "5",
    S3MIRROR_SESSION_LEASE_SECONDS: "5",
    S3MIRROR_SWEEP_QUIET_SECONDS: "2",
    S3MIRROR_COPIER_GATE: "64",
    S3MIRROR_ADMIN_API_KEY: adminKey,
  };
  const sourceOf = ({ root }: Build, path: string) => ["--import", tsx, join(root, path)];
  const ecs = await startEcs({
    ...place,
    dataDir: join(folder.path, "ecs"),
    cluster: "test",
    services: builds.map((build) => ({
      name: build.name,
      command: process.execPath,
      args: sourceOf(build, "services/copier/src/main.ts"),
      env: { ...environment, S3MIRROR_LEDGER_SECRET_ARN: secretArn("copier") },
      desiredCount: 0,
      minCount: 0,
      maxCount: 1,
      stopTimeoutSeconds: 30,
      logDir,
    })),
  });

  const credentials = (account: typeof company) => ({ region, credentials: account });
  const clients = {
    laboratory: new S3Client({ ...credentials(laboratory), endpoint: s3.url }),
    sqs: new SQSClient({ ...credentials(company), endpoint: sqs.url }),
    ecs: new ECSClient({ ...credentials(company), endpoint: ecs.url }),
    data: new RDSDataClient({ ...credentials(company), endpoint: database.rdsDataUrl }),
  };
  await clients.laboratory.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: JSON.stringify(policy) }));
  const ledger: Ledger = openLedger({
    resourceArn: database.resourceArn,
    secretArn: database.secretArn,
    database: "s3mirror",
    client: clients.data,
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    random: Math.random,
  });
  const coordinators = new Set<ChildProcess>();

  function start(build: Build, path: string, more: Record<string, string>): ChildProcess {
    return spawn(process.execPath, sourceOf(build, path), {
      cwd: build.root,
      stdio: ["pipe", "pipe", "pipe"],
      env: { ...environment, AWS_ENDPOINT_URL_ECS: ecs.url, S3MIRROR_ECS_COPIER_SERVICE: build.name, ...more },
    });
  }

  async function tellS3(path: string, body: object): Promise<void> {
    const answer = await fetch(`${s3.url}/_local/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
  }

  return {
    ledger,
    logDir,

    /** What a deploy does first. @returns the migrations that were run */
    async migrate(build: Build): Promise<string[]> {
      const child = start(build, "services/coordinator/src/migrate.ts", {
        S3MIRROR_LEDGER_SECRET_ARN: database.secretArn,
        S3MIRROR_COORDINATOR_SECRET_ARN: secretArn("coordinator"),
        S3MIRROR_COPIER_SECRET_ARN: secretArn("copier"),
      });
      if (child.stdout === null || child.stderr === null) throw new Error("its output was asked for");
      const [out, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
      if (code !== 0) throw new Error(`the migration of ${build.name} failed: ${errors}`);
      return JSON.parse(out).ran;
    },

    /** A coordinator of this build; with the first transfer it raises the build's own copier service. */
    async startCoordinator(build: Build): Promise<Coordinator> {
      const child = start(build, "services/coordinator/src/main.ts", {
        S3MIRROR_LEDGER_SECRET_ARN: secretArn("coordinator"),
      });
      coordinators.add(child);
      const exited = once(child, "exit").then(([code]) => code as number | null);
      const port = new Promise<number>((resolve, reject) => {
        for (const stream of [child.stdout, child.stderr]) {
          if (stream === null) continue;
          createInterface({ input: stream }).on("line", (line) => {
            appendFileSync(join(logDir, `${build.name}-coordinator-${child.pid}.log`), `${line}\n`);
            const listens = /"port":(\d+).*the coordinator listens/.exec(line);
            if (listens) resolve(Number(listens[1]));
          });
        }
        void exited.then((code) => reject(new Error(`the coordinator of ${build.name} ended with ${code}`)));
      });
      return {
        url: `http://127.0.0.1:${await port}`,
        stop() {
          child.kill("SIGTERM");
          return exited;
        },
      };
    },

    /** Lets go of the build's copiers, as a deploy does: SIGTERM. */
    async endCopiers(build: Build): Promise<void> {
      await clients.ecs.send(new UpdateServiceCommand({ cluster: "test", service: build.name, desiredCount: 0 }));
    },

    async runningCopiers(build: Build): Promise<number> {
      const tasks = (await (await fetch(`${ecs.url}/_local/tasks`)).json()) as { service: string }[];
      return tasks.filter(({ service }) => service === build.name).length;
    },

    putVirtual: (objects: { key: string; size: number; seed: number }[]) =>
      tellS3("virtual-objects", { bucket: "lab", objects }),

    /** How quickly S3 copies one part; null: at once. */
    setPace: (copyBytesPerSecond: number | null) => tellS3("latency", copyBytesPerSecond ? { copyBytesPerSecond } : {}),

    /** The parts that S3 copied, as `KEY part N`, in order. */
    async copiedParts(): Promise<string[]> {
      const { requests } = (await (await fetch(`${s3.url}/_local/requests`)).json()) as {
        requests: { op: string; key: string; partNumber: number; status: number }[];
      };
      return requests
        .filter(({ op, status }) => op === "UploadPartCopy" && status === 200)
        .map(({ key, partNumber }) => `${key} part ${partNumber}`);
    },

    // biome-ignore lint/suspicious/noExplicitAny: what a test looks into
    async call(coordinator: Coordinator, method: "GET" | "POST", path: string, body?: object): Promise<any> {
      const answer = await fetch(`${coordinator.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${adminKey}`, "content-type": "application/json" },
        ...(body && { body: JSON.stringify(body) }),
      });
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
      return await answer.json();
    },

    /** The log of all of a build's processes, line by line; what is not JSON is there as `{raw}`. */
    async logOf(build: Build): Promise<Record<string, unknown>[]> {
      const names = (await readdir(logDir)).filter((name) => name.startsWith(`${build.name}-`));
      const texts = await Promise.all(names.map((name) => readFile(join(logDir, name), "utf8")));
      return texts.flatMap((log) => log.split("\n").slice(0, -1).map(readLine));
    },

    async messagesLeft(): Promise<Record<string, number>> {
      const left: Record<string, number> = {};
      for (const name of queueNames) {
        const { Attributes } = await clients.sqs.send(
          new GetQueueAttributesCommand({ QueueUrl: queueUrl(name), AttributeNames: ["All"] }),
        );
        left[name] =
          Number(Attributes?.ApproximateNumberOfMessages) + Number(Attributes?.ApproximateNumberOfMessagesNotVisible);
      }
      return left;
    },

    async close(): Promise<void> {
      for (const child of coordinators) child.kill("SIGKILL");
      for (const client of Object.values(clients)) client.destroy();
      await ecs.close();
      await Promise.all([sqs.close(), sns.close(), s3.close(), database.close()]);
      await folder.remove();
    },
  };
}

const policy = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: company.principalArn },
      Action: ["s3:ListBucket", "s3:GetObject*"],
      Resource: ["arn:aws:s3:::lab", "arn:aws:s3:::lab/*"],
    },
  ],
};

function readLine(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line);
  } catch {
    return { raw: line };
  }
}
