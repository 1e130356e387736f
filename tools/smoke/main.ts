import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ECSClient } from "@aws-sdk/client-ecs";
import { IAMClient } from "@aws-sdk/client-iam";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { prices } from "@s3mirror/core/prices";
import { agrees } from "./agrees.ts";
import { describeError } from "./aws-error.ts";
import { choosePlaces } from "./choose-places.ts";
import { mostDollars } from "./cost.ts";
import { readDeployed } from "./deployed.ts";
import type { Clients } from "./probe.ts";
import { probes } from "./probes/all.ts";
import { report } from "./report.ts";
import { limits, runProbes } from "./run-probes.ts";
import { openStageApi, type StageApi, signIn } from "./stage-api.ts";
import { tableOfUnproven, unasked } from "./unproven.ts";

const { values } = parseArgs({
  options: {
    stage: { type: "string" },
    yes: { type: "boolean", default: false },
    production: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    route: { type: "string" },
    "vendor-object": { type: "string" },
    /** Of 5 MiB each: so many that a copier is stopped in the middle of them. */
    parts: { type: "string", default: "10000" },
  },
});
/** More than 256 MiB, so that it is copied in parts; at most as many as S3 takes. */
const partsRange = { least: 52, most: 10_000 };

const stopping = new AbortController();
for (const one of ["SIGINT", "SIGTERM"]) process.on(one, () => stopping.abort());

async function main(): Promise<number> {
  const { stage } = values;
  if (values.list) {
    process.stdout.write(tableOfUnproven());
    return 0;
  }
  if (stage === undefined || !/^[a-zA-Z0-9-]+$/.test(stage))
    throw new Error(
      "Say which stage: npm run smoke:aws -- --stage NAME [--yes] [--production] [--route ID] [--parts N] [--vendor-object s3://BUCKET/KEY]; --list says what it asks",
    );
  const parts = Number(values.parts);
  if (!Number.isInteger(parts) || parts < partsRange.least || parts > partsRange.most)
    throw new Error(`--parts is a whole number from ${partsRange.least} to ${partsRange.most}`);
  const vendorObject = readLocation(values["vendor-object"]);
  const deployed = await readDeployed(".sst/outputs.json", stage);
  if (deployed.production && !values.production)
    throw new Error(`${stage} is a production stage. Take one that nobody would miss, or add --production.`);
  const clients = openClients(deployed.region);
  const caller = await clients.sts.send(new GetCallerIdentityCommand()).catch((error: unknown) => {
    throw new Error(
      `AWS does not know the caller (${describeError(error).text}). Set AWS_PROFILE to the stage's account.`,
    );
  });
  const way = await openWay(deployed.url);
  try {
    const places = await choosePlaces(deployed, way.api, {
      route: values.route,
      folder: `s3mirror-smoke/${randomUUID()}/`,
    });
    const { workplace, transfers } = places;
    const dollars = mostDollars(probes, { parts }, limits);
    const written = [workplace, ...(transfers.type === "can" ? [transfers.source] : [])];
    process.stderr.write(
      `As ${caller.Arn}: ${probes.length} probes of ${stage}, at most ${limits.minutes} minutes and $${dollars.toFixed(2)} (list prices of ${prices.region}, ${prices.asOf}).\n${transfers.type === "can" ? "Its copiers are put to work, and stopped once." : `Its copiers are not put to work: ${transfers.why}.`}\nWrites below ${written.map(({ bucket, prefix }) => `s3://${bucket}/${prefix}`).join(" and ")}, makes two queues, and removes them again.\n`,
    );
    if (!values.yes && !(await agrees({ input: process.stdin, output: process.stderr }, stopping))) return 2;
    // Not AbortSignal.timeout: on Node 20 one that only AbortSignal.any knows is collected and never fires.
    const late = setTimeout(
      () => stopping.abort(new DOMException("the time is over", "TimeoutError")),
      (limits.minutes - limits.minutesToCleanUp) * 60_000,
    );
    const result = await runProbes(probes, {
      deployed,
      clients,
      callerArn: caller.Arn ?? "",
      workplace,
      transfers,
      vendorObject,
      parts,
      notes: {},
      patience: { wakeMs: 10 * 60_000, transferMs: 5 * 60_000, lookMs: 500 },
      signal: stopping.signal,
      fetch,
      nowMs: () => performance.now(),
      wait: (ms, signal) => sleep(ms, undefined, { signal }),
    });
    clearTimeout(late);
    process.stdout.write(report(stage, { ...result, findings: [...result.findings, ...unasked()] }));
    if (result.left.length > 0 || result.findings.some(({ verdict }) => verdict === "did not hold")) return 1;
    return stopping.signal.aborted && stopping.signal.reason.name === "AbortError" ? 130 : 0;
  } finally {
    await way.close().catch((error: unknown) => {
      process.stderr.write(`The session was not ended (${describeError(error).text}); it ends by itself.\n`);
    });
    for (const client of Object.values(clients)) client.destroy();
  }
}

function readLocation(text: string | undefined): { bucket: string; key: string } | null {
  if (text === undefined) return null;
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(text) ?? [];
  if (bucket === undefined || key === undefined) throw new Error("--vendor-object reads s3://BUCKET/KEY");
  return { bucket, key };
}

function openClients(region: string): Clients {
  const client = { region };
  return {
    s3: new S3Client(client),
    sqs: new SQSClient(client),
    sns: new SNSClient(client),
    sts: new STSClient(client),
    rdsData: new RDSDataClient(client),
    ecs: new ECSClient(client),
    iam: new IAMClient(client),
  };
}

/** The way into the stage's API, where there is one. A link's session ends with the run. */
async function openWay(url: string): Promise<{ api: StageApi | null; close: () => Promise<unknown> }> {
  const { S3MIRROR_API_KEY: key, S3MIRROR_SIGN_IN_LINK: link } = process.env;
  if (link) {
    const api = openStageApi({ url, fetch }, await signIn({ url, fetch }, link));
    return { api, close: () => api.ask("DELETE", "/v1/sessions/current") };
  }
  const api = key ? openStageApi({ url, fetch }, key) : null;
  return { api, close: async () => undefined };
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
