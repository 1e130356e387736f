import type { Deps } from "@s3mirror/coordinator/deps";
import { breakerAlert, causeAlert, closingAlert, operatorAlert, stallAlert } from "@s3mirror/coordinator/tell/alerts";
import type { TransferEffect } from "@s3mirror/core/store/files/outbox";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, test } from "vitest";
import { denyFiles, makePlannedTransfer } from "../ledger/open-test-ledger.ts";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

let t: TestCoordinator;
let transferId: string;
let causeId: string;
beforeAll(async () => {
  t = await openTestCoordinator(undefined, { S3MIRROR_PUBLIC_URL: "https://s3mirror.example" });
  transferId = await makePlannedTransfer(t.deps.ledger, 2);
  await denyFiles(t.deps.ledger, transferId, [1]);
  causeId = `ca_${transferId}/1/1/1`;
  await t.deps.ledger.run(anyRow, "update transfers set stalled_since = clock_timestamp() where id = :id", {
    id: transferId,
  });
});
afterAll(() => t.close());

const withoutPage = (): Deps => ({ ...t.deps, config: { ...t.deps.config, S3MIRROR_PUBLIC_URL: undefined } });

/** Every alert of a transfer, as these deps tell it. */
async function alertsBy(deps: Deps): Promise<Record<string, string | undefined>> {
  const effect = (payload: Record<string, unknown>): TransferEffect => ({
    outboxId: 1,
    kind: "alert",
    transferId,
    payload,
  });
  const { epoch } = (await readTransfer(deps.ledger, { id: transferId, vendorId: null })) ?? { epoch: 0 };
  const planning = { about: "planning", at: transferId };
  return {
    cause: (await causeAlert(deps, effect({ causeId })))?.body,
    breaker: (await breakerAlert(deps, effect({ causeId })))?.body,
    closing: (await closingAlert(deps, effect({ epoch })))?.body,
    stall: (await stallAlert(deps, effect({})))?.body,
    planning: operatorAlert(deps, { outboxId: 1, kind: "operator", transferId: null, payload: planning }).body,
  };
}

test("an alert leads to the transfer on the page, one of a cause to that cause; where nobody said where the page is, to the command alone", async () => {
  const page = `https://s3mirror.example/transfers/${transferId}`;
  const cause = `${page}#cause-${encodeURIComponent(causeId)}`;
  const leads = { cause, breaker: cause, closing: page, stall: page, planning: page };
  const told = await alertsBy(t.deps);
  for (const [name, address] of Object.entries(leads)) expect(told[name], name).toContain(`\n\nPage: ${address}\n`);
  for (const [name, body] of Object.entries(await alertsBy(withoutPage()))) {
    expect(body, name).toContain("s3mirror transfers ");
    expect(body, name).not.toMatch(/Page:|undefined|null/);
  }
});
