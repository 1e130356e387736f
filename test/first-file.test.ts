import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { type Stack, startStack } from "@s3mirror/infra-local/stack";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { run } from "../cli/src/run.ts";
import defaults from "../infra/stages/default.ts";
import { parseStage } from "../infra/stages/schema.ts";
import { findProblems } from "./infra/checks/find-problems.ts";
import { environmentOf, evaluate, evaluating } from "./infra/evaluation.ts";
import { readRecordedActions } from "./infra/recorded-actions.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
let stack: Stack | undefined;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
});
afterAll(async () => {
  await stack?.close();
  await folder.remove();
});

/** Lines of the settings file, by the list that they go into. */
type Lines = { sources: string[]; destinations: string[] };

/** A personal stage with these lines added to its settings, evaluated as a deploy would; the ledger stays. */
async function deploy(lines: Lines): Promise<Stack> {
  await stack?.close();
  const edits = Object.entries(lines)
    .filter(([, added]) => added.length > 0)
    .map(([list, added]) => ({
      file: "infra/stages/default.ts",
      find: `${list}: [],`,
      replace: `${list}: [${added.join("")}],`,
    }));
  const evaluation = await evaluate({ stage: "jo", settings: "default", edits });
  const settings = {
    ...defaults,
    sources: lines.sources.map(readLine),
    destinations: lines.destinations.map(readLine),
  };
  expect(findProblems(evaluation, parseStage("jo", settings), await readRecordedActions())).toEqual([]);
  const { S3MIRROR_STAGE, S3MIRROR_DEPLOYED_BUCKETS } = environmentOf(evaluation, "Coordinator");
  stack = await startStack(
    {
      homeDir: folder.path,
      port: 0,
      fleet: { min: 1, max: 1 },
      serviceEnvironment: {
        S3MIRROR_STAGE: `${S3MIRROR_STAGE}`,
        S3MIRROR_DEPLOYED_BUCKETS: `${S3MIRROR_DEPLOYED_BUCKETS}`,
      },
    },
    { PATH: process.env.PATH },
  );
  return stack;
}

async function s3mirror(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const environment = { S3MIRROR_API_URL: stack?.endpoints.api, S3MIRROR_API_KEY: stack?.endpoints.adminApiKey };
  const code = await run(
    {
      environment,
      signal: new AbortController().signal,
      print: (text) => {
        out += text;
      },
      tell: (text) => {
        err += text;
      },
      readInput: async () => new Uint8Array(),
      isTerminal: false,
      inColour: false,
    },
    argv,
  );
  return { code, out, err };
}

/** What a line of the settings file says. */
function readLine(line: string) {
  return JSON.parse(line.replace(/,$/, "").replace(/([{,] )(\w+): /g, '$1"$2": '));
}

describe("a stage that is given its first vendor", () =>
  test("from empty to the first copied file: one entry in the settings, one vendor, one route, one policy, one transfer", {
    timeout: evaluating,
  }, async () => {
    const { endpoints } = await deploy({ sources: [], destinations: [] });
    const { vendor: laboratory, company } = endpoints.accounts;
    const s3 = (account: typeof company) =>
      new S3Client({ endpoint: stack?.endpoints.s3, region: endpoints.region, credentials: account });
    const [lab, ours] = [s3(laboratory), s3(company)];
    await lab.send(new CreateBucketCommand({ Bucket: "lab-out" }));
    await lab.send(new PutObjectCommand({ Bucket: "lab-out", Key: "runs/7/a.fastq.gz", Body: "ACGT" }));
    await ours.send(new CreateBucketCommand({ Bucket: "ours" }));

    const vendor = await s3mirror("vendors", "create", "Example Genomics", "-o", "json");
    expect(vendor.code).toBe(0);
    const route = ["routes", "create", "s3://lab-out/runs/", "s3://ours/in/", "--vendor", "example genomics"];
    route.push("--source-account", laboratory.accountId, "--reason", "the contract begins", "-o", "json");
    const refused = await s3mirror(...route);
    expect(refused.code).toBe(1);
    const lines: Lines = { sources: [], destinations: [] };
    const told = /Add this line to `(sources|destinations)` in infra\/stages\/jo\.ts, then deploy the stage: (.*)/g;
    for (const [, list, line = ""] of refused.err.matchAll(told)) lines[list as keyof Lines].push(line);
    expect([lines.sources.length, lines.destinations.length]).toEqual([1, 1]);
    await deploy(lines);
    const made = await s3mirror(...route);
    expect(made, made.err).toMatchObject({ code: 0 });
    const { id } = JSON.parse(made.out);
    expect((await s3mirror("routes", "list")).out).toContain("s3://lab-out/runs/");

    const create = ["transfers", "create", "s3://lab-out/runs/", "--route", id, "--wait", "-o", "json"];
    const policy = JSON.parse((await s3mirror("vendors", "policy", "Example Genomics", "-o", "json")).out);
    const [{ bucketPolicy }] = policy.buckets;
    const denied = await s3mirror(...create);
    expect(denied.code).toBe(1);
    expect(denied.err).toContain(JSON.stringify(bucketPolicy.Statement[0]));
    expect((await s3mirror("vendors", "policy", "Example Genomics")).out).toBe(policy.text);

    // The stack stood up anew on other ports.
    const labAgain = s3(laboratory);
    await labAgain.send(new PutBucketPolicyCommand({ Bucket: "lab-out", Policy: JSON.stringify(bucketPolicy) }));
    const copied = await s3mirror(...create);
    expect(copied, copied.err).toMatchObject({ code: 0 });
    expect(JSON.parse(copied.out)).toMatchObject({ state: "completed", counts: { copied: 1 }, route: id });

    expect((await s3mirror("routes", "disable", id, "--reason", "the contract ends")).code).toBe(2);
    const off = await s3mirror("routes", "disable", id, "--reason", "the contract ends", "--yes");
    expect(off.out).toMatch(/state +off/);
    expect((await s3mirror(...create)).err).toContain("route_disabled");
    expect((await s3mirror("routes", "enable", id, "--reason", "prolonged")).out).toMatch(/state +on/);
    for (const client of [lab, ours, labAgain]) client.destroy();
  }));
