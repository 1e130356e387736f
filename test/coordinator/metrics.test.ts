import { RDSDataClient } from "@aws-sdk/client-rds-data";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { recordNeedsAction } from "@s3mirror/coordinator/heal/recorder";
import { tellMetrics } from "@s3mirror/coordinator/tell/tell-metrics";
import { encodeDeadLetterMessage } from "@s3mirror/core/message";
import { makeMeter } from "@s3mirror/core/metrics";
import { LedgerUnavailable, openLedger } from "@s3mirror/core/store/ledger";
import { meterLedger } from "@s3mirror/core/store/metered-ledger";
import pino from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readEmbeddedMetrics } from "../embedded-metrics.ts";
import { makePlannedTransfer, makeSession, mustClaim } from "../ledger/open-test-ledger.ts";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

let t: TestCoordinator;
beforeAll(async () => {
  t = await openTestCoordinator();
});
afterAll(() => t?.close());

test("a coordinator tells how it goes in lines that CloudWatch reads metrics from", async () => {
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { base: { service: "coordinator", stage: "test" } },
    { write: (line: string) => lines.push(JSON.parse(line)) },
  );
  const { meter } = t.deps;
  const deps = { ...t.deps, log, ledger: meterLedger(t.deps.ledger, meter, () => performance.now()) };
  const transferId = await makePlannedTransfer(deps.ledger, 5);
  const { file, generation, attempt } = await mustClaim(deps.ledger, {
    sessionId: await makeSession(deps.ledger),
    transferId,
    file: 1,
  });
  const letter = { v: 1, transfer: transferId, file, generation, attempt } as const;
  const failure = { kind: "source_permission", code: "AccessDenied", requestId: null, action: "s3:GetObject" } as const;
  await deps.sqs.send(
    new SendMessageCommand({
      QueueUrl: deps.config.S3MIRROR_NEEDS_ACTION_QUEUE_URL,
      MessageBody: encodeDeadLetterMessage({ ...letter, ...failure, side: "source" }),
    }),
  );
  await recordNeedsAction(deps, new AbortController().signal);
  await tellMetrics(deps);
  const told = lines.flatMap((line) => readEmbeddedMetrics(line) ?? []);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({
    namespace: "S3Mirror",
    dimensions: [{ stage: "test", service: "coordinator" }],
  });
  const metrics = Object.fromEntries(told[0]?.metrics ?? []);
  expect(metrics).toMatchObject({
    Backlog: 4,
    DeadLettersForVendor: 1,
    DeadLettersForCloudTeam: 0,
    DeadLettersForOperator: 0,
    StalledTransfers: 0,
    OldestWaiting: expect.any(Number),
    RecorderLag: [expect.any(Number)],
    LedgerLatency: expect.any(Array),
  });
  expect(metrics.OldestWaiting).toBeGreaterThan(0);
});

test("a coordinator whose ledger does not answer tells its errors and how long it waited, or nobody would hear of it", async () => {
  const lines: Record<string, unknown>[] = [];
  const base = { service: "coordinator", stage: "test" };
  const log = pino({ base }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const meter = makeMeter();
  const gone = openLedger({
    ...{ resourceArn: "arn:cluster", secretArn: "arn:secret", database: "s3mirror", patienceMs: 0 },
    client: new RDSDataClient({
      ...{ endpoint: "http://127.0.0.1:1", region: "eu-central-1", maxAttempts: 1 },
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    }),
    sleep: async () => undefined,
    random: () => 0,
  });
  meter.add("Errors", 3);
  const deps = { ...t.deps, log, meter, ledger: meterLedger(gone, meter, () => performance.now()) };
  await expect(tellMetrics(deps)).rejects.toBeInstanceOf(LedgerUnavailable);
  const told = lines.flatMap((line) => readEmbeddedMetrics(line) ?? []);
  expect(Object.fromEntries(told[0]?.metrics ?? [])).toEqual({ Errors: 3, LedgerLatency: [expect.any(Number)] });
});
