import { PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

const account = (accountId: string, name: string) => ({
  accountId,
  principalArn: `arn:aws:iam::${accountId}:role/${name}`,
  accessKeyId: name.toUpperCase(),
  secretAccessKey: `${name}-secret`,
});
const company = account("111111111111", "transfer");
const laboratory = account("222222222222", "laboratory");

export type S3Coordinator = TestCoordinator & {
  /** Lets us list the laboratory's bucket `lab`, unless told otherwise, and read what matches these patterns, and nothing else. */
  allow(patterns: string[], more?: { list: boolean }): Promise<void>;
  /** Makes virtual objects of 100 bytes in `lab`, of none where a key ends in `/`. */
  put(keys: string[]): Promise<void>;
  /** How often a call was made meanwhile. */
  countCalls(op: string, act: () => Promise<unknown>): Promise<number>;
};

/** A coordinator's deps with an S3 that holds the laboratory's bucket `lab` and ours, `ours`. */
export async function openS3Coordinator(): Promise<S3Coordinator> {
  const folder = await makeTemporaryFolder();
  const buckets = [
    { name: "lab", ownerAccountId: laboratory.accountId },
    { name: "ours", ownerAccountId: company.accountId },
  ];
  const s3 = await startS3({ port: 0, dataDir: folder.path, accounts: [company, laboratory], buckets });
  const client = (credentials: typeof company) =>
    new S3Client({ region: "eu-central-1", endpoint: s3.url, forcePathStyle: true, credentials, maxAttempts: 1 });
  const lab = client(laboratory);
  const opened = await openTestCoordinator(client(company));

  async function local(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${s3.url}/_local/${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return await answer.json();
  }

  async function count(wanted: string): Promise<number> {
    const { requests } = (await local("GET", "requests?since=0")) as { requests: { op: string }[] };
    return requests.filter(({ op }) => op === wanted).length;
  }

  return {
    ...opened,
    async allow(patterns, { list } = { list: true }) {
      const Principal = { AWS: company.principalArn };
      const Resource = patterns.map((pattern) => `arn:aws:s3:::lab/${pattern}`);
      const Statement = [
        ...(list ? [{ Effect: "Allow", Principal, Action: "s3:ListBucket", Resource: "arn:aws:s3:::lab" }] : []),
        { Effect: "Allow", Principal, Action: "s3:GetObject*", Resource },
      ];
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
      await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy }));
    },
    async put(keys) {
      const objects = keys.map((key, seed) => ({ key, size: key.endsWith("/") ? 0 : 100, seed }));
      await local("POST", "virtual-objects", { bucket: "lab", objects });
    },
    async countCalls(op, act) {
      const before = await count(op);
      await act();
      return (await count(op)) - before;
    },
    async close() {
      lab.destroy();
      opened.deps.s3.destroy();
      await opened.close();
      await s3.close();
      await folder.remove();
    },
  };
}
