import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { redriveOnce, workOnRedrive } from "@s3mirror/coordinator/heal/redrive";
import { createApi } from "@s3mirror/coordinator/http/frame/api";
import type { ApiDeps } from "@s3mirror/coordinator/http/frame/api-deps";
import { serveApi } from "@s3mirror/coordinator/http/frame/serve";
import { isPolicyTaken } from "@s3mirror/coordinator/try-policy";
import { scopes } from "@s3mirror/core/caller-roles";
import type { Ledger } from "@s3mirror/core/store/ledger";
import { type ApiKeyRecord, putApiKey } from "@s3mirror/core/store/people/access";
import { putRoute } from "@s3mirror/core/store/people/routes";
import { putVendor } from "@s3mirror/core/store/people/vendors";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import pino from "pino";
import { openTestLedger } from "../ledger/open-test-ledger.ts";
import { findWhatIsOurs } from "./vendors-fields.ts";

const company = {
  accountId: "111111111111",
  principalArn: "arn:aws:iam::111111111111:role/s3mirror-test-transfer",
  accessKeyId: "COMPANY",
  secretAccessKey: "company-secret",
};
const laboratory = {
  accountId: "222222222222",
  principalArn: "arn:aws:iam::222222222222:user/laboratory",
  accessKeyId: "VENDOR",
  secretAccessKey: "vendor-secret",
};

/** An answer of the API, its body parsed. */
// biome-ignore lint/suspicious/noExplicitAny: what a test looks into, each at its own place
export type Answer = { status: number; headers: Headers; body: any };
type Call = { key?: string | null; body?: unknown; raw?: string | Uint8Array; headers?: Record<string, string> };

export type TestApi = {
  url: string;
  /** As the coordinator's role opens it. */
  ledger: Ledger;
  /** As the owner opens it, who may do anything that a trigger does not refuse. */
  owner: Ledger;
  /** The laboratory's own hands on its bucket. */
  lab: S3Client;
  keys: { admin: string; operator: string; viewer: string; vendor: string; vendorViewer: string; otherVendor: string };
  call: (method: string, path: string, call?: Call) => Promise<Answer>;
  woken: () => number;
  /** How many statements the API has asked the ledger for. */
  statements: () => number;
  /** The same, once it asks for no more. */
  statementsAtRest: () => Promise<number>;
  /** Another coordinator on the same ledger. */
  second: () => Promise<TestApi["call"]>;
  s3Url: string;
  /** How long a request works on its redrive from now on. */
  redriveFor: (ms: number) => void;
  /** Goes on with redrives to their end, as the coordinators do. */
  finishRedrives: () => Promise<void>;
  close: () => Promise<void>;
};

/**
 * The API over HTTP on a ledger and an S3 of its own: the laboratory's bucket `lab` (readable under `runs/`) and `closed`
 * (not readable), the company's `ours` and `any`; the route `rt_lab` for `vn_lab` and `rt_any` between any buckets.
 */
