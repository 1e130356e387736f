import { PutBucketEncryptionCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { ListQueuesCommand } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import type { SmokeContext } from "../../tools/smoke/probe.ts";
import { probes } from "../../tools/smoke/probes/all.ts";
import { report } from "../../tools/smoke/report.ts";
import { type Finding, runProbes } from "../../tools/smoke/run-probes.ts";
import { startFaultyProxy } from "./faulty-proxy.ts";
import { buckets, type Closing, closeAll, openSmokeStage, standing } from "./open-smoke-stage.ts";

const closing: Closing = [];
let opened: Awaited<ReturnType<typeof openSmokeStage>>;
beforeAll(async () => {
  opened = await openSmokeStage(closing, { knowsItsBuckets: true });
}, 180_000);
afterAll(() => closeAll(closing));

const named = (...names: string[]) => probes.filter(({ name }) => names.includes(name));
const verdicts = ({ findings }: { findings: Finding[] }) =>
  Object.fromEntries(findings.map(({ name, verdict }) => [name, verdict]));

/** As the load balancer's rules part programs from people; the page is no part of this. */
async function startLoadBalancer(api: string) {
  const balancer = await startFaultyProxy(api);
  closing.push(balancer.close);
  balancer.wrong.instead = ({ headers }) =>
    /^Bearer /.test(headers.authorization ?? "")
      ? null
      : { status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html>" };
  return balancer;
}

test("on a stage that is as it should be every probe holds that can, and nothing is left, versions included", async () => {
  const { given } = opened;
  const VersioningConfiguration = { Status: "Enabled" as const };
  for (const Bucket of Object.values(buckets))
    await given.clients.s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
  const balancer = await startLoadBalancer(given.deployed.url);
  const run = await runProbes(probes, { ...given, deployed: { ...given.deployed, url: balancer.url } });
  expect(verdicts(run), report("local", run)).toEqual({
    ...Object.fromEntries(probes.map(({ name }) => [name, "held"])),
    // Here the caller *is* the account that may assume the role, and no bucket has a key.
    "transfer-role": "did not hold",
    keys: "not asked",
  });
  expect(run.findings.find(({ name }) => name === "race")?.evidence).toContain("60 heard 412 PreconditionFailed");
  expect(run.left).toEqual([]);
  expect(await standing(given.clients)).toEqual([]);
  const queues = new ListQueuesCommand({ QueueNamePrefix: "s3mirror-smoke" });
  expect((await given.clients.sqs.send(queues)).QueueUrls ?? []).toEqual([]);
}, 300_000);

test("a copier that is killed while it stops is seen", async () => {
  const { given, endpoints } = opened;
  const tasks = z.array(z.object({ pid: z.number(), lastStatus: z.string() }));
  const killing = new AbortController();
  const killed: number[] = [];
  const kill = async (): Promise<void> => {
    while (!killing.signal.aborted) {
      for (const { pid, lastStatus } of tasks.parse(await (await fetch(`${endpoints.ecs}/_local/tasks`)).json()))
        if (lastStatus === "STOPPING" && !killed.includes(pid)) killed.push(pid) && process.kill(pid, "SIGKILL");
    }
  };
  const killer = kill();
  const run = await runProbes(named("lost-copier"), given);
  killing.abort();
  await killer;
  expect(run.findings, `${killed}`).toMatchObject([
    { verdict: "did not hold", evidence: expect.stringMatching(/exit (?:\d+, )*137/) },
  ]);
  expect(run.left).toEqual([]);
  expect(await standing(given.clients)).toEqual([]);
}, 180_000);

test("where the settings name keys, a copy under the destination's key holds, and one under another does not", async () => {
  const { given } = opened;
  const key = (name: string) => `arn:aws:kms:eu-central-1:111122223333:key/${name}`;
  const rule = {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" as const, KMSMasterKeyID: key("ours") },
  };
  await given.clients.s3.send(
    new PutBucketEncryptionCommand({
      Bucket: buckets.destination,
      ServerSideEncryptionConfiguration: { Rules: [rule] },
    }),
  );
  const withKeys = (ours: string) => {
    const sources = given.deployed.deployedBuckets.sources.map((one) => ({ ...one, kmsKeyArn: key("theirs") }));
    const destinations = given.deployed.deployedBuckets.destinations.map((one) => ({ ...one, kmsKeyArn: key(ours) }));
    return runProbes(named("keys"), {
      ...given,
      deployed: { ...given.deployed, deployedBuckets: { sources, destinations } },
    });
  };
  expect((await withKeys("ours")).findings).toMatchObject([
    { verdict: "held", evidence: expect.stringMatching(/source under \S+theirs; copy aws:kms \S+ours/) },
  ]);
  expect((await withKeys("another")).findings).toMatchObject([
    {
      verdict: "did not hold",
      evidence: expect.stringContaining("not under arn:aws:kms:eu-central-1:111122223333:key/another"),
    },
  ]);
}, 120_000);

test("an interrupted run takes away what it made, asks nothing more, and names what it could not remove", async () => {
  const { given } = opened;
  const interruption = new AbortController();
  const interrupting = {
    name: "interrupting",
    claim: "",
    uses: () => ({}),
    async run({ onCleanup, signal }: SmokeContext) {
      onCleanup("s3://elsewhere/key", () => Promise.reject(new Error("not ours")));
      interruption.abort();
      signal.throwIfAborted();
      throw new Error("went on");
    },
  };
  const run = await runProbes([...named("copy-object"), interrupting, ...named("queues")], {
    ...given,
    signal: interruption.signal,
  });
  expect(verdicts(run)).toEqual({ "copy-object": "held", interrupting: "not asked", queues: "not asked" });
  expect(run.left).toEqual(["s3://elsewhere/key (Error: not ours)"]);
  expect(await standing(given.clients)).toEqual([]);
  expect(report("local", run)).toContain("Left behind, remove by hand:\n- s3://elsewhere/key (Error: not ours)");
});

test("what would pass the dollar is not asked", async () => {
  const dear = {
    ...probes[0],
    name: "dear",
    claim: "",
    uses: () => ({ copierHours: 100 }),
    run: () => Promise.reject(),
  };
  const run = await runProbes([dear, ...named("queues")], opened.given);
  expect(verdicts(run)).toEqual({ dear: "not asked", queues: "held" });
  expect(run.findings[0]?.evidence).toBe("it could have passed $1");
});
