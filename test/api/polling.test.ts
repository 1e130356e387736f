import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

const PAGES = 40;

let api: TestApi;
let now = Date.parse("2026-11-24T12:00:00Z");
beforeAll(async () => {
  api = await openTestApi({ snapshots: { viewSeconds: 1, callerSeconds: 5 } }, () => new Date(now));
});
afterAll(() => api.close());
// Whatever was read for the test before is old.
beforeEach(() => {
  now += 3_600_000;
});

async function accept(keys: string[]): Promise<string> {
  const { body } = await api.call("POST", "/v1/transfers", {
    body: { source: { bucket: "lab", prefix: "runs/7/" }, destination: { bucket: "any", prefix: "x/" } },
  });
  await planNext(api.ledger, keys);
  return body.id;
}

/** How many statements the ledger is asked for while `work` is done. */
async function statementsOf(work: () => Promise<unknown>): Promise<number> {
  const before = api.statements();
  await work();
  return api.statements() - before;
}

it("asks the ledger once a second for each thing that hundreds of pages poll, and once in 5 s who they are", async () => {
  const id = await accept(["runs/7/K7_S1_L001_R1_001.fastq.gz"]);
  await settle(api.ledger, id, { denied: [1] });
  const ofTransfer = ["", "/files?limit=200", "/causes", "/samples?limit=500", "/throughput", "/events?limit=50"];
  const views = [
    ...ofTransfer.map((view) => `/v1/transfers/${id}${view}`),
    "/v1/transfers?sort=attention",
    "/v1/summary",
  ];
  const poll = async () => {
    const asked = views.flatMap((view) => Array.from({ length: PAGES }, () => api.call("GET", view)));
    for (const { status } of await Promise.all(asked)) expect(status).toBe(200);
  };
  const people = 1;
  expect(await statementsOf(poll)).toBe(people + views.length);
  expect(await statementsOf(poll)).toBe(0);
  now += 1_000;
  expect(await statementsOf(poll)).toBe(views.length);
  now += 4_000;
  expect(await statementsOf(poll)).toBe(people + views.length);
});

it("answers 304 to who has seen what is still so, and with a new tag once it changed", async () => {
  const id = await accept(["runs/7/a", "runs/7/b"]);
  const path = `/v1/transfers/${id}/files`;
  const first = await api.call("GET", path);
  const tag = first.headers.get("etag") ?? "";
  const again = { headers: { "if-none-match": tag } };
  expect(await statementsOf(() => api.call("GET", path, again))).toBe(0);
  now += 1_000;
  expect((await api.call("GET", path, again)).status).toBe(304);
  await settle(api.ledger, id, { copied: [1] });
  expect((await api.call("GET", path, again)).status).toBe(304);
  now += 1_000;
  const changed = await api.call("GET", path, again);
  expect(changed).toMatchObject({ status: 200, body: { items: [{ state: "copied" }, { state: "planned" }] } });
  expect(changed.headers.get("etag")).not.toBe(tag);
});

it("never shows files that are older than what it said of their transfer", async () => {
  const id = await accept(["runs/7/a"]);
  const path = `/v1/transfers/${id}`;
  expect((await api.call("GET", path)).body.counts.copied).toBe(0);
  now += 900;
  expect((await api.call("GET", `${path}/files`)).body.items[0].state).toBe("planned");
  await settle(api.ledger, id, { copied: [1] });
  now += 100;
  expect((await api.call("GET", path)).body.counts.copied).toBe(1);
  expect((await api.call("GET", `${path}/files`)).body.items[0].state).toBe("copied");
});

it("shows who changed something the change at once", async () => {
  const id = await accept(["runs/7/a"]);
  const path = `/v1/transfers/${id}`;
  expect((await api.call("GET", path)).body.state).toBe("running");
  await api.call("POST", `${path}/pause`, { body: {} });
  expect((await api.call("GET", path)).body.state).toBe("paused");
});

it("keeps vendors apart: what one may see is not told to another", async () => {
  const { body } = await api.call("POST", "/v1/transfers", {
    key: api.keys.vendor,
    body: { source: { bucket: "lab", prefix: "runs/7/" } },
  });
  const path = `/v1/transfers/${body.id}`;
  for (const view of ["", "/files", "/causes"]) {
    expect((await api.call("GET", `${path}${view}`)).status).toBe(200);
    expect((await api.call("GET", `${path}${view}`, { key: api.keys.vendor })).status).toBe(200);
    expect((await api.call("GET", `${path}${view}`, { key: api.keys.otherVendor })).status).toBe(404);
  }
  const ids = async (key?: string) =>
    (await api.call("GET", "/v1/transfers?limit=1", { key })).body.items.map((item: { id: string }) => item.id);
  expect(await ids()).toEqual([body.id]);
  expect(await ids(api.keys.otherVendor)).toEqual([]);
});

it("believes a reader's key for 5 s where nothing says otherwise, and not even that once it was refused", async () => {
  const { operator: key } = api.keys;
  const id = await accept(["runs/7/a"]);
  const read = async () => (await api.call("GET", "/v1/transfers?limit=1", { key })).status;
  const write = async () => (await api.call("POST", `/v1/transfers/${id}/pause`, { key, body: {} })).status;
  const revoke = (at: string) =>
    api.ledger.run(anyRow, `update api_keys set revoked_at = ${at} where id = 'operator1'`);
  expect(await read()).toBe(200);
  await revoke("clock_timestamp()");
  now += 4_999;
  expect(await read()).toBe(200);
  now += 1;
  expect(await read()).toBe(401);
  await revoke("null");
  expect(await read()).toBe(200);
  await revoke("clock_timestamp()");
  expect(await write()).toBe(401);
  expect(await read()).toBe(401);
});
