import { recordDeadLetters } from "@s3mirror/core/store/files/dead-letters";
import { recordResults } from "@s3mirror/core/store/files/results";
import { endSession, renewSession } from "@s3mirror/core/store/fleet/sessions";
import { anyRow } from "@s3mirror/core/store/rows";
import { cancelUnclaimedFiles, closeTransfer, findClosingCandidates } from "@s3mirror/core/store/transfers/closing";
import { cancelWithdrawnFailures } from "@s3mirror/core/store/transfers/withdraw";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { claimOne, copiedResult, deniedLetter, makeSession, mustClaim } from "../ledger/open-test-ledger.ts";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const six = ["a", "b", "c", "d", "e", "f"].map((name) => `runs/7/${name}`);

/** A transfer that the vendor itself started. */
async function start(keys: string[] | null = six): Promise<string> {
  const { body } = await api.call("POST", "/v1/transfers", {
    key: api.keys.vendor,
    body: { source: { bucket: "lab", prefix: "runs/7/" } },
  });
  if (keys !== null) await planNext(api.ledger, keys);
  return body.id;
}

const act = (id: string, verb: string, body: unknown, key = api.keys.vendor) =>
  api.call("POST", `/v1/transfers/${id}/${verb}`, { key, body });

async function states(id: string): Promise<string[]> {
  const rows = await api.ledger.run(
    z.object({ state: z.string() }),
    "select f.state from files f join transfers t on t.number = f.transfer where t.id = :id order by f.number",
    { id },
  );
  return rows.map(({ state }) => state);
}

async function finish(): Promise<void> {
  while ((await cancelUnclaimedFiles(api.ledger)) > 0);
  for (const candidate of await findClosingCandidates(api.ledger)) await closeTransfer(api.ledger, candidate);
}

it("a vendor does not try again what an operator cancelled", async () => {
  const id = await start();
  await act(id, "cancel", { reason: "wrong study" }, api.keys.operator);
  await finish();
  const answer = await act(id, "redrive", {});
  expect([answer.status, answer.body.code]).toEqual([409, "transfer_state"]);
  expect(new Set(await states(id))).toEqual(new Set(["cancelled"]));
  expect((await api.call("GET", `/v1/transfers/${id}`)).body.state).toBe("cancelled");
});

it("a vendor does not try again what an operator waived, by number neither, and is told which", async () => {
  const id = await start();
  await settle(api.ledger, id, { denied: [1, 2], copied: [3] });
  await act(id, "waive", { fileNumbers: [1], reason: "subject withdrew consent" }, api.keys.operator);
  const named = await act(id, "redrive", { fileNumbers: [1, 2, 3] });
  expect([named.status, named.body.code]).toEqual([403, "not_waiting_for_you"]);
  expect(named.body.errors[0].message).toContain("1, 3");
  expect((await states(id)).slice(0, 3)).toEqual(["waived", "dead_lettered", "copied"]);
  const { status } = await act(id, "redrive", {});
  expect(status).toBe(202);
  await api.finishRedrives();
  expect((await states(id))[0]).toBe("waived");
});

it("a vendor tries again only what waits for the vendor", async () => {
  const id = await start();
  await settle(api.ledger, id, { denied: [1, 2] });
  await api.owner.run(
    anyRow,
    "update causes set action_by = 'operator' where transfer = (select number from transfers where id = :id) returning id",
    { id },
  );
  expect((await act(id, "redrive", {})).body).toEqual({ redriven: 0, stillFailing: 0, pending: 0 });
  const { body } = await api.call("GET", `/v1/transfers/${id}/causes`);
  const byCause = await act(id, "redrive", { causeId: body.items[0].id });
  expect([byCause.status, byCause.body.code]).toEqual([403, "not_waiting_for_you"]);
});

it("a vendor may cancel its own transfer, and nobody else's", async () => {
  const id = await start();
  expect((await act(id, "cancel", {}, api.keys.otherVendor)).status).toBe(404);
  expect((await act(id, "pause", {})).status).toBe(403);
  const answer = await act(id, "cancel", { reason: "the run was a test" });
  expect([answer.status, answer.body.state]).toEqual([200, "cancelling"]);
});

