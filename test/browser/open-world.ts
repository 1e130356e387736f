import { setTimeout as sleep } from "node:timers/promises";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { CreateBucketCommand, PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { type Ledger, openLedger } from "@s3mirror/core/store/ledger";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import type { StackOptions } from "@s3mirror/infra-local/stack-options";

export type Role = "viewer" | "operator" | "admin";

/** A whole S3Mirror with its page on this machine, and hands on both sides. */
export type World = {
  stack: Stack;
  /** The page's origin. */
  page: string;
  ledger: Ledger;
  laboratory: S3Client;
  company: S3Client;
  /** Calls the API as its administrator. @throws Error with the answer where it is no success. */
  call: <Answer>(method: string, path: string, body?: unknown) => Promise<Answer>;
  /** The address that signs a person in, once. */
  makeSignInLink: (role: Role) => Promise<string>;
  /** A laboratory's bucket of virtual objects and an empty one of ours. Nobody may read it before `allow`. */
  makeBuckets: (name: string, objects: VirtualObject[]) => Promise<{ source: string; destination: string }>;
  /** How quick one copy within S3 is from now on, in bytes a second; null: as quick as the machine. */
  setCopySpeed: (bytesPerSecond: number | null) => Promise<void>;
  /** S3 misbehaves so from now on, as its stand-in's faults are written; each by its own name. */
  injectFault: (fault: { id: string; [what: string]: unknown }) => Promise<void>;
  /** The laboratory lets us list its bucket and read what the patterns cover. */
  allow: (source: string, patterns: string[], more?: object[]) => Promise<void>;
  close: () => Promise<void>;
};

export type VirtualObject = { key: string; size: number; seed: number };

/** Stands it up; the page is built first where its sources changed (`tell` hears of it). */
export async function openWorld(options: StackOptions, tell: (line: string) => void = () => undefined): Promise<World> {
  const services = { coordinators: 1, copier: true, web: true };
  const stack = await startStack({ port: 0, services, ...options }, { PATH: process.env.PATH }, undefined, tell);
  const { endpoints, environments } = stack;
  const environment = environments.coordinator;
  const { region, accounts } = endpoints;
  const s3 = (credentials: typeof accounts.company) =>
    new S3Client({ region, endpoint: endpoints.s3, credentials, forcePathStyle: true });
  const [laboratory, company] = [s3(accounts.vendor), s3(accounts.company)];
  const data = new RDSDataClient({ region, endpoint: endpoints.rdsData, credentials: accounts.company });
  const ledger = openLedger({
    resourceArn: environment.S3MIRROR_LEDGER_RESOURCE_ARN ?? "",
    secretArn: environment.S3MIRROR_LEDGER_SECRET_ARN ?? "",
    database: environment.S3MIRROR_LEDGER_DATABASE ?? "",
    client: data,
    sleep,
    random: Math.random,
  });
  const tellS3 = async (what: string, body: unknown) => {
    const answer = await fetch(`${endpoints.s3}/_local/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`The S3 stand-in refused ${what}: ${await answer.text()}`);
  };

  const world: World = {
    stack,
    page: endpoints.web ?? "",
    ledger,
    laboratory,
    company,
    async call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
      const answer = await fetch(`${endpoints.api}${path}`, {
        method,
        headers: { authorization: `Bearer ${endpoints.adminApiKey}`, "content-type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
      return JSON.parse(text) as Answer;
    },
    async makeSignInLink(role) {
      const person = { email: `${role}@example.org`, name: { viewer: "Vera", operator: "Otto", admin: "Ada" }[role] };
      const { url } = await world.call<{ url: string }>("POST", "/v1/sign-in-links", { ...person, role });
      return url;
    },
    async makeBuckets(name, objects) {
      const buckets = { source: `laboratory-${name}`, destination: `genomics-${name}` };
      await laboratory.send(new CreateBucketCommand({ Bucket: buckets.source }));
      await company.send(new CreateBucketCommand({ Bucket: buckets.destination }));
      await tellS3("virtual-objects", { bucket: buckets.source, objects });
      return buckets;
    },
    setCopySpeed: (bytesPerSecond) =>
      tellS3("latency", bytesPerSecond === null ? {} : { copyBytesPerSecond: bytesPerSecond }),
    injectFault: (fault) => tellS3("faults", [fault]),
    async allow(source, patterns, more = []) {
      const Principal = { AWS: accounts.company.principalArn };
      const arn = `arn:aws:s3:::${source}`;
      const Statement = [
        { Effect: "Allow", Principal, Action: "s3:ListBucket", Resource: arn },
        {
          Effect: "Allow",
          Principal,
          Action: ["s3:GetObject", "s3:GetObjectTagging"],
          Resource: patterns.map((pattern) => `${arn}/${pattern}`),
        },
        ...more,
      ];
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await laboratory.send(new PutBucketPolicyCommand({ Bucket: source, Policy }));
    },
    async close() {
      for (const client of [laboratory, company, data]) client.destroy();
      await stack.close();
    },
  };
  return world;
}
