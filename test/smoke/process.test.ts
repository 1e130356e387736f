import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";
import { agrees } from "../../tools/smoke/agrees.ts";
import type { Deployed } from "../../tools/smoke/deployed.ts";
import { read } from "../../tools/smoke/stage-api.ts";
import { type Closing, closeAll, openSmokeStage, standing } from "./open-smoke-stage.ts";

const closing: Closing = [];
afterAll(() => closeAll(closing));

const require = createRequire(import.meta.url);
const main = fileURLToPath(new URL("../../tools/smoke/main.ts", import.meta.url));

const nowhere: Deployed = {
  url: "http://127.0.0.1:9",
  transferRole: "arn:aws:iam::111122223333:role/s3mirror-local-transfer",
  copyQueue: "http://127.0.0.1:9/111122223333/copy",
  copyDeadLetters: "arn:aws:sqs:eu-central-1:111122223333:dead",
  ledger: "arn:aws:rds:eu-central-1:111122223333:cluster:ledger",
  ledgerSecret: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ledger",
  alerts: "arn:aws:sns:eu-central-1:111122223333:alerts",
  cluster: "cluster",
  copierService: "Copier",
  region: "eu-central-1",
  production: false,
  deployedBuckets: { sources: [], destinations: [{ bucket: "lake", prefix: "" }] },
};

/** A folder as a deploy leaves it: `.sst/outputs.json`. */
async function deployedFolder(deployed: Deployed | null): Promise<string> {
  const folder = await makeTemporaryFolder();
  closing.push(folder.remove);
  if (deployed === null) return folder.path;
  await mkdir(join(folder.path, ".sst"));
  const outputs = { ...deployed, deployedBuckets: JSON.stringify(deployed.deployedBuckets) };
  await writeFile(join(folder.path, ".sst/outputs.json"), JSON.stringify(outputs));
  return folder.path;
}

/** The smoke run as people start it. */
function startSmoke(cwd: string, options: string[], environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", require.resolve("tsx"), main, ...options], {
    cwd,
    env: {
      PATH: process.env.PATH,
      HOME: cwd,
      TMPDIR: process.env.TMPDIR,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (data) => {
    said.out += data;
  });
  child.stderr.on("data", (data) => {
    said.err += data;
  });
  closing.push(() => child.kill("SIGKILL"));
  return { child, said, ended: once(child, "close").then(([code]) => ({ code: code as number | null, ...said })) };
}

