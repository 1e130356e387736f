import { randomUUID } from "node:crypto";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { recordResults } from "@s3mirror/core/store/files/results";
import { renewSession } from "@s3mirror/core/store/fleet/sessions";
import { sampleThroughput } from "@s3mirror/core/store/reads/throughput";
import { anyRow } from "@s3mirror/core/store/rows";
import { closeTransfer, findClosingCandidates } from "@s3mirror/core/store/transfers/closing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { copiedResult, makeSession, mustClaim } from "../ledger/open-test-ledger.ts";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const reads = (sample: string) => [1, 2].map((read) => `runs/7/${sample}_S1_L001_R${read}_001.fastq.gz`);

async function accept(name: string, keys: string[] | null): Promise<string> {
  const { body } = await api.call("POST", "/v1/transfers", {
    body: { name, source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } },
  });
  if (keys !== null) await planNext(api.ledger, keys);
  return body.id;
}

const get = async (path: string, key?: string) => (await api.call("GET", path, { key })).body;
const idsOf = (items: { id: string }[]) => items.map(({ id }) => id);
/** As though all points of the chart had been taken so much earlier. */
const move = (id: string, ago: string) =>
  api.ledger.run(
    anyRow,
    `with moved as (
       update transfers set sampled_at = sampled_at - :ago::interval where id = :id returning number)
     update throughput_samples s set at = at - :ago::interval from moved where s.transfer = moved.number`,
    { id, ago },
  );

it("lists first where somebody must look, then what has not ended, then the rest, page by page", async () => {
  const name = randomUUID();
  const done = await accept(name, reads("A"));
  await api.ledger.run(
    anyRow,
    "update transfers set state = 'completed', finished_at = clock_timestamp() where id = :id",
    {
      id: done,
    },
  );
  const denied = await accept(name, reads("B"));
  await settle(api.ledger, denied, { denied: [1] });
  const running = await accept(name, reads("C"));
  const newest = await accept(name, reads("D"));
  const wanted = [denied, newest, running, done];
  expect(idsOf((await get(`/v1/transfers?q=${name}&sort=attention`)).items)).toEqual(wanted);

  const walked: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await get(`/v1/transfers?q=${name}&sort=attention&limit=1${cursor}`);
    walked.push(...idsOf(page.items));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(walked).toEqual(wanted);
  expect(idsOf((await get(`/v1/transfers?q=${name}&needsAttention=true`)).items)).toEqual([denied]);
  expect((await get("/v1/transfers?cursor=bm90aGluZw")).errors[0].pointer).toBe("/query/cursor");
});

it("counts bytes on their way, and each of them once when their file is done", async () => {
  const id = await accept("live", reads("L"));
  const sessionId = await makeSession(api.ledger);
  const work = await mustClaim(api.ledger, { sessionId, transferId: id, file: 1 });
  const bytes = {
    files: [{ transferId: id, file: 1, attempt: work.attempt, bytesCopied: 60, waits: false }],
    transfers: [{ transferId: id, bytesCopied: 60 }],
  };
  await renewSession(api.ledger, { sessionId, leaseSeconds: 60, stallSeconds: 900, bytes });
  expect((await get(`/v1/transfers/${id}`)).bytes).toEqual({ total: 200, copied: 60 });
  await recordResults(api.ledger, { results: [copiedResult(work)] });
  expect((await get(`/v1/transfers/${id}`)).bytes).toEqual({ total: 200, copied: 100 });
});

it("tells speed, the time left after 30 s and the chart's points from what was sampled", async () => {
  const id = await accept("rate", reads("R"));
  await sampleThroughput(api.ledger);
  await move(id, "40 seconds");
  expect(await get(`/v1/transfers/${id}`)).toMatchObject({ rateBytesPerSecond: null, finishesAt: null });
  await settle(api.ledger, id, { copied: [1] });
  await sampleThroughput(api.ledger);
  const { rateBytesPerSecond, finishesAt, asOf } = await get(`/v1/transfers/${id}`);
  expect(rateBytesPerSecond).toBeGreaterThan(1);
  expect(rateBytesPerSecond).toBeLessThanOrEqual(2.5);
  expect(Date.parse(finishesAt.earliest)).toBeGreaterThan(Date.parse(asOf));
  expect(Date.parse(finishesAt.latest)).toBeGreaterThan(Date.parse(finishesAt.earliest));
  await sampleThroughput(api.ledger);
  const { items } = await get(`/v1/transfers/${id}/throughput`);
  expect(items.at(-1)).toMatchObject({ bytesMoved: 100, filesDone: 1, retries: 0, needAttention: 0 });
  expect(items.length).toBeLessThanOrEqual(300);
});

