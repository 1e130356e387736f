import { join } from "node:path";
import { ECSClient, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { describeFleet, raiseFleet } from "@s3mirror/coordinator/fleet/fleet-scaling";
import { scalingLadder } from "@s3mirror/core/scaling-ladder";
import { RANGE_FILES, WINDOW_FILES } from "@s3mirror/core/store/files/outbox";
import { startEcs } from "@s3mirror/local-aws/ecs/server";
import { makeTemporaryFolder } from "@s3mirror/local-aws/testing/temporary-folder";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makePlannedTransfer } from "../ledger/open-test-ledger.ts";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

let t: TestCoordinator;
const cleanups: (() => unknown)[] = [];
beforeAll(async () => {
  t = await openTestCoordinator();
  const folder = await makeTemporaryFolder();
  const ecs = await startEcs({
    ...{ port: 0, host: "127.0.0.1", region: "eu-central-1", accountId: "111111111111" },
    ...{ dataDir: join(folder.path, "ecs"), cluster: "test" },
    services: [
      {
        name: "copier",
        command: process.execPath,
        args: ["-e", "process.stdin.resume().on('end', () => process.exit()); setInterval(() => {}, 1000)"],
        env: {},
        ...{ desiredCount: 0, minCount: 0, maxCount: 4, stopTimeoutSeconds: 5 },
      },
    ],
  });
  const client = new ECSClient({
    ...{ endpoint: ecs.url, region: "eu-central-1" },
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  t.deps.ecs = client;
  cleanups.push(() => client.destroy(), ecs.close, folder.remove);
});
afterAll(async () => {
  for (const cleanup of cleanups) await cleanup();
  await t?.close();
});

const desired = async () => (await describeFleet(t.deps)).desired;

test("a coordinator raises the fleet to what the ladder wants, and never lowers it", async () => {
  await t.deps.ecs.send(new UpdateServiceCommand({ cluster: "test", service: "copier", desiredCount: 3 }));
  await raiseFleet(t.deps);
  expect(await desired()).toBe(3);
  await makePlannedTransfer(t.deps.ledger, 15);
  await raiseFleet(t.deps);
  expect(await desired()).toBe(3);
  await makePlannedTransfer(t.deps.ledger, 15);
  await raiseFleet(t.deps);
  expect(await desired()).toBe(4);
});

test("one large transfer shows step scaling, which sees only the queue, the rung that the coordinator sees", () => {
  const shown = WINDOW_FILES - RANGE_FILES;
  expect(scalingLadder.filter(({ backlogFrom }) => backlogFrom > shown)).toEqual([]);
});
