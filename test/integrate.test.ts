import { execFile, spawnSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let stack: Stack;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
  const homeDir = join(folder.path, ".s3mirror");
  await mkdir(homeDir);
  const environment = { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR };
  stack = await startStack({ homeDir, port: 0, fleet: { min: 1, max: 1 } }, environment);
});
afterAll(async () => {
  await stack?.close();
  await folder.remove();
});

const bin = fileURLToPath(new URL("../cli/bin/s3mirror.mjs", import.meta.url));

/** Runs a shell's text in the stack's folder, where `npx s3mirror` is the command of this checkout. */
function shell(text: string, more: Record<string, string> = {}) {
  const npx = `npx() { shift; "${process.execPath}" "${bin}" "$@"; }`;
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    const env = { PATH: process.env.PATH, ...more };
    const child = execFile("sh", ["-c", `${npx}\n${text}`], { cwd: folder.path, env }, (_, stdout, stderr) =>
      done({ code: child.exitCode, stdout, stderr }),
    );
  });
}

/** The guide's examples as a reader of the page copies them. */
async function examples(): Promise<string[]> {
  const page = await (await fetch(`${stack.endpoints.api}/docs`)).text();
  const names: Record<string, string> = { quot: '"', "#39": "'", gt: ">", lt: "<", amp: "&" };
  const told = (text: string) => text.replaceAll(/&(quot|#39|gt|lt|amp);/g, (_, name: string) => names[name] ?? "");
  return [...page.matchAll(/<pre>(.*?)<\/pre>/gs)].map(([, text = ""]) => told(text));
}

const vendor = () => ({ S3MIRROR_API_URL: stack.endpoints.api, S3MIRROR_API_KEY: stack.endpoints.vendorApiKey });
/** As the laboratory puts a file into its bucket, and as the company looks whether it came. */
async function put(key: string, body: string): Promise<void> {
  const lab = s3Of("vendor");
  await lab.send(new PutObjectCommand({ Bucket: "lab", Key: `runs/${key}`, Body: body }));
  lab.destroy();
}
async function isDelivered(key: string): Promise<boolean> {
  const company = s3Of("company");
  const { Contents } = await company.send(new ListObjectsV2Command({ Bucket: "ours", Prefix: `in/${key}` }));
  company.destroy();
  return Contents !== undefined;
}
function s3Of(account: "vendor" | "company"): S3Client {
  const { region, s3: endpoint, accounts } = stack.endpoints;
  return new S3Client({ region, endpoint, forcePathStyle: true, credentials: accounts[account] });
}

const isThere = (program: string) => spawnSync(program, ["--version"]).status === 0;

// Without curl or python3 their examples cannot be run: no package of the system is asked for by this project's tests.
const canCurl = isThere("curl");

test("docs/integrate.md takes one from an empty stack to a denied file and its remedy, block by block", async () => {
  const text = await readFile(new URL("../docs/integrate.md", import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? "");
  expect(blocks.length).toBeGreaterThan(5);
  if (!canCurl) return;
  const { stdout, stderr, code } = await shell(blocks.join("\n"));
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: expect.stringContaining("1 file needs attention") });
  expect(stdout).toContain("Needs attention");
  expect(stdout).toMatch(/1 file tried again, 0 still failing\n$/);
}, 240_000);

test("every example of /docs does as it stands what the page says, in one shell from the first to the last", async () => {
  const calls = (await examples()).filter((text) => /^(export|curl|TRANSFER=)/.test(text));
  expect(calls.length).toBeGreaterThan(7);
  expect(calls[0]).toContain(`export S3MIRROR_API_URL=${stack.endpoints.api}\n`);
  if (!canCurl) return;
  const withKey = calls.map((call) => call.replace("s3m_…", stack.endpoints.vendorApiKey));
  const { code, stdout, stderr } = await shell(withKey.join("\necho\n"));
  expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: "" });
  const answers = stdout.split("\n").filter((line) => line.startsWith("{"));
  const problems = answers.map((line) => JSON.parse(line)).filter(({ code: problem }) => problem !== undefined);
  expect(answers.length).toBe(calls.length - 2);
  expect(problems.map(({ code: problem }) => problem)).toEqual(["unknown_field"]);
}, 120_000);

test.each([
  ["deliver.sh", "sh", "#!/bin/sh", canCurl],
  ["deliver.py", "python3", "#!/usr/bin/env python3", isThere("python3")],
])(
  "%s of the page has a batch moved, once, and says who must act where a file is denied",
  async (name, program, first, canRun) => {
    const client = (await examples()).find((text) => text.startsWith(first));
    expect(client).toContain(name);
    if (!canRun || !canCurl) return;
    await writeFile(join(folder.path, name), client ?? "");
    const deliver = (...words: string[]) => shell(`${program} ${name} ${words.join(" ")}`, vendor());
    const moved = await deliver("lab", "runs/7/", `order-${name}`);
    expect(moved, moved.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/^tr_\w+ is .*completed\b/ms) });
    const [, before] = /^(tr_\w+) is .*completed\b/ms.exec(moved.stdout) ?? [];
    const again = await deliver("lab", "runs/7/", `order-${name}`);
    expect(again, again.stderr).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`before: ${before} is completed`),
    });
    const topUp = /^(tr_\w+) is completed$/m.exec(again.stdout)?.[1];
    expect(topUp).not.toBe(before);
    await put(`7/added-${name}.fastq`, "a top-up");
    const third = await deliver("lab", "runs/7/", `order-${name}`);
    expect(third.stdout).toContain(`before: ${topUp} is completed`);
    expect(third, third.stderr).toMatchObject({ code: 0, stdout: expect.stringMatching(/ is completed\n$/) });
    expect(await isDelivered(`7/added-${name}.fastq`), third.stdout).toBe(true);
    const refused = await deliver("lab", "nothing/", `other-${name}`);
    expect({ code: refused.code, told: refused.stdout + refused.stderr }).toEqual({
      code: 1,
      told: expect.stringContaining("/source/prefix"),
    });
    await shell(
      `
    s3() { curl -sS -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" --aws-sigv4 "aws:amz:${stack.endpoints.region}:s3" --user "$USER" "$@"; }
    s3 -X PUT "${stack.endpoints.s3}/lab/runs/${name}/d.fastq" -d ACGT
    s3 -X PUT "${stack.endpoints.s3}/lab?policy=" -d "$(sed 's#runs/8/#runs/${name}/#' without-8.json)"`,
      {
        USER: `${stack.endpoints.accounts.vendor.accessKeyId}:${stack.endpoints.accounts.vendor.secretAccessKey}`,
      },
    );
    const denied = await deliver("lab", `runs/${name}/`, `denied-${name}`);
    expect(denied, denied.stderr).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("completed_with_failures"),
    });
    expect(denied.stdout).toContain("s3:GetObject");
    expect(denied.stdout).toContain("vendor");
  },
  120_000,
);