it("counts a sample ready when all its files are settled, and no longer when one is tried again", async () => {
  const id = await accept("samples", [...reads("K1"), ...reads("K2"), "runs/7/notes.txt"]);
  const path = `/v1/transfers/${id}`;
  const states = async (query = "") =>
    (await get(`${path}/samples${query}`)).items.map((s: { id: string; state: string }) => `${s.id} ${s.state}`);
  expect((await get(path)).samples).toEqual({ total: 2, ready: 0, guessed: true });
  await settle(api.ledger, id, { copied: [1], denied: [3] });
  expect(await states()).toEqual(["K2 needs_attention", "K1 in_progress"]);
  await settle(api.ledger, id, { copied: [2, 4] });
  expect((await get(path)).samples.ready).toBe(1);
  expect(await states("?state=needs_attention")).toEqual(["K2 needs_attention"]);
  expect(await states("?q=k1")).toEqual(["K1 ready"]);
  await api.call("POST", `${path}/waive`, { body: { fileNumbers: [3], reason: "it is not coming" } });
  expect((await get(path)).samples.ready).toBe(2);
  await api.call("POST", `${path}/redrive`, { body: { fileNumbers: [3] } });
  expect((await get(path)).samples.ready).toBe(1);
  const first = await get(`${path}/samples?limit=1`);
  expect(first.items).toMatchObject([
    { id: "K1", guessed: true, counts: { total: 2, copied: 2 }, bytes: { total: 200, copied: 200 } },
  ]);
  expect(idsOf((await get(`${path}/samples?limit=1&cursor=${first.nextCursor}`)).items)).toEqual(["K2"]);
});

it("shows the samples that wait for somebody before the others, page by page, and each once", async () => {
  const id = await accept("blocked samples", ["A", "B", "C", "D"].flatMap(reads));
  await settle(api.ledger, id, { copied: [1, 2], denied: [4, 8] });
  const walked: string[] = [];
  for (let cursor = ""; ; ) {
    const page = await get(`/v1/transfers/${id}/samples?limit=1${cursor}`);
    walked.push(...idsOf(page.items));
    if (page.nextCursor === null) break;
    cursor = `&cursor=${page.nextCursor}`;
  }
  expect(walked).toEqual(["B", "D", "A", "C"]);
  expect(idsOf((await get(`/v1/transfers/${id}/samples?state=ready,needs_attention`)).items)).toEqual(["B", "D", "A"]);
  expect(idsOf((await get(`/v1/transfers/${id}/samples?state=in_progress`)).items)).toEqual(["C"]);
  const odd = await get(`/v1/transfers/${id}/samples?cursor=${Buffer.from('[1,"zz\\tb"]').toString("base64url")}`);
  expect(odd.items).toEqual([]);
  for (const position of [["A"], [0, "\u0000"], [2, "A"], [0.5, "A"], [0, "\ud800"], [0, "A", 1]]) {
    const cursor = Buffer.from(JSON.stringify(position)).toString("base64url");
    const refused = await get(`/v1/transfers/${id}/samples?cursor=${cursor}`);
    expect(refused.errors?.[0].pointer, JSON.stringify(position)).toBe("/query/cursor");
  }
});

