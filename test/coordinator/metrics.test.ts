import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { recordNeedsAction } from "@s3mirror/coordinator/recorder";
import { tellMetrics } from "@s3mirror/coordinator/tell-metrics";
import { encodeDeadLetterMessage } from "@s3mirror/core/message";
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
