import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { denyFiles } from "../ledger/open-test-ledger.ts";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const wanted = { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } };
const reads = ["runs/7/K7_S1_L001_R1_001.fastq.gz", "runs/7/K7_S1_L001_R2_001.fastq.gz"];

async function accept(body: unknown = wanted): Promise<string> {
  const answer = await api.call("POST", "/v1/transfers", { body });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body.id;
}

async function acceptPlanned(keys: string[] = reads): Promise<string> {
  const id = await accept();
  await planNext(api.ledger, keys);
  return id;
}

describe("POST /v1/transfers", () => {
  it("accepts, says where the transfer is, and wakes the house", async () => {
    const woken = api.woken();
    const answer = await api.call("POST", "/v1/transfers", {
      body: { ...wanted, name: "Plate 7", reference: "PO-7", labels: { study: "KIDNEY" } },
    });
    expect(answer.status).toBe(202);
    expect(answer.headers.get("location")).toBe(`/v1/transfers/${answer.body.id}`);
    expect(api.woken()).toBe(woken + 1);
    expect(answer.body).toMatchObject({
      state: "planning",
      route: "rt_any",
      counts: { total: null },
      finishesAt: null,
    });
    const read = await api.call("GET", answer.headers.get("location") ?? "");
    expect({ ...read.body, createdAt: "", asOf: "" }).toEqual({ ...answer.body, createdAt: "", asOf: "" });
    await planNext(api.ledger, reads);
  });

  it("lets the route say a vendor's destination, which the vendor may not", async () => {
    const { source } = wanted;
    const answer = await api.call("POST", "/v1/transfers", { key: api.keys.vendor, body: { source } });
    expect(answer.body).toMatchObject({
      vendor: { id: "vn_lab" },
      route: "rt_lab",
      destination: { bucket: "ours", prefix: "in/7/" },
    });
    await planNext(api.ledger, reads);
    const refused = await api.call("POST", "/v1/transfers", { key: api.keys.vendor, body: wanted });
    expect(refused.body).toMatchObject({
      status: 422,
      code: "destination_not_yours",
      errors: [{ pointer: "/destination" }],
    });
    const foreign = await api.call("POST", "/v1/transfers", { key: api.keys.otherVendor, body: { source } });
    expect(foreign.body).toMatchObject({ code: "source_not_allowed", errors: [{ pointer: "/source/bucket" }] });
  });

  it("takes inline keys that cannot be listed, and keeps each", async () => {
    const id = await accept({ ...wanted, source: { bucket: "closed", keys: ["a b", "c+d/é"] } });
    const rows = await api.ledger.run(
      anyRow,
      "select key from transfer_keys where transfer = (select number from transfers where id = :id) order by number",
      { id },
    );
    expect(rows).toEqual([{ key: "a b" }, { key: "c+d/é" }]);
    await planNext(api.ledger, ["a b", "c+d/é"]);
  });

  it("is accepted within its patience where S3 gives no answer", async () => {
    const fault = { id: "silent", match: { op: "ListObjectsV2" }, do: { hang: true } };
    await fetch(`${api.s3Url}/_local/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([fault]),
    });
    const started = performance.now();
    const id = await accept({ ...wanted, source: { bucket: "lab", prefix: "runs/never-looked-at/" } });
    expect(performance.now() - started).toBeLessThan(6_000);
    await fetch(`${api.s3Url}/_local/faults`, { method: "DELETE" });
    expect((await api.call("GET", `/v1/transfers/${id}`)).body.state).toBe("planning");
    await planNext(api.ledger, reads);
  });
});

describe("Idempotency-Key", () => {
  const headers = { "idempotency-key": "one" };

  it("gives the same answer to the same bytes, and 422 to others", async () => {
    const first = await api.call("POST", "/v1/transfers", { body: wanted, headers });
    const again = await api.call("POST", "/v1/transfers", { body: wanted, headers });
    expect(again.status).toBe(202);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get("location")).toBe(first.headers.get("location"));
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const other = await api.call("POST", "/v1/transfers", { body: { ...wanted, name: "another" }, headers });
    expect(other.body).toMatchObject({ status: 422, code: "idempotency_key_reused" });
    const elsewhere = await api.call("POST", `/v1/transfers/${first.body.id}/cancel`, { body: wanted, headers });
    expect(elsewhere.body.code).toBe("idempotency_key_reused");
    const somebodyElse = await api.call("POST", "/v1/transfers", { key: api.keys.operator, body: wanted, headers });
    expect(somebodyElse.body.id).not.toBe(first.body.id);
    await planNext(api.ledger, reads);
    await planNext(api.ledger, reads);
  });

  it("makes one transfer of calls made at once, at two coordinators", async () => {
    const second = await api.second();
    const at = { body: wanted, headers: { "idempotency-key": "at once" } };
    const calls = Array.from({ length: 8 }, (_, n) => (n % 2 === 0 ? api.call : second)("POST", "/v1/transfers", at));
    const answers = await Promise.all(calls);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    await planNext(api.ledger, reads);
    await expect(planNext(api.ledger, reads)).rejects.toThrow("no planning effect");
  });

  it("makes one effect of a verb asked for at once, and remembers no refusal", async () => {
    const id = await acceptPlanned();
    const second = await api.second();
    const at = { body: { reason: "a test" }, headers: { "idempotency-key": "pause" } };
    const answers = await Promise.all(
      [api.call, second, second].map((call) => call("POST", `/v1/transfers/${id}/pause`, at)),
    );
    for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body);
    const planning = await accept();
    const early = { headers: { "idempotency-key": "early" } };
    expect((await api.call("POST", `/v1/transfers/${planning}/pause`, early)).body.code).toBe("transfer_state");
    await planNext(api.ledger, reads);
    expect((await api.call("POST", `/v1/transfers/${planning}/pause`, early)).body.state).toBe("paused");
  });
});

describe("keys", () => {
  it.each<[string, string | null, number, string]>([
    ["no key", null, 401, "api_key_missing"],
    ["no key of ours", "hello", 401, "api_key_invalid"],
    ["an unknown id", "s3m_nobody_0123456789abcdef0123", 401, "api_key_invalid"],
    ["another secret", "s3m_admin1_0123456789abcdef0123", 401, "api_key_invalid"],
  ])("%s is 401 with a challenge", async (_, key, status, code) => {
    const answer = await api.call("GET", "/v1/transfers", { key });
    expect(answer.body).toMatchObject({ status, code });
    expect(answer.headers.get("www-authenticate")).toContain('Bearer realm="s3mirror"');
  });

  it("refuses a key in the address without repeating it", async () => {
    for (const query of [`api_key=${api.keys.admin}`, `x=${api.keys.admin}`]) {
      const answer = await api.call("GET", `/v1/transfers?${query}`);
      expect(answer.body).toMatchObject({ status: 400, code: "api_key_in_query" });
      expect(JSON.stringify(answer.body)).not.toContain(api.keys.admin);
    }
  });

  it("refuses a key that was revoked or has expired", async () => {
    for (const column of ["revoked_at", "expires_at"]) {
      await api.ledger.run(anyRow, `update api_keys set ${column} = clock_timestamp() where id = 'viewer1'`);
      expect((await api.call("GET", "/v1/transfers", { key: api.keys.viewer })).status).toBe(401);
      await api.ledger.run(anyRow, `update api_keys set ${column} = null where id = 'viewer1'`);
    }
    expect((await api.call("GET", "/v1/transfers", { key: api.keys.viewer })).status).toBe(200);
  });

  it("shows a vendor its own transfers only, and no operator's verb", async () => {
    const own = await api.call("POST", "/v1/transfers", { key: api.keys.vendor, body: { source: wanted.source } });
    await planNext(api.ledger, reads);
    const path = `/v1/transfers/${own.body.id}`;
    for (const tail of ["", "/files", "/files/1", "/causes"]) {
      expect((await api.call("GET", path + tail, { key: api.keys.vendor })).status).toBe(200);
      const foreign = await api.call("GET", path + tail, { key: api.keys.otherVendor });
      expect(foreign.body).toMatchObject({ status: 404, code: "transfer_not_found" });
    }
    const list = await api.call("GET", "/v1/transfers", { key: api.keys.vendor });
    expect(list.body.items.every((item: { vendor: { id: string } }) => item.vendor.id === "vn_lab")).toBe(true);
    expect((await api.call("GET", "/v1/transfers", { key: api.keys.otherVendor })).body.items).toEqual([]);
    expect((await api.call("GET", "/v1/transfers?vendor=vn_lab", { key: api.keys.otherVendor })).body.items).toEqual(
      [],
    );
    for (const verb of ["pause", "resume", "waive"]) {
      const body = { reason: "a test", ...(verb === "waive" && { fileNumbers: [1] }) };
      const answer = await api.call("POST", `${path}/${verb}`, { key: api.keys.vendor, body });
      expect(answer.body, verb).toMatchObject({ status: 403, code: "role_not_enough" });
    }
    expect((await api.call("POST", `${path}/redrive`, { key: api.keys.otherVendor })).status).toBe(404);
    expect((await api.call("POST", `${path}/redrive`, { key: api.keys.vendor })).status).toBe(202);
    expect((await api.call("GET", "/v1/fleet", { key: api.keys.vendor })).status).toBe(403);
    expect((await api.call("POST", "/v1/fleet/pause", { key: api.keys.vendor })).status).toBe(403);
    expect((await api.call("POST", "/v1/transfers", { key: api.keys.viewer, body: wanted })).status).toBe(403);
  });
});

describe("reading", () => {
  it("counts, tells progress, and answers 304 while nothing changes", async () => {
    const id = await acceptPlanned();
    await settle(api.ledger, id, { copied: [1] });
    const first = await api.call("GET", `/v1/transfers/${id}`);
    expect(first.body).toMatchObject({
      state: "running",
      counts: { total: 2, copied: 1 },
      bytes: { total: 200, copied: 100 },
      verification: { verified: 1 },
      needsAttention: { files: 0, actionBy: [] },
    });
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    const second = await api.call("GET", `/v1/transfers/${id}`, { headers });
    expect([second.status, second.body]).toEqual([304, ""]);
    await settle(api.ledger, id, { copied: [2] });
    expect((await api.call("GET", `/v1/transfers/${id}`, { headers })).status).toBe(200);
  });

  it("lists newest first, page by page, by filter", async () => {
    const ids: string[] = [];
    for (const study of ["A", "B", "B"]) {
      ids.unshift(await accept({ ...wanted, name: `paged ${study}`, labels: { study } }));
      await planNext(api.ledger, reads);
    }
    const page = await api.call("GET", "/v1/transfers?q=PAGED&limit=2");
    expect(page.body.items.map((item: { id: string }) => item.id)).toEqual(ids.slice(0, 2));
    const rest = await api.call("GET", `/v1/transfers?q=PAGED&limit=2&cursor=${page.body.nextCursor}`);
    expect(rest.body.items.map((item: { id: string }) => item.id)).toEqual(ids.slice(2));
    expect(rest.body.nextCursor).toBeNull();
    expect((await api.call("GET", "/v1/transfers?q=paged&label.study=B")).body.items).toHaveLength(2);
    expect((await api.call("GET", "/v1/transfers?q=paged&state=running,paused")).body.items).toHaveLength(3);
    expect((await api.call("GET", "/v1/transfers?q=paged&needsAttention=true")).body.items).toHaveLength(0);
    expect((await api.call("GET", "/v1/transfers?createdAfter=2999-01-01T00:00:00Z")).body.items).toEqual([]);
  });

  it("lists files by number, state, key and sample, and tells one in full", async () => {
    const id = await acceptPlanned([...reads, "runs/7/notes.txt"]);
    await settle(api.ledger, id, { copied: [3] });
    const files = await api.call("GET", `/v1/transfers/${id}/files?limit=2`);
    expect(files.body.items).toMatchObject([
      { number: 1, sampleId: "K7", destinationKey: "x/K7_S1_L001_R1_001.fastq.gz", redrives: 0 },
      { number: 2 },
    ]);
    const rest = await api.call("GET", `/v1/transfers/${id}/files?limit=2&cursor=${files.body.nextCursor}`);
    expect(rest.body).toMatchObject({ items: [{ number: 3, state: "copied", attempts: 1 }], nextCursor: null });
    const numbers = async (query: string) =>
      (await api.call("GET", `/v1/transfers/${id}/files?${query}`)).body.items.map((f: { number: number }) => f.number);
    expect(await numbers("state=copied")).toEqual([3]);
    expect(await numbers("q=NOTES")).toEqual([3]);
    expect(await numbers("sample=K7")).toEqual([1, 2]);
    expect(await numbers("sample=K7&q=r2_")).toEqual([2]);
    expect(await numbers("fromNumber=2")).toEqual([2, 3]);
    const one = await api.call("GET", `/v1/transfers/${id}/files/3`);
    expect(one.body).toMatchObject({
      verification: { result: "verified", method: "etag" },
      source: { etag: '"e"' },
      destination: { etag: '"e"' },
      technical: null,
      events: [],
    });
    for (const number of ["4", "0", "x", "99999999999999999999"]) {
      expect((await api.call("GET", `/v1/transfers/${id}/files/${number}`)).body.code).toBe("file_not_found");
    }
    expect((await api.call("GET", "/v1/transfers/tr_x")).body.code).toBe("transfer_not_found");
  });
});

describe("steering", () => {
  it("pauses, resumes and cancels, and says what does not fit the state", async () => {
    const id = await acceptPlanned();
    const act = (verb: string) => api.call("POST", `/v1/transfers/${id}/${verb}`, { body: { reason: "a test" } });
    expect((await act("resume")).body.state).toBe("running");
    expect((await act("pause")).body).toMatchObject({ state: "paused", pausedBy: "user" });
    expect((await act("pause")).status).toBe(200);
    expect((await act("resume")).body).toMatchObject({ state: "running", pausedBy: null });
    expect((await act("cancel")).body.state).toBe("cancelling");
    expect((await act("cancel")).status).toBe(200);
    const late = await act("pause");
    expect(late.body).toMatchObject({ status: 409, code: "transfer_state" });
    expect(late.body.errors[0].message).toContain("cancelling");
    expect((await act("redrive")).body.code).toBe("transfer_state");
  });

  it("takes a verb without a body, and refuses a field it does not know", async () => {
    const id = await acceptPlanned();
    expect((await api.call("POST", `/v1/transfers/${id}/pause`)).status).toBe(200);
    const answer = await api.call("POST", `/v1/transfers/${id}/resume`, { body: { why: "x" } });
    expect(answer.body).toMatchObject({ code: "unknown_field", errors: [{ pointer: "/why" }] });
  });
});

describe("what needs attention", () => {
  it("names cause, party and statement; only what is remedied moves again; the rest is waived", async () => {
    const id = await acceptPlanned([...reads, "runs/7/missing.bam"]);
    await settle(api.ledger, id, { copied: [1], denied: [2, 3] });
    const path = `/v1/transfers/${id}`;
    expect((await api.call("GET", path)).body.needsAttention).toEqual({ files: 2, actionBy: ["vendor"] });
    const causes = await api.call("GET", `${path}/causes`);
    expect(causes.body.items).toHaveLength(1);
    const [cause] = causes.body.items;
    expect(cause).toMatchObject({ kind: "source_permission", actionBy: "vendor", files: 2, bytes: 200, state: "open" });
    expect(cause.policyStatement.Resource).toEqual([
      `arn:aws:s3:::lab/${reads[1]}`,
      "arn:aws:s3:::lab/runs/7/missing.bam",
    ]);
    expect((await api.call("GET", `${path}/files?cause=${cause.id}`)).body.items).toMatchObject([
      { number: 2, failure: { kind: "source_permission", actionBy: "vendor" } },
      { number: 3 },
    ]);

    const { Policy } = await api.lab.send(new GetBucketPolicyCommand({ Bucket: "lab" }));
    await api.lab.send(new DeleteBucketPolicyCommand({ Bucket: "lab" }));
    const denied = await api.call("POST", `${path}/redrive`, { body: { causeId: cause.id } });
    expect([denied.status, denied.body]).toEqual([202, { redriven: 0, stillFailing: 2, pending: 0 }]);

    await api.lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy }));
    const headers = { "idempotency-key": "again" };
    const again = await api.call("POST", `${path}/redrive`, { body: { causeId: cause.id }, headers });
    expect(again.body).toEqual({ redriven: 1, stillFailing: 1, pending: 0 });
    expect((await api.call("POST", `${path}/redrive`, { body: { causeId: cause.id }, headers })).body).toEqual(
      again.body,
    );
    expect((await api.call("GET", `${path}/files/2`)).body).toMatchObject({
      state: "queued",
      redrives: 1,
      events: [{ type: "redrive" }],
    });

    expect((await api.call("POST", `${path}/waive`, { body: { fileNumbers: [3] } })).body).toMatchObject({
      code: "invalid_request",
      errors: [{ pointer: "/reason" }],
    });
    expect((await api.call("POST", `${path}/waive`, { body: { reason: "x" } })).body.code).toBe("invalid_request");
    const waived = await api.call("POST", `${path}/waive`, { body: { fileNumbers: [3], reason: "it is not coming" } });
    expect([waived.status, waived.body]).toEqual([200, { waived: 1 }]);
    expect((await api.call("GET", path)).body.counts).toMatchObject({ waived: 1, deadLettered: 0, queued: 1 });

    const undone = await api.call("POST", `${path}/redrive`, { body: { fileNumbers: [3] } });
    expect(undone.body).toEqual({ redriven: 1, stillFailing: 0, pending: 0 });
  });

  it("answers a long redrive with what is pending, and a repeat with how far the request had come", async () => {
    const keys = Array.from({ length: 130 }, (_, n) => `runs/7/gone-${n}.bam`);
    const id = await acceptPlanned([...reads, ...keys]);
    const files = keys.map((_, n) => n + 3);
    await denyFiles(api.ledger, id, [1, 2]);
    await denyFiles(api.ledger, id, files, { kind: "source_missing", action: null });
    const headers = { "idempotency-key": "long" };
    const redrive = () => api.call("POST", `/v1/transfers/${id}/redrive`, { headers });
    api.redriveFor(0);
    const { body } = await redrive();
    expect(body.redriven + body.stillFailing + body.pending).toBe(132);
    expect(body.pending).toBeGreaterThan(0);
    expect((await redrive()).body).toEqual(body);
    await api.finishRedrives();
    expect((await api.call("GET", `/v1/transfers/${id}`)).body.counts).toMatchObject({ queued: 2, deadLettered: 130 });
    api.redriveFor(5_000);
  });

  it("knows no other transfer's cause, and takes one choice only", async () => {
    const id = await acceptPlanned();
    const redrive = (body: unknown) => api.call("POST", `/v1/transfers/${id}/redrive`, { body });
    expect((await redrive({ causeId: "ca_other" })).body).toMatchObject({
      code: "cause_unknown",
      errors: [{ pointer: "/causeId" }],
    });
    expect((await redrive({ causeId: "ca_other", fileNumbers: [1] })).body.errors[0].pointer).toBe("/fileNumbers");
    expect((await redrive({ failureKind: "weather" })).body.errors[0].pointer).toBe("/failureKind");
    expect((await redrive({})).body).toEqual({ redriven: 0, stillFailing: 0, pending: 0 });
  });
});