export async function openTestApi(
  settings: Partial<ApiDeps["settings"]> = {},
  now: () => Date = () => new Date(),
  more: Partial<Pick<ApiDeps, "s3">> = {},
): Promise<TestApi> {
  const folder = await mkdtemp(join(tmpdir(), "s3mirror-api-"));
  const [{ ledger, owner, close: closeLedger }, s3] = await Promise.all([
    openTestLedger(),
    startS3({
      port: 0,
      dataDir: folder,
      accounts: [company, laboratory],
      buckets: [
        { name: "lab", ownerAccountId: laboratory.accountId },
        { name: "closed", ownerAccountId: laboratory.accountId },
        { name: "ours", ownerAccountId: company.accountId },
        { name: "any", ownerAccountId: company.accountId },
      ],
    }),
  ]);
  const lab = s3Client(s3.url, laboratory);
  const { accessKeyId, secretAccessKey } = company;
  const credentials = { accessKeyId, secretAccessKey };
  const sts = new STSClient({ region: "eu-central-1", endpoint: s3.url, credentials, maxAttempts: 1 });
  const own = s3Client(s3.url, company);
  await fillBuckets(lab);
  const keys = await fillLedger(ledger);

  let woken = 0;
  let statements = 0;
  let redriveMs = 5_000;
  const log = pino({ level: "silent" });
  const pause = async (ms: number, signal?: AbortSignal) => {
    await sleep(ms, undefined, { signal }).catch(() => "woken");
  };
  const redriveDeps = { ledger, s3: own, log, sleep: pause };
  const run: Ledger["run"] = (...statement) => {
    statements += 1;
    return ledger.run(...statement);
  };
  const deps: ApiDeps = {
    ledger: { ...ledger, run },
    s3: own,
    random: randomBytes,
    log,
    now,
    settings: {
      stage: "test",
      version: "0.1.0",
      transferPrincipalArn: company.principalArn,
      fleet: { min: 0, max: 8 },
      publicUrl: "https://s3mirror.example",
      signIn: { linkSeconds: 3_600, idleSeconds: 43_200, sessionSeconds: 604_800 },
      deployedBuckets: null,
      rateLimit: { perSecond: 100, burst: 1_000 },
      snapshots: { viewSeconds: 0, callerSeconds: 0 },
      trustedProxies: [],
      ...settings,
    },
    wake: () => {
      woken += 1;
    },
    fleet: { describe: async () => ({ desired: 2, running: 1, pending: 1 }) },
    queues: { describe: async () => [] },
    alerts: {
      describe: async () => [{ protocol: "email", endpoint: "ops@example.org", confirmed: false }],
      askToConfirm: async () => undefined,
    },
    isPolicyTaken: (policy) => isPolicyTaken({ sts, nowMs: Date.now }, company.principalArn, policy),
    redrive: (redrive) => workOnRedrive(redriveDeps, redrive, redriveMs),
    ...more,
  };
  const servers: { close: () => Promise<void> }[] = [];
  const serve = async () => {
    const server = await serveApi(createApi(deps), { port: 0, hostname: "127.0.0.1", random: randomBytes });
    servers.push(server);
    return `http://127.0.0.1:${server.port}`;
  };
  const url = await serve();
  return {
    url,
    ledger,
    owner,
    lab,
    keys,
    call: caller(url, keys),
    woken: () => woken,
    statements: () => statements,
    statementsAtRest: async () => {
      let [seen, same] = [statements, 0];
      await waitUntil("the ledger is not asked any more", () => {
        same = seen === statements ? same + 1 : 0;
        seen = statements;
        return same > 20;
      });
      return statements;
    },
    second: async () => caller(await serve(), keys),
    s3Url: s3.url,
    redriveFor: (ms) => {
      redriveMs = ms;
    },
    finishRedrives: async () => {
      while (await redriveOnce(redriveDeps));
    },
    close: async () => {
      lab.destroy();
      own.destroy();
      sts.destroy();
      await Promise.all(servers.map((server) => server.close()));
      await s3.close();
      await closeLedger();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const ours = {
  names: ["admin", "operator", "viewer"].map((role) => `the ${role} of a test`),
  accountId: company.accountId,
};

/** Asks as one of the keys. Whatever a vendor's key is answered, in whichever test, may hold what is theirs to see only. */
function caller(url: string, keys: TestApi["keys"]): TestApi["call"] {
  const vendors = new Set<string | null>([keys.vendor, keys.vendorViewer, keys.otherVendor]);
  return async (method, path, { key = keys.admin, body, raw, headers = {} } = {}) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await fetch(`${url}${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(sent !== undefined && { "content-type": "application/json" }),
        connection: "close",
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
    });
    const text = await answer.text();
    const isJson = /json/.test(answer.headers.get("content-type") ?? "");
    const parsed = isJson && text !== "" ? JSON.parse(text) : text;
    const isDocument = path.startsWith("/v1/openapi.json");
    const notTheirs = vendors.has(key) && answer.ok && !isDocument ? findWhatIsOurs(path, parsed, ours) : [];
    if (notTheirs.length > 0) throw new Error(`${method} ${path} tells a vendor what is ours: ${notTheirs.join("; ")}`);
    return { status: answer.status, headers: answer.headers, body: parsed };
  };
}

function s3Client(endpoint: string, { accessKeyId, secretAccessKey }: typeof company): S3Client {
  return new S3Client({
    endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

async function fillBuckets(lab: S3Client): Promise<void> {
  const principal = { AWS: company.principalArn };
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: principal, Action: "s3:ListBucket", Resource: "arn:aws:s3:::lab" },
      {
        Effect: "Allow",
        Principal: principal,
        Action: ["s3:GetObject", "s3:GetObjectTagging"],
        Resource: "arn:aws:s3:::lab/runs/*",
      },
    ],
  });
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy }));
  for (const Key of ["runs/7/K7_S1_L001_R1_001.fastq.gz", "runs/7/K7_S1_L001_R2_001.fastq.gz"]) {
    await lab.send(new PutObjectCommand({ Bucket: "lab", Key, Body: "ACGT" }));
  }
  await lab.send(new PutObjectCommand({ Bucket: "closed", Key: "x", Body: "ACGT" }));
}

async function fillLedger(ledger: Ledger): Promise<TestApi["keys"]> {
  await putVendor(ledger, { id: "vn_lab", name: "The laboratory" });
  await putVendor(ledger, { id: "vn_other", name: "Another laboratory" });
  const labRoute = {
    id: "rt_lab",
    vendorId: "vn_lab",
    name: "The laboratory's runs",
    sourceBucket: "lab",
    sourcePrefix: "runs/",
    sourceLiteral: false,
    sourceOwnerAccountId: laboratory.accountId,
    destinationBucket: "ours",
    destinationPrefix: "in/",
    destinationLiteral: false,
    destinationOwnerAccountId: company.accountId,
    redelivery: "never" as const,
    enabled: true,
  };
  await putRoute(ledger, labRoute);
  await putRoute(ledger, {
    ...labRoute,
    id: "rt_any",
    vendorId: null,
    sourceBucket: "*",
    sourcePrefix: "",
    sourceOwnerAccountId: null,
    destinationBucket: "*",
    destinationPrefix: "",
    destinationOwnerAccountId: null,
  });
  return {
    admin: await makeKey(ledger, "admin1", "admin", null),
    operator: await makeKey(ledger, "operator1", "operator", null),
    viewer: await makeKey(ledger, "viewer1", "viewer", null),
    vendor: await makeKey(ledger, "vendor1", "vendor_admin", "vn_lab"),
    vendorViewer: await makeKey(ledger, "vendor3", "vendor_viewer", "vn_lab"),
    otherVendor: await makeKey(ledger, "vendor2", "vendor_admin", "vn_other"),
  };
}

async function makeKey(
  ledger: Ledger,
  id: string,
  role: ApiKeyRecord["role"],
  vendorId: string | null,
): Promise<string> {
  const key = `s3m_${id}_${randomBytes(32).toString("base64url")}`;
  const secretHash = createHash("sha256").update(key).digest("hex");
  await putApiKey(ledger, { id, secretHash, label: `the ${role} of a test`, role, scopes, vendorId });
  return key;
}
