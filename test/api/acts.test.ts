import { registerUpload } from "@s3mirror/core/store/files/uploads";
import { renewSession } from "@s3mirror/core/store/fleet/sessions";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { makeSession, mustClaim } from "../ledger/open-test-ledger.ts";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

async function accept(keys: string[] = ["runs/7/a", "runs/7/b"]): Promise<string> {
  const { body } = await api.call("POST", "/v1/transfers", {
    body: { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any" } },
  });
  await planNext(api.ledger, keys);
  return body.id;
}

const read = async (id: string, key?: string) =>
  (await api.call("GET", `/v1/transfers/${id}`, key === undefined ? {} : { key })).body;

it("an act's answer names its entry in the audit log, and names it again when it is asked again", async () => {
  const id = await accept();
  const act = (verb: string, headers: Record<string, string> = {}) =>
    api.call("POST", `/v1/transfers/${id}/${verb}`, { body: { reason: "the lab asked" }, headers });
  const once = { "idempotency-key": "pause-it" };
  const first = await act("pause", once);
  const entry = first.headers.get("audit-entry");
  expect(entry).toMatch(/^\d+$/);
  const again = await act("pause", once);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(again.headers.get("audit-entry")).toBe(entry);
  const [row] = await api.ledger.run(
    z.object({ entry: z.string() }),
    "select entry from audit_log where number = :number::bigint",
    { number: Number(entry) },
  );
  expect(JSON.parse(row?.entry ?? "")).toMatchObject({ act: "transfer.paused", subject: id });
  const unchanged = await act("pause");
  expect([unchanged.status, unchanged.headers.get("audit-entry")]).toEqual([200, null]);
  const resumed = await act("resume");
  expect(Number(resumed.headers.get("audit-entry"))).toBeGreaterThan(Number(entry));
  const braked = await api.call("POST", "/v1/fleet/pause", { body: { reason: "a drill" } });
  expect(braked.headers.get("audit-entry")).toMatch(/^\d+$/);
  const { body } = await api.call("GET", "/v1/summary");
  expect(body.fleet).toMatchObject({ pausedReason: "a drill", pausedAt: expect.any(String) });
  expect((await api.call("GET", "/v1/summary", { key: api.keys.vendor })).body).toMatchObject({
    fleet: null,
    alertRecipients: null,
  });
  await api.call("POST", "/v1/fleet/resume", { body: {} });
  expect((await api.call("GET", "/v1/summary")).body.fleet).toBeNull();
});

it("a paused transfer tells by what it is paused, who decided it, why, and since when", async () => {
  const id = await accept();
  expect((await read(id)).pause).toBeNull();
  await api.call("POST", `/v1/transfers/${id}/pause`, { body: { reason: "wrong folder" } });
  expect((await read(id)).pause).toEqual({
    by: "user",
    who: "the admin of a test",
    reason: "wrong folder",
    since: expect.stringMatching(/^\d{4}-.*Z$/),
  });
  await api.call("POST", `/v1/transfers/${id}/resume`, { body: {} });
  expect((await read(id)).pause).toBeNull();
  await api.call("POST", `/v1/transfers/${id}/pause`, { body: {} });
  expect((await read(id)).pause).toMatchObject({ by: "user", reason: null });
  const { body } = await api.call("GET", "/v1/transfers");
  expect(body.items.find((one: { id: string }) => one.id === id).pause).toMatchObject({
    by: "user",
    who: "the admin of a test",
  });
});

it("what waits for somebody is told apart from what moves, and then nobody is promised an end", async () => {
  const id = await accept(["runs/7/a", "runs/7/b", "runs/7/c"]);
  await settle(api.ledger, id, { denied: [1, 2] });
  const transfer = await read(id);
  expect(transfer.timeLeft.waitingFor).toEqual([{ actionBy: "vendor", files: 2, bytes: expect.any(Number) }]);
  expect(transfer.needsAttention).toEqual({ files: 2, actionBy: ["vendor"] });
  expect(transfer.finishesAt).toBeNull();
});

it("what copiers have in hand is told with the parts that stay, of one transfer and of all that a caller may see", async () => {
  const id = await accept();
  expect((await api.call("GET", `/v1/transfers/${id}/in-flight`)).body).toEqual({
    files: 0,
    uploads: 0,
    partsKept: 0,
    bytesKept: 0,
  });
  const sessionId = await makeSession(api.ledger);
  const work = await mustClaim(api.ledger, { sessionId, transferId: id, file: 1 });
  const upload = {
    uploadId: "up",
    sourceEtag: "e",
    sourceVersionId: null,
    sizeBytes: 100,
    partSizeBytes: 10,
    partCount: 10,
  };
  await registerUpload(api.ledger, {
    hold: { transferId: id, file: 1, generation: work.generation, attempt: work.attempt },
    expected: null,
    upload,
  });
  const { attempt } = work;
  const bytes = {
    files: [{ transferId: id, file: 1, attempt, bytesCopied: 45, waits: false }],
    transfers: [{ transferId: id, bytesCopied: 45 }],
  };
  await renewSession(api.ledger, { sessionId, leaseSeconds: 60, stallSeconds: 900, bytes });
  const expected = { files: 1, uploads: 1, partsKept: 4, bytesKept: 45 };
  expect((await api.call("GET", `/v1/transfers/${id}/in-flight`)).body).toEqual(expected);
  expect((await api.call("GET", "/v1/in-flight")).body).toEqual(expected);
  expect((await api.call("GET", "/v1/in-flight", { key: api.keys.otherVendor })).body.files).toBe(0);
  expect((await api.call("GET", `/v1/transfers/${id}/in-flight`, { key: api.keys.otherVendor })).status).toBe(404);
});
