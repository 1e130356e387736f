import { S3Client } from "@aws-sdk/client-s3";
import { makeEffects } from "@s3mirror/coordinator/tell/announcer";
import { tripBreaker } from "@s3mirror/core/store/causes/causes";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { startS3 } from "@s3mirror/local-aws/s3/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { makePlannedTransfer } from "../ledger/open-test-ledger.ts";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

const company = {
  accountId: "111111111111",
  principalArn: "arn:aws:iam::111111111111:role/transfer",
  accessKeyId: "COMPANY",
  secretAccessKey: "company-secret",
};

let t: TestCoordinator;
let s3: Awaited<ReturnType<typeof startS3>>;
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const buckets = ["lab", "ours"].map((name) => ({ name, ownerAccountId: company.accountId }));
  s3 = await startS3({ port: 0, dataDir: folder.path, accounts: [company], buckets });
  const region = "eu-central-1";
  t = await openTestCoordinator(
    new S3Client({ region, endpoint: s3.url, forcePathStyle: true, credentials: company, maxAttempts: 1 }),
  );
  const objects = Array.from({ length: 100 }, (_, n) => ({ key: keyOf(n + 1), size: 100, seed: n }));
  await local("virtual-objects", { bucket: "lab", objects });
});
afterAll(async () => {
  t.deps.s3.destroy();
  await t.close();
  await s3.close();
  await folder.remove();
});

const keyOf = (file: number) => `run/${String(file).padStart(6, "0")}.fastq.gz`;

async function local(path: string, body?: unknown): Promise<unknown> {
  const sent = { method: "POST", body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const answer = await fetch(`${s3.url}/_local/${path}`, body === undefined ? {} : sent);
  return await answer.json();
}

/** Which files were asked for from request `since` on, and the number of the last request. */
async function readProbes(since: number): Promise<{ last: number; files: number[] }> {
  const answer = (await local(`requests?since=${since}`)) as {
    last: number;
    requests: { op: string; key: string }[];
  };
  const asked = answer.requests.filter(({ op }) => op === "GetObject").map(({ key }) => Number(key.slice(4, 10)));
  return { last: answer.last, files: asked.sort((a, b) => a - b) };
}

test("a tripped breaker asks for 20 files spread over the rest: one that may be read lets it go on, armed at double; none leaves it paused, and somebody is told", async () => {
  const id = await makePlannedTransfer(t.deps.ledger, 100);
  await t.deps.ledger.run(
    anyRow,
    `insert into causes (id, transfer, kind, action_by, side, action)
     select 'denied', number, 'source_permission', 'vendor', 'source', 's3:GetObject' from transfers where id = :id`,
    { id },
  );
  const trip = async () => {
    const { last } = await readProbes(0);
    expect(await tripBreaker(t.deps.ledger, { transferId: id, causeId: "denied" })).toBe(true);
    await makeEffects(t.deps);
    return (await readProbes(last)).files;
  };
  const readThreshold = () =>
    t.deps.ledger.run(
      z.object({ threshold: z.number() }),
      "select breaker_threshold as threshold from transfers where id = :id",
      { id },
    );
  const deny = (prefix: string) => ({
    id: prefix,
    match: { op: "GetObject", keyPrefix: prefix },
    do: { error: { status: 403, code: "AccessDenied" } },
  });

  // Files 1 to 99 are denied, the hundredth is not.
  await local("faults", [deny("run/0000")]);
  const asked = await trip();
  expect(asked).toHaveLength(20);
  expect(asked.slice(1).map((file, at) => file - (asked[at] ?? 0))).toEqual(Array.from({ length: 19 }, () => 5));
  expect(asked.at(-1)).toBe(100);
  expect(await readTransfer(t.deps.ledger, { id, vendorId: null })).toMatchObject({ state: "running" });
  expect(await readThreshold()).toEqual([{ threshold: 40 }]);

  await local("faults", [deny("run/")]);
  expect(await trip()).toHaveLength(20);
  expect(await readTransfer(t.deps.ledger, { id, vendorId: null })).toMatchObject({
    state: "paused",
    pausedBy: "breaker",
    planned: 100,
  });
  expect(await readThreshold()).toEqual([{ threshold: 40 }]);
  // Nothing listens where SNS would be: the alert is still owed.
  const owed = await t.deps.ledger.run(anyRow, "select 1 as n from outbox where kind = 'breaker'", {});
  expect(owed).toHaveLength(1);
});