async function logOf(home: string): Promise<string> {
  const folder = join(home, "logs");
  const names = (await readdir(folder)).filter((name) => name.startsWith("coordinator"));
  return (await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")))).join("");
}

const credentials = { AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "B" };

test("it says what is missing and does nothing: a stage, a deploy, credentials, a right number, a person to agree", async () => {
  const [empty, deployed] = [await deployedFolder(null), await deployedFolder(nowhere)];
  const production = await deployedFolder({ ...nowhere, production: true });
  const other = await deployedFolder({
    ...nowhere,
    transferRole: "arn:aws:iam::111122223333:role/s3mirror-ann-transfer",
  });
  const stage = ["--stage", "local"];
  const unreachable = { ...credentials, AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9" };
  const refusals: [string, string[], string, Record<string, string>?][] = [
    [empty, [], "Say which stage: npm run smoke:aws -- --stage NAME"],
    [empty, stage, "npx sst deploy --stage local"],
    [other, stage, "is of another stage"],
    [production, stage, "add --production"],
    [deployed, [...stage, "--parts", "51"], "--parts is a whole number from 52 to 10000"],
    [deployed, [...stage, "--vendor-object", "s3://lab"], "--vendor-object reads s3://BUCKET/KEY"],
    [deployed, stage, "AWS does not know the caller (CredentialsProviderError"],
    [deployed, stage, "Set AWS_PROFILE to the stage's account", unreachable],
  ];
  await Promise.all(
    refusals.map(async ([cwd, options, words, environment]) => {
      const { code, out, err } = await startSmoke(cwd, options, environment).ended;
      expect(err, options.join(" ")).toContain(words);
      expect({ code, out }).toEqual({ code: 2, out: "" });
    }),
  );
}, 180_000);

test("a person at the terminal is asked, and only yes is yes; Ctrl-C is no", async () => {
  async function answer(text: string) {
    const stopping = new AbortController();
    const input = Object.assign(new PassThrough(), { isTTY: true });
    const output = new PassThrough();
    const asked = agrees({ input, output }, stopping);
    input.write(text);
    const agreed = await asked;
    return { agreed, stopped: stopping.signal.aborted, said: `${output.read()}` };
  }
  expect(await answer("y\n")).toEqual({ agreed: true, stopped: false, said: "Go on? [y/N] " });
  for (const no of ["\n", "n\n", "yesterday\n"])
    expect(await answer(no)).toMatchObject({ agreed: false, stopped: false });
  const interrupted = new AbortController();
  const waiting = agrees(
    { input: Object.assign(new PassThrough(), { isTTY: true }), output: new PassThrough() },
    interrupted,
  );
  interrupted.abort();
  expect(await waiting).toBe(false);
  await expect(agrees({ input: new PassThrough(), output: new PassThrough() }, interrupted)).rejects.toThrow(
    "add --yes",
  );
});

test("interrupted while a large file is copied, it ends its transfer, takes everything away and signs out", async () => {
  const { home, given, endpoints, api } = await openSmokeStage(closing, { knowsItsBuckets: true });
  const cwd = await deployedFolder(given.deployed);
  const { accessKeyId, secretAccessKey } = endpoints.accounts.company;
  const link = z.object({ path: z.string() });
  const person = { email: "ann@example.org", role: "operator" };
  const { path } = read(link, await api.ask("POST", "/v1/sign-in-links", person));
  const environment = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_S3: endpoints.s3,
    AWS_ENDPOINT_URL_STS: endpoints.s3,
    AWS_ENDPOINT_URL_SQS: endpoints.sqs,
    AWS_ENDPOINT_URL_SNS: endpoints.sns,
    AWS_ENDPOINT_URL_RDS_DATA: endpoints.rdsData,
    AWS_ENDPOINT_URL_ECS: endpoints.ecs,
    AWS_ENDPOINT_URL_IAM: endpoints.iam,
    S3MIRROR_SIGN_IN_LINK: `https://transfers.example.org${path}`,
  };
  const nobody = await startSmoke(cwd, ["--stage", "local"], {
    ...environment,
    S3MIRROR_SIGN_IN_LINK: "",
    S3MIRROR_API_KEY: endpoints.adminApiKey,
  }).ended;
  expect(nobody).toMatchObject({ code: 2, out: "" });
  expect(nobody.err).toMatch(
    /19 probes of local, at most 30 minutes and \$0\.\d\d \(list prices of us-east-1, 2026-06\)/,
  );
  expect(nobody.err).toContain("add --yes to agree to the cost");

  const run = startSmoke(cwd, ["--stage", "local", "--yes", "--parts", "60"], environment);
  const openUpload = async () => (await standing(given.clients)).some((one) => one.endsWith("/arrived/large"));
  await waitUntil("a large file is being copied", openUpload, 150_000);
  run.child.kill("SIGINT");
  const { code, out, err } = await run.ended;
  // 1, not 130: on this machine the caller may assume the transfer role.
  expect(code, `${out}\n${err}`).toBe(1);
  expect(out).toMatch(/ends by itself .*\| not asked \| stopped before its answer \(AbortError\)/);
  expect(out).toMatch(/copies as its transfer role.*\| not asked \| stopped before its answer/);
  expect(out).toContain("Nothing was left behind.");
  expect(await standing(given.clients)).toEqual([]);
  const transfers = z.object({ items: z.array(z.object({ name: z.string(), state: z.string() })) });
  const { items } = read(transfers, await api.ask("GET", "/v1/transfers"));
  expect(items.map(({ state }) => state).sort()).toEqual(["cancelled", "completed", "completed", "completed"]);
  expect(await logOf(home)).toContain("somebody signed out");
}, 300_000);