describe("search", () => {
  const search = async (q: string, key?: string) =>
    idsOf((await get(`/v1/transfers?q=${encodeURIComponent(q)}`, key)).items);

  it("finds every word, wherever it stands: name, reference, vendor, person, both buckets, the beginning of a sample's id", async () => {
    const word = randomUUID().slice(0, 8);
    const make = async (body: object, key: string) => (await api.call("POST", "/v1/transfers", { key, body })).body.id;
    const ours = await make(
      {
        name: `Plate ${word}`,
        reference: `PO-${word}-7`,
        source: { bucket: "lab", prefix: "runs/7/" },
        destination: { bucket: "any", prefix: `to-${word}/` },
      },
      api.keys.operator,
    );
    await planNext(api.ledger, reads(`Z${word}`));
    const theirs = await make({ name: `100%_${word}`, source: { bucket: "lab", prefix: "runs/7/" } }, api.keys.vendor);
    await planNext(api.ledger, reads(`Y${word}`));
    const both = [theirs, ours];
    const asked: [string, string[]][] = [
      [word, both],
      [`${word} plate`, [ours]],
      [`PLATE  ${word.toUpperCase()} po-${word}`, [ours]],
      [`${word} operator`, [ours]],
      [`${word} the laboratory`, [theirs]],
      [`${word} lab any`, [ours]],
      [`to-${word}`, [ours]],
      [`z${word.slice(0, 5)} ${word}`, [ours]],
      [`y${word}`, [theirs]],
      [`100%_ ${word}`, [theirs]],
      [`1_0%_ ${word}`, []],
      [`% ${word}`, [theirs]],
      [`${word} nothing`, []],
      [ours, [ours]],
    ];
    for (const [q, ids] of asked) expect(await search(q), q).toEqual(ids);

    expect(await search(word, api.keys.vendor)).toEqual([theirs]);
    expect(await search(`z${word}`, api.keys.vendor)).toEqual([]);
    expect(await search(word, api.keys.otherVendor)).toEqual([]);
    // Whoever made it at our side, and where it goes, is told to nobody by trial.
    expect(await search(`${word} vendor`, api.keys.vendor)).toEqual([]);
    expect(await search(`${word} ours`, api.keys.vendor)).toEqual([]);

    const exact = await get(`/v1/transfers?reference=PO-${word}-7`);
    expect(idsOf(exact.items)).toEqual([ours]);
    expect((await get(`/v1/transfers?reference=PO-${word}`)).items).toEqual([]);
    expect((await get(`/v1/transfers?reference=PO-${word}-7`, api.keys.vendor)).items).toEqual([]);
  });

  it("takes ten words and says so of more", async () => {
    const words = (count: number) => Array.from({ length: count }, (_, n) => `w${n}`).join("+");
    expect(await get(`/v1/transfers?q=${words(10)}`)).toMatchObject({ items: [] });
    expect((await get(`/v1/transfers?q=${words(11)}`)).errors[0]).toEqual({
      pointer: "/query/q",
      message: "q: These are more than 10 words.",
      remedy: "Search for at most 10 words.",
    });
  });

  it("tells what happened after a moment, and all that has not ended", async () => {
    const name = randomUUID();
    const ended = await accept(name, reads("U"));
    await api.call("POST", `/v1/transfers/${ended}/cancel`, { body: {} });
    await api.owner.run(
      anyRow,
      "update transfers set state = 'cancelled', finished_at = clock_timestamp() where id = :id",
      { id: ended },
    );
    const since = (await get(`/v1/transfers/${ended}`)).asOf;
    const later = await accept(name, reads("V"));
    const updated = async (moment: string) =>
      idsOf((await get(`/v1/transfers?q=${name}&updatedAfter=${moment}`)).items);
    expect(await updated(since)).toEqual([later]);
    expect(await updated(new Date(Date.parse(since) - 60_000).toISOString())).toEqual([later, ended]);
  });
});

describe("events", () => {
  it("tell in order what happened, who did it and why, and whoever goes on from the last one misses none", async () => {
    const before = (await get("/v1/events?limit=500")).items.at(-1)?.id;
    const id = await accept("events", reads("E"));
    const path = `/v1/transfers/${id}`;
    await settle(api.ledger, id, { denied: [1] });
    await api.call("POST", `${path}/pause`, { body: { reason: "the laboratory asked" } });
    await api.call("POST", `${path}/resume`, { body: {} });
    await api.call("POST", `${path}/waive`, { body: { fileNumbers: [1], reason: "not coming" } });
    const { items } = await get(`${path}/events`);
    expect(items).toMatchObject([
      { type: "transfer.created", by: "the admin of a test" },
      { type: "transfer.started", by: null },
      { type: "transfer.planned", detail: { files: 2 } },
      { type: "transfer.needs_attention", detail: { kind: "source_permission", actionBy: "vendor", files: 1 } },
      {
        type: "transfer.paused",
        by: "the admin of a test",
        reason: "the laboratory asked",
        detail: { pausedBy: "user" },
      },
      { type: "transfer.resumed", by: "the admin of a test", reason: null, detail: { after: "pause" } },
      { type: "transfer.waived", by: "the admin of a test", reason: "not coming", detail: { files: 1 } },
    ]);
    expect((await get(`${path}/events?order=newest_first&limit=1`)).items).toMatchObject([{ type: "transfer.waived" }]);
    const caughtUp = await get(`/v1/events?after=${before}&limit=500`);
    expect(idsOf(caughtUp.items)).toEqual(idsOf(items));
    expect((await get("/v1/events", api.keys.otherVendor)).items).toEqual([]);
    expect((await get("/v1/events?after=x")).errors[0].pointer).toBe("/query/after");
  });

  it("name who tried again, also where it opened an ended transfer or moved nothing", async () => {
    const id = await accept("tried again", reads("T"));
    const path = `/v1/transfers/${id}`;
    await settle(api.ledger, id, { copied: [1], denied: [2] });
    for (const candidate of await findClosingCandidates(api.ledger)) {
      if (candidate.transferId === id) await closeTransfer(api.ledger, candidate);
    }
    const events = async () => (await get(`${path}/events?order=newest_first&limit=2`)).items;
    const tryAgain = (reason: string, body: object) =>
      api.call("POST", `${path}/redrive`, { key: api.keys.operator, body: { reason, ...body } });

    await tryAgain("is it mended?", {});
    expect(await events()).toMatchObject([
      {
        type: "transfer.redriven",
        by: "the operator of a test",
        reason: "is it mended?",
        detail: { files: 0, stillFailing: 1 },
      },
      { type: "transfer.completed_with_failures", by: null },
    ]);
    await api.lab.send(new PutObjectCommand({ Bucket: "lab", Key: "runs/7/T_S1_L001_R2_001.fastq.gz", Body: "ACGT" }));
    await tryAgain("it came", {});
    expect(await events()).toMatchObject([
      {
        type: "transfer.redriven",
        by: "the operator of a test",
        reason: "it came",
        detail: { files: 1, stillFailing: 0 },
      },
      { type: "transfer.resumed", by: "the operator of a test", reason: "it came", detail: { after: "redrive" } },
    ]);
  });
});

