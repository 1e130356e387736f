import { afterAll, beforeAll, expect, it } from "vitest";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";
import { findWhatIsOurs } from "./vendors-fields.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const ours = { names: ["the operator of a test"], accountId: "111111111111" };
const secret = "the sponsor fears for its patent";

/** A transfer of the vendor's on which our people decided this and that, each with a reason of theirs. */
async function makeStory(): Promise<string> {
  const { body } = await api.call("POST", "/v1/transfers", {
    key: api.keys.operator,
    body: { route: "rt_lab", source: { bucket: "lab", prefix: "runs/7/" } },
  });
  await planNext(api.ledger, ["runs/7/a", "runs/7/b", "runs/7/c", "runs/7/d"]);
  await settle(api.ledger, body.id, { denied: [1, 2], copied: [3] });
  const act = (verb: string, more: object = {}) =>
    api.call("POST", `/v1/transfers/${body.id}/${verb}`, { key: api.keys.operator, body: { reason: secret, ...more } });
  await act("waive", { fileNumbers: [1] });
  await act("withdraw", { fileNumbers: [4] });
  await act("pause");
  return body.id;
}

it("a vendor sees its transfer, and nobody of ours, none of our reasons, nothing of our account", async () => {
  const id = await makeStory();
  const paths = [
    "",
    "/files",
    "/files/1",
    "/files/2",
    "/files/4",
    "/causes",
    "/events",
    "/samples",
    "/report.json",
    "/report.csv",
  ];
  for (const path of [
    ...paths.map((tail) => `/v1/transfers/${id}${tail}`),
    "/v1/transfers",
    "/v1/events",
    "/v1/routes/rt_lab",
  ]) {
    const whole = await api.call("GET", path, { key: api.keys.operator });
    const seen = await api.call("GET", path, { key: api.keys.vendor });
    expect(seen.status, path).toBe(200);
    const text = typeof seen.body === "string" ? seen.body : JSON.stringify(seen.body);
    expect(text, path).not.toContain(secret);
    expect(text, path).not.toContain("the operator of a test");
    expect(whole.status).toBe(200);
  }
  const { body } = await api.call("GET", `/v1/transfers/${id}`, { key: api.keys.vendor });
  expect(body).toMatchObject({ createdBy: "the company", pause: { by: "user", who: null, reason: null } });
  expect((await api.call("GET", `/v1/transfers/${id}`, { key: api.keys.operator })).body.pause).toMatchObject({
    who: "the operator of a test",
    reason: secret,
  });
});

it("what the vendor's own keys did stays visible to it, and hidden from nobody", async () => {
  const { body } = await api.call("POST", "/v1/transfers", {
    key: api.keys.vendor,
    body: { source: { bucket: "lab", prefix: "runs/7/" } },
  });
  await planNext(api.ledger, ["runs/7/a", "runs/7/b"]);
  await api.call("POST", `/v1/transfers/${body.id}/withdraw`, {
    key: api.keys.vendor,
    body: { fileNumbers: [1], reason: "wrong flow cell" },
  });
  const seen = async (path: string) =>
    (await api.call("GET", `/v1/transfers/${body.id}${path}`, { key: api.keys.vendorViewer })).body;
  expect((await seen("")).createdBy).toBe("the vendor_admin of a test");
  expect((await seen("/files/1")).withdrawnBy).toBe("the vendor_admin of a test");
  const told = (await seen("/events")).items.find(({ type }: { type: string }) => type === "transfer.withdrawn");
  expect(told).toMatchObject({ by: "the vendor_admin of a test", reason: "wrong flow cell" });
});

it("a name that somebody of ours has too opens nothing of theirs", async () => {
  const { body: made } = await api.call("POST", "/v1/api-keys", {
    body: { name: "the operator of a test", vendor: "vn_lab", role: "vendor_admin" },
  });
  expect(made.secret ?? made.key ?? made.token, JSON.stringify(Object.keys(made))).toMatch(/^s3m_/);
  const id = await makeStory();
  const { body } = await api.call("GET", `/v1/transfers/${id}`, { key: made.secret ?? made.key ?? made.token });
  expect(body.pause).toMatchObject({ who: null, reason: null });
});

it("an act of a vendor's key is on record, and does not tell the vendor how much else is", async () => {
  const id = await makeStory();
  const answer = await api.call("POST", `/v1/transfers/${id}/withdraw`, {
    key: api.keys.vendor,
    body: { fileNumbers: [2], reason: "not ours" },
  });
  expect([answer.status, answer.headers.get("audit-entry")]).toEqual([200, null]);
});

it("the check that every test makes bites: a field that is not listed, a name, our account, a session", () => {
  const find = (body: unknown) => findWhatIsOurs("/v1/transfers", body, ours);
  expect(find({ id: "tr_1", createdBy: "the company" })).toEqual([]);
  expect(find({ id: "tr_1", secretField: 1 })).toHaveLength(1);
  expect(find({ items: [{ by: "the operator of a test" }] })).toHaveLength(1);
  expect(find({ message: "arn:aws:iam::111111111111:role/x" })).toHaveLength(1);
  expect(find({ actionBy: "vendor", message: "let arn:aws:iam::111111111111:role/x read" })).toEqual([]);
  expect(find({ actionBy: "vendor", message: "arn:aws:sts::1:assumed-role/x/y" })).toHaveLength(1);
});
