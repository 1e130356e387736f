import { putRoute, readRoute, switchRoute } from "@s3mirror/core/store/people/routes";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { filesOf } from "../files-of.ts";
import { type Fleet, openFleet } from "./open-fleet.ts";

let fleet: Fleet;
beforeAll(async () => {
  fleet = await openFleet();
});
afterAll(() => fleet?.close());

const anyCount = z.object({ n: z.number() });
const GB = 1_000_000_000;
const files = 40;

async function switchTo(enabled: boolean): Promise<void> {
  const route = await readRoute(fleet.ledger, { id: "rt_test", vendorId: null });
  const change = { id: "rt_test", revision: route?.revision ?? 0, by: "a test", reason: "the contract ended" };
  expect(await switchRoute(fleet.ledger, { ...change, enabled })).toBe(true);
}

async function setLatency(requestMs: number): Promise<void> {
  await fetch(`${fleet.s3Url}/_local/latency`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ requestMs }),
  });
}

test("a route revoked mid-transfer blocks the remaining files, and once it is allowed again they are copied", {
  timeout: 120_000,
}, async () => {
  const place = await fleet.makeBuckets();
  await putRoute(fleet.ledger, {
    id: "rt_test",
    vendorId: null,
    name: "a test's",
    sourceBucket: place.source,
    sourcePrefix: "",
    sourceLiteral: false,
    sourceOwnerAccountId: null,
    destinationBucket: place.destination,
    destinationPrefix: "",
    destinationLiteral: false,
    destinationOwnerAccountId: null,
    redelivery: "never",
    enabled: true,
  });
  await fleet.putVirtual(
    place.source,
    Array.from({ length: files }, (_, n) => ({ key: `run/${String(n).padStart(3, "0")}`, size: 20 * GB, seed: n })),
  );
  await setLatency(80);
  fleet.startCopier();
  const id = await fleet.create(place, null, "rt_test");
  const statesOf = async () => (await filesOf(fleet.ledger, id)).map((file) => file.state);
  const count = async (state: string) => (await statesOf()).filter((one) => one === state).length;
  await expect.poll(() => count("copied"), { timeout: 60_000 }).toBeGreaterThan(0);

  await switchTo(false);
  expect(await readTransfer(fleet.ledger, { id, vendorId: null })).toMatchObject({
    state: "paused",
    pausedBy: "route_disabled",
  });
  const held = "select count(*)::int as n from files where claimed_by is not null and finished_at is null";
  const holds = async () => (await fleet.ledger.run(anyCount, held))[0]?.n;
  await expect.poll(holds, { timeout: 30_000 }).toBe(0);
  const blocked = await statesOf();
  expect(blocked.filter((state) => state === "copied").length).toBeLessThan(files);
  expect(blocked).not.toContain("dead_lettered");

  await setLatency(0);
  await switchTo(true);
  expect(await fleet.settled(id, 60_000)).toMatchObject({ state: "completed", copied: files });
});
