import { createHash } from "node:crypto";
import { recordAct } from "@s3mirror/core/store/people/audit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const row = z.object({ number: z.number(), entry: z.string(), hash: z.string() });

async function entriesOf(subject: string) {
  const rows = await api.ledger.run(
    row,
    "select number, entry, hash from audit_log where subject = :subject order by number",
    { subject },
  );
  return rows.map(({ entry }) => JSON.parse(entry));
}

async function acceptPlanned(key?: string): Promise<string> {
  const body = { name: "Plate 7", source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any" } };
  const { body: made } = await api.call("POST", "/v1/transfers", { body, ...(key !== undefined && { key }) });
  await planNext(api.ledger, ["runs/7/K7_S1_L001_R1_001.fastq.gz", "runs/7/K7_S1_L001_R2_001.fastq.gz"]);
  return made.id;
}

async function signIn(): Promise<{ key: string; user: { id: string } }> {
  const link = await api.call("POST", "/v1/sign-in-links", {
    body: { email: "ann@example.org", name: "Ann", role: "operator" },
  });
  const session = await api.call("POST", "/v1/sessions", { key: null, body: { link: link.body.token } });
  return { key: session.body.token, user: session.body.user };
}

it("every act on a transfer is one entry: who, what, why, the old value and the new", async () => {
  const { key, user } = await signIn();
  const id = await acceptPlanned(key);
  const act = (verb: string, body: unknown, headers = {}) =>
    api.call("POST", `/v1/transfers/${id}/${verb}`, { key, body, headers });
  const headers = { "idempotency-key": "pause" };
  await act("pause", { reason: "the lab asked" }, headers);
  await act("pause", { reason: "the lab asked" }, headers);
  await act("pause", {});
  await act("resume", {});
  await settle(api.ledger, id, { denied: [1, 2] });
  await act("redrive", { fileNumbers: [1], reason: "vendor fixed the policy" });
  await act("waive", { fileNumbers: [2], reason: "it is not coming" });
  await act("cancel", { reason: "over" });
  const entries = await entriesOf(id);
  expect(entries.map(({ act, reason }) => [act, reason])).toEqual([
    ["transfer.created", null],
    ["transfer.paused", "the lab asked"],
    ["transfer.resumed", null],
    ["files.redriven", "vendor fixed the policy"],
    ["files.waived", "it is not coming"],
    ["transfer.cancelled", "over"],
  ]);
  for (const { actor, at, request } of entries) {
    expect(actor).toEqual({ kind: "user", id: user.id, label: "Ann" });
    expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(request).toMatch(/^req_/);
  }
  expect(entries[0].after).toMatchObject({ name: "Plate 7", route: "rt_any", source: { prefix: "runs/7/" } });
  expect(entries[1]).toMatchObject({ before: { state: "running" }, after: { state: "paused", pausedBy: "user" } });
  expect(entries[3].before).toEqual({ state: "running", files: 1 });
  expect(entries[4].after).toEqual({ state: "waived", files: 1 });
});

it("an act that was refused, or changed nothing, is no entry", async () => {
  const id = await acceptPlanned();
  await api.call("POST", `/v1/transfers/${id}/pause`, { key: api.keys.viewer });
  await api.call("POST", `/v1/transfers/${id}/resume`);
  await api.call("POST", `/v1/transfers/${id}/redrive`);
  await api.call("POST", `/v1/transfers/${id}/waive`, { body: { fileNumbers: [1], reason: "x" } });
  expect((await entriesOf(id)).map(({ act, actor }) => [act, actor.kind])).toEqual([["transfer.created", "key"]]);
  await api.call("POST", "/v1/fleet/resume");
  expect(await entriesOf("fleet")).toEqual([]);
});

it("the brake, links, sign-ins and sign-outs are entries too, and no secret stands in them", async () => {
  await api.call("POST", "/v1/fleet/pause", { body: { reason: "S3 is ill" } });
  await api.call("POST", "/v1/fleet/pause");
  await api.call("POST", "/v1/fleet/resume", { body: { reason: "S3 is well" } });
  expect((await entriesOf("fleet")).map(({ act, reason }) => [act, reason])).toEqual([
    ["fleet.paused", "S3 is ill"],
    ["fleet.resumed", "S3 is well"],
  ]);
  const { key, user } = await signIn();
  const role = { email: "ann@example.org", role: "viewer" };
  const { body: link } = await api.call("POST", "/v1/sign-in-links", { body: role });
  await api.call("DELETE", "/v1/sessions/current", { key });
  const entries = (await entriesOf(user.id)).slice(-4);
  expect(entries.map(({ act, actor }) => [act, actor.kind])).toEqual([
    ["sign_in_link.made", "key"],
    ["session.started", "user"],
    ["sign_in_link.made", "key"],
    ["session.ended", "user"],
  ]);
  expect(entries[2]).toMatchObject({ before: { role: "operator" }, after: { role: "viewer", name: "Ann" } });
  for (const token of [key, link.token]) expect(JSON.stringify(entries)).not.toContain(token.slice(-43));
});

it("acts at once make one chain, and a transaction that is run again adds nothing", async () => {
  const second = await api.second();
  const ids = await Promise.all(Array.from({ length: 6 }, () => acceptPlanned()));
  await Promise.all(
    ids.flatMap((id) =>
      [api.call, second].map((call, n) => call("POST", `/v1/transfers/${id}/${n === 0 ? "pause" : "cancel"}`)),
    ),
  );
  const act = {
    act: "fleet.paused" as const,
    actor: { kind: "key" as const, id: "x", label: "x" },
    subject: "twice",
    reason: null,
    before: null,
    after: null,
    request: "req_twice",
  };
  for (let n = 0; n < 2; n += 1) await api.ledger.transaction((run) => recordAct(run, act));
  expect(await entriesOf("twice")).toHaveLength(1);

  const rows = await api.ledger.run(row, "select number, entry, hash from audit_log order by number");
  let hash = "0".repeat(64);
  for (const [index, { number, entry, hash: written }] of rows.entries()) {
    hash = createHash("sha256").update(hash).update(entry).digest("hex");
    expect([number, written]).toEqual([index + 1, hash]);
  }
  const [head] = await api.ledger.run(row.omit({ entry: true }), "select number, hash from audit_heads");
  expect(head).toEqual({ number: rows.length, hash });
});

it.each(["update audit_log set entry = '{}'", "delete from audit_log", "truncate audit_log"])(
  "the log is only ever added to: %s is refused, to its owner too",
  async (statement) => {
    await expect(api.owner.run(row, statement)).rejects.toThrow("only ever added to");
    await expect(api.ledger.run(row, statement)).rejects.toMatchObject({ sqlState: "42501" });
  },
);
