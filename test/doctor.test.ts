import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../packages/cli/src/testing/run-command.ts";

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
  expect(code, stdout).toBe(0);
  expect(stdout).toContain("next: When the reason is gone: s3mirror fleet resume\n");
});

test("where the API does not answer, that is the line, and the exit code is 1", async () => {
  const { code, stdout } = await runCommand("http://127.0.0.1:9", ["doctor"]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^BAD {3}api +http:\/\/127\.0\.0\.1:9 does not answer/);
  expect(stdout).toContain("next: Look at the coordinator's service");
});

test("who is not let in is told of the way in for whoever holds the ledger", async () => {
  const { code, stderr } = await runCommand(stack.endpoints.api, ["doctor"]);
  expect(code).toBe(4);
  expect(stderr).toContain("s3mirror admin link --ledger");
});