it("withdrawn files end without us, whatever they were doing; what is here alerts the company; only an admin brings them back", async () => {
  const id = await start();
  await settle(api.ledger, id, { denied: [1, 2], copied: [3] });
  await act(id, "waive", { fileNumbers: [2], reason: "not coming" }, api.keys.operator);
  const sessionId = await makeSession(api.ledger);
  const work = await mustClaim(api.ledger, { sessionId, transferId: id, file: 4 });
  const numbers = { fileNumbers: [1, 2, 3, 4, 5], reason: "consent was withdrawn" };
  expect((await act(id, "withdraw", numbers, api.keys.otherVendor)).status).toBe(404);
  expect((await act(id, "withdraw", { fileNumbers: [5, 99], reason: "x" })).body.errors[0].pointer).toBe(
    "/fileNumbers/1",
  );
  expect((await act(id, "withdraw", { fileNumbers: [5] })).status).toBe(422);
  expect((await act(id, "withdraw", { fileNumbers: [5], all: true, reason: "x" })).status).toBe(422);

  const answer = await act(id, "withdraw", numbers);
  expect([answer.status, answer.body]).toEqual([200, { cancelled: 3, stopping: 1, copied: 1 }]);
  const entries = await api.ledger.run(
    z.object({ entry: z.string() }),
    "select entry from audit_log where subject = :id and entry::jsonb ->> 'act' = 'files.withdrawn'",
    { id },
  );
  expect(entries.map(({ entry }) => JSON.parse(entry).reason)).toEqual([numbers.reason]);
  expect(await states(id)).toEqual(["cancelled", "waived", "copied", "copying", "cancelled", "planned"]);
  const again = await act(id, "withdraw", numbers);
  expect(again.body).toEqual({ cancelled: 0, stopping: 0, copied: 0 });

  // The copier that has the fourth hears of it, and whoever takes it over looks only.
  const { attempt } = work;
  const bytes = {
    files: [{ transferId: id, file: 4, attempt, bytesCopied: 0, waits: false }],
    transfers: [{ transferId: id, bytesCopied: 0 }],
  };
  const orders = await renewSession(api.ledger, { sessionId, leaseSeconds: 60, stallSeconds: 900, bytes });
  expect(orders.withdrawnFiles).toEqual([{ transferId: id, file: 4, attempt }]);
  await endSession(api.ledger, { sessionId });
  const next = await claimOne(api.ledger, { sessionId: await makeSession(api.ledger), transferId: id, file: 4 });
  expect(next).toMatchObject({ type: "go", work: { cancelling: true } });
  if (next.type !== "go") throw new Error("checked above");
  await recordResults(api.ledger, { results: [{ ...copiedResult(next.work), outcome: "cancelled" }] });

  const { body: files } = await api.call("GET", `/v1/transfers/${id}/files`);
  expect(files.items.map(({ withdrawnBy }: { withdrawnBy: string | null }) => withdrawnBy !== null)).toEqual([
    true,
    true,
    true,
    true,
    true,
    false,
  ]);
  const [alert] = await api.ledger.run(
    z.object({ payload: z.string() }),
    "select payload::text as payload from outbox where kind = 'operator' and payload ->> 'transferId' = :id",
    { id },
  );
  expect(JSON.parse(alert?.payload ?? "")).toMatchObject({
    about: "withdrawn",
    copied: 1,
    stopping: 1,
    reason: numbers.reason,
  });

  const tries = { fileNumbers: [1, 2, 4, 5] };
  expect((await act(id, "redrive", tries, api.keys.operator)).body).toEqual({
    redriven: 0,
    stillFailing: 0,
    pending: 0,
  });
  expect((await act(id, "redrive", {}, api.keys.operator)).body).toEqual({ redriven: 0, stillFailing: 0, pending: 0 });
  expect((await act(id, "redrive", tries)).status).toBe(403);
  expect(await states(id)).toEqual(["cancelled", "waived", "copied", "cancelled", "cancelled", "planned"]);
  expect((await act(id, "redrive", tries, api.keys.admin)).body.redriven).toBe(4);
  expect(await states(id)).toEqual(["queued", "queued", "copied", "queued", "queued", "planned"]);
});

it("a file that was withdrawn while its dead letter was on its way ends cancelled, and nothing tries it again", async () => {
  const id = await start();
  const sessionId = await makeSession(api.ledger);
  const work = await mustClaim(api.ledger, { sessionId, transferId: id, file: 1 });
  await act(id, "withdraw", { fileNumbers: [1], reason: "not ours" });
  await recordDeadLetters(api.ledger, {
    deadLetters: [deniedLetter(work)],
    newCauseIds: [`ca_${id}`],
    firstProbeSeconds: 300,
  });
  expect((await states(id))[0]).toBe("dead_lettered");
  await act(id, "redrive", {}, api.keys.operator);
  await api.finishRedrives();
  expect((await states(id))[0]).toBe("dead_lettered");
  expect(await cancelWithdrawnFailures(api.ledger)).toBe(1);
  expect((await states(id))[0]).toBe("cancelled");
  expect((await api.call("GET", `/v1/transfers/${id}`)).body.needsAttention.files).toBe(0);
});

it("a transfer withdrawn whole ends cancelled with all that failed of it, what was not listed yet included", async () => {
  const id = await start(null);
  await act(id, "withdraw", { all: true, reason: "wrong flow cell" });
  await expect(planNext(api.ledger, six)).rejects.toBeDefined();
  expect(await states(id)).toEqual([]);

  const other = await start();
  await settle(api.ledger, other, { denied: [1], copied: [2] });
  expect((await act(other, "withdraw", { all: true, reason: "wrong flow cell" })).body).toEqual({
    cancelled: 5,
    stopping: 0,
    copied: 1,
  });
  expect((await act(other, "withdraw", { all: true, reason: "again" })).body).toEqual({
    cancelled: 0,
    stopping: 0,
    copied: 0,
  });
  await finish();
  expect(await states(other)).toEqual(["cancelled", "copied", "cancelled", "cancelled", "cancelled", "cancelled"]);
  expect((await api.call("GET", `/v1/transfers/${other}`)).body.state).toBe("cancelled");
  expect((await act(other, "redrive", {}, api.keys.operator)).body.pending).toBe(0);
  expect((await states(other))[0]).toBe("cancelled");
  expect((await act(other, "redrive", {}, api.keys.admin)).body.redriven).toBe(5);
});
