import { S3Client } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import type { S3Config } from "../s3/config.ts";
import { startS3 } from "../s3/server.ts";
import { makeTemporaryFolder } from "./temporary-folder.ts";

export const company = {
  accountId: "111111111111",
  principalArn: "arn:aws:iam::111111111111:role/s3mirror-local-transfer",
  accessKeyId: "COMPANY",
  secretAccessKey: "company-secret",
};
export const vendor = {
  accountId: "222222222222",
  principalArn: "arn:aws:iam::222222222222:user/laboratory",
  accessKeyId: "VENDOR",
  secretAccessKey: "vendor-secret",
};

/** A folder that goes with the test. */
export async function temporaryFolder(): Promise<string> {
  const { path, remove } = await makeTemporaryFolder();
  onTestFinished(remove);
  return path;
}

/** A config with the company's bucket `lake` and the vendor's bucket `lab`, and rates that no test runs into. */
export async function testConfig(change: Partial<S3Config> = {}): Promise<S3Config> {
  return {
    port: 0,
    dataDir: await temporaryFolder(),
    accounts: [company, vendor],
    buckets: [
      { name: "lake", ownerAccountId: company.accountId },
      { name: "lab", ownerAccountId: vendor.accountId },
    ],
    requestsPerSecondPerPrefix: { write: 1e6, read: 1e6 },
    ...change,
  };
}

/** What a client signs with; a copy, because the SDK writes into what it is given. */
export function credentialsOf({ accessKeyId, secretAccessKey }: typeof company) {
  return { accessKeyId, secretAccessKey };
}

/** A client as the product makes it, for one of the accounts; it tries once. */
export function clientOf(account: typeof company, url: string): S3Client {
  const credentials = credentialsOf(account);
  const client = new S3Client({ endpoint: url, region: "eu-central-1", credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

/** A stand-in of the test's own, with a client for each account; both end with the test. */
export async function startTestS3(change: Partial<S3Config> = {}) {
  const { url, close } = await startS3(await testConfig(change));
  onTestFinished(close);
  return { url, s3: clientOf(company, url), lab: clientOf(vendor, url) };
}

/** Lets the company read the vendor's bucket, as the vendor would. */
export function readPolicy(bucket: string, ...more: object[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "Read",
        Effect: "Allow",
        Principal: { AWS: company.principalArn },
        Action: ["s3:ListBucket", "s3:GetObject*"],
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
      },
      ...more,
    ],
  });
}

/** Asks the stand-in's own door. */
export async function local(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const response = await fetch(`${url}/_local/${path}`, {
    method,
    ...(body !== undefined && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}
