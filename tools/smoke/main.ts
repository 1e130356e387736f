import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { S3Client } from "@aws-sdk/client-s3";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { readStage } from "../../infra/stage.ts";
import { describeError } from "./aws-error.ts";
import { readDeployed } from "./deployed.ts";
import { byHand, probes } from "./probes/all.ts";
import { report } from "./report.ts";
import { limits, runProbes } from "./run-probes.ts";

const { values } = parseArgs({
  options: {
    stage: { type: "string" },
    yes: { type: "boolean", default: false },
    production: { type: "boolean", default: false },
  },
});

async function main(): Promise<number> {
  const { stage } = values;
  if (stage === undefined || !/^[a-zA-Z0-9-]+$/.test(stage))
    throw new Error("Say which stage: npm run smoke:aws -- --stage NAME [--yes] [--production]");
  const settings = await readStage(existsSync(`infra/stages/${stage}.ts`) ? stage : "default");
  if (settings.production && !values.production)
    throw new Error(`${stage} is a production stage. Take one that nobody would miss, or add --production.`);
  const destination = settings.destinations[0];
  if (destination === undefined)
    throw new Error(
      `infra/stages/${stage}.ts names no destinations: add a bucket that this run may write to, and deploy.`,
    );
  const deployed = await readDeployed(".sst/outputs.json", stage);
  const client = { region: settings.region };
  const clients = {
    s3: new S3Client(client),
    sqs: new SQSClient(client),
    sns: new SNSClient(client),
    sts: new STSClient(client),
    rdsData: new RDSDataClient(client),
  };
  const caller = await clients.sts.send(new GetCallerIdentityCommand()).catch((error: unknown) => {
    throw new Error(
      `AWS does not know the caller (${describeError(error).text}). Set AWS_PROFILE to the stage's account.`,
    );
  });
  const workplace = { bucket: destination.bucket, prefix: `${destination.prefix}s3mirror-smoke/${randomUUID()}/` };
  const dollars = probes.reduce((sum, { costDollars }) => sum + costDollars, 0);
  process.stderr.write(
    `As ${caller.Arn}: ${probes.length} probes of ${stage}, at most ${limits.minutes} minutes and about $${dollars.toFixed(2)}.\nWrites below s3://${workplace.bucket}/${workplace.prefix} and removes it again.\n`,
  );
  if (!values.yes && !(await agrees())) return 2;
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const one of ["SIGINT", "SIGTERM"]) process.on(one, () => stopping.abort());
  // Not AbortSignal.timeout: on Node 20 one that only AbortSignal.any knows is collected and never fires.
  const late = setTimeout(() => stopping.abort(), limits.minutes * 60_000);
  const result = await runProbes([...probes, ...byHand], {
    deployed,
    clients,
    workplace,
    signal,
    fetch,
    nowMs: Date.now,
    wait: (ms) => sleep(ms, undefined, { signal }),
  });
  clearTimeout(late);
  process.stdout.write(report(stage, result));
  return result.left.length > 0 || result.findings.some(({ verdict }) => verdict === "refuted") ? 1 : 0;
}

async function agrees(): Promise<boolean> {
  if (!process.stdin.isTTY) throw new Error("Nobody is here to ask: add --yes to agree to the cost.");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question("Go on? [y/N] ")).trim());
  } finally {
    lines.close();
  }
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  return 2;
});
