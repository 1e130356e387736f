import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { startSns } from "@s3mirror/local-aws/sns/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../cli/src/testing/run-command.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let stack: Stack;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  stack = await startStack(
    { homeDir: folder.path, port: 0, fleet: { min: 1, max: 1 } },
    { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR },
  );
});
afterAll(async () => {
  await stack?.close();
  await folder.remove();
});

const doctor = (...more: string[]) => runCommand(stack.endpoints.api, ["doctor", ...more], stack.endpoints.adminApiKey);
const linesOf = async () => {
  const { stdout } = await doctor("-o", "json");
  const checks = JSON.parse(stdout) as { name: string; state: string; message: string; nextStep: string | null }[];
  return Object.fromEntries(checks.map((check) => [check.name, check]));
};

test("a stack that just came up is well, on one screen", async () => {
  await waitUntil("its copier is at work", async () => (await linesOf()).fleet?.message.includes("1 at work") === true);
  const { code, stdout, stderr } = await doctor();
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^good {2}api +answers in \d+ ms at http:\/\/127\.0\.0\.1:\d+; stage local, release /);
  expect(stdout).toMatch(/\ngood {2}ledger +answers in \d+ ms\n/);
  expect(stdout).toMatch(/\n\nAll is well\.\n$/);
  expect(stdout.split("\n").length).toBeLessThan(24);
  expect(stdout).not.toMatch(/look|BAD|next:/);
});

test("the brake and a cause that waits for the laboratory are told, each with the next step, and are no fault of the house", async () => {
  const { company, vendor } = stack.endpoints.accounts;
  const { region, s3: endpoint, api, adminApiKey } = stack.endpoints;
  const own = new S3Client({ region, endpoint, credentials: company });
  const laboratory = new S3Client({ region, endpoint, credentials: vendor });
  await laboratory.send(new CreateBucketCommand({ Bucket: "closed" }));
  await laboratory.send(new PutObjectCommand({ Bucket: "closed", Key: "run/1", Body: "ACGT" }));
  await own.send(new CreateBucketCommand({ Bucket: "ours" }));
  for (const client of [own, laboratory]) client.destroy();
  const created = await fetch(`${api}/v1/transfers`, {
    method: "POST",
    headers: { authorization: `Bearer ${adminApiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ source: { bucket: "closed", keys: ["run/1"] }, destination: { bucket: "ours" } }),
  });
  const { id } = (await created.json()) as { id: string };
  await waitUntil("the cause is open", async () => (await linesOf()).causes?.state !== "good");
  const pause = ["fleet", "pause", "--yes", "--reason", "network change"];
  expect((await runCommand(api, pause, adminApiKey)).code).toBe(0);
  expect(await linesOf()).toMatchObject({
    causes: {
      state: "needs_attention",
      message: "1 cause (1 file) for the laboratory",
      nextStep: `What each has to do: s3mirror transfers causes ${id}`,
    },
    fleet: { state: "needs_attention", message: expect.stringContaining("paused by local admin") },
  });
  const { code, stdout } = await doctor();
  expect(code, stdout).toBe(3);
  expect(stdout).toContain("\n2 lines to look at. No file is lost by waiting.");
  expect(stdout).toContain("next: When the reason is gone: s3mirror fleet resume\n");
});

test("alerts that somebody has not agreed to hear are bad, and exit 1 says so", async () => {
  const own = await makeTemporaryFolder();
  const pending = { protocol: "email" as const, address: "new@example.org", isPending: true };
  const sns = await startSns({
    port: 0,
    host: "127.0.0.1",
    region: "eu-central-1",
    accountId: "111122223333",
    dataDir: `${own.path}/sns`,
    outboxDir: `${own.path}/outbox`,
    topics: [{ name: "s3mirror-local-alerts", subscriptions: [pending] }],
  });
  const other = await startStack(
    { homeDir: `${own.path}/home`, port: 0, fleet: { min: 0, max: 1 }, services: { web: false } },
    { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, AWS_ENDPOINT_URL_SNS: sns.url },
  );
  try {
    const { code, stdout } = await runCommand(other.endpoints.api, ["doctor"], other.endpoints.adminApiKey);
    expect(code, stdout).toBe(1);
    expect(stdout).toContain("\nBAD   alerts      not confirmed, so nothing is sent there: new@example.org\n");
    expect(stdout).toContain("\n1 line BAD.");
  } finally {
    await other.close();
    await sns.close();
    await own.remove();
  }
});

test("a ledger that hangs is named within seconds, beside an API that answers", async () => {
  const ledger = (await stack.processes()).find(({ role }) => role === "rds-data");
  process.kill(ledger?.pid ?? 0, "SIGSTOP");
  try {
    const { code, stdout } = await doctor();
    expect(code, stdout).toBe(1);
    expect(stdout).toMatch(/^good {2}api /);
    // Whether the API still knows the key or has to ask the ledger for it: the answer is the same.
    expect(stdout).toMatch(/\nBAD {3}ledger +the API runs, but hears nothing from the ledger/);
    expect(stdout).toContain("\n1 line BAD.");
  } finally {
    process.kill(ledger?.pid ?? 0, "SIGCONT");
  }
});
