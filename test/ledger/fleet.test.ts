import { pauseFleet, readBacklog, readFleet, resumeFleet } from "@s3mirror/core/store/fleet/fleet";
import { anyRow } from "@s3mirror/core/store/rows";
import { cancelTransfer, pauseTransfer, resumeTransfer } from "@s3mirror/core/store/transfers/steering";
import { afterAll, beforeAll, expect, test } from "vitest";
import { acceptTestTransfer, planNext } from "../make-transfer.ts";
import { makePlannedTransfer, openTestLedger, type TestLedger } from "./open-test-ledger.ts";

let t: TestLedger;
beforeAll(async () => {
  t = await openTestLedger();
});
afterAll(() => t?.close());

test("the backlog is what may go on now: nothing of a paused transfer, of a route that is off, or under the brake", async () => {
  const first = await makePlannedTransfer(t.ledger, 3);
  await t.ledger.run(
    anyRow,
    `insert into routes (id, name, source_bucket, source_prefix, destination_bucket, destination_prefix)
     values ('rt_1', 'a route', 'lab', 'run/', 'ours', 'in/')`,
  );
  await acceptTestTransfer(t.ledger, { routeId: "rt_1" });
  await planNext(t.ledger, ["run/a", "run/b"]);
  expect(await readBacklog(t.ledger)).toBe(5);

  await t.ledger.run(anyRow, "update routes set enabled = false");
  expect(await readBacklog(t.ledger)).toBe(3);
  await pauseTransfer(t.ledger, { id: first, by: "user" });
  expect(await readBacklog(t.ledger)).toBe(0);
  await resumeTransfer(t.ledger, { id: first, pausedBy: null });
  expect(await readBacklog(t.ledger)).toBe(3);
  await pauseFleet(t.ledger, { by: "a test", reason: "to see" });
  expect(await readBacklog(t.ledger)).toBe(0);
  await resumeFleet(t.ledger);
  await cancelTransfer(t.ledger, { id: first });
  expect(await readBacklog(t.ledger)).toBe(0);
});

test("a fleet of 128 copiers is read while as many others take its place", async () => {
  await t.ledger.run(
    anyRow,
    `insert into copiers (session_id, lease_until, facts)
     select 'ses_' || lpad(n::text, 26, '0'), clock_timestamp() + interval '1 minute',
       jsonb_build_object('pid', n, 'gate', 256, 'host', 'ip-10-0-100-' || n || '.eu-central-1.compute.internal', 'version', '10.20.30')
     from generate_series(1, 256) as n`,
  );
  expect((await readFleet(t.ledger)).sessions).toHaveLength(256);
});