it("tells a cause with right counts, its samples and a mail that names the first files, also after some moved on", async () => {
  const keys = ["A", "B", "C", "D", "E", "F"].flatMap(reads);
  const id = await accept("causes", [...keys, "runs/7/notes.txt"]);
  const path = `/v1/transfers/${id}`;
  await settle(api.ledger, id, { denied: keys.map((_, n) => n + 1) });
  const causes = async () => (await get(`${path}/causes`)).items;
  const [cause] = await causes();
  expect(await causes()).toMatchObject([
    { kind: "source_permission", state: "open", files: 12, samples: 6, bytes: 1_200 },
  ]);
  expect(cause.policyStatement.Resource).toHaveLength(12);
  expect(cause.mailText).toContain(`  ${keys[0]}\n`);
  expect(cause.mailText).toContain(`  ${keys[9]}\n  and 2 more; all of them: s3mirror transfers files ${id} --cause`);

  await api.call("POST", `${path}/waive`, { body: { fileNumbers: [1, 2, 3, 4, 5], reason: "not coming" } });
  expect(await causes()).toMatchObject([{ files: 7, samples: 4, bytes: 700 }]);
  expect((await causes())[0].mailText).toMatch(/^causes: 7 files need your help/);
  expect((await causes())[0].mailText).not.toContain(keys[0]);
  await api.call("POST", `${path}/waive`, { body: { causeId: cause.id, reason: "none is coming" } });
  const [over] = await causes();
  expect(over).toMatchObject({ state: "waived", files: 0, samples: 0 });
  expect(over).not.toHaveProperty("mailText");
});

it("finds failed files without walking the others, and says how many a filter holds", async () => {
  const id = await accept("failed", [...reads("F"), ...reads("G")]);
  const path = `/v1/transfers/${id}/files`;
  await settle(api.ledger, id, { denied: [2, 4], copied: [1] });
  const numbers = (items: { number: number }[]) => items.map(({ number }) => number);
  const page = await get(`${path}?state=dead_lettered&limit=1`);
  expect(page).toMatchObject({ items: [{ number: 2 }], total: 2, lastNumber: 4 });
  expect(numbers((await get(`${path}?state=dead_lettered&cursor=${page.nextCursor}`)).items)).toEqual([4]);
  expect(numbers((await get(`${path}?state=dead_lettered&q=f_s1`)).items)).toEqual([2]);
  expect(await get(`${path}?state=copied,queued`)).toMatchObject({ items: [{ number: 1 }], total: 1 });
  await api.call("POST", `/v1/transfers/${id}/waive`, { body: { fileNumbers: [4], reason: "not coming" } });
  expect(numbers((await get(`${path}?state=waived`)).items)).toEqual([4]);
  expect(await get(`${path}?sample=G`)).toMatchObject({ items: [{ number: 3 }, { number: 4 }], total: null });
});

it("sums all transfers for the reader's day", async () => {
  const since = new Date(Date.now() - 3_600_000).toISOString();
  const before = await get(`/v1/summary?since=${since}`);
  const id = await accept("summed", reads("S"));
  await settle(api.ledger, id, { copied: [1], denied: [2] });
  const after = await get(`/v1/summary?since=${since}`);
  expect(after).toMatchObject({
    inFlight: { transfers: before.inFlight.transfers + 1 },
    bytesCopied: before.bytesCopied + 100,
    needsAttention: { transfers: before.needsAttention.transfers + 1, files: before.needsAttention.files + 1 },
  });
  expect(await get("/v1/summary", api.keys.otherVendor)).toMatchObject({ inFlight: { transfers: 0 }, bytesCopied: 0 });
});
