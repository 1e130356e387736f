import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { planNext } from "../make-transfer.ts";
import { openTestApi, type TestApi } from "./open-test-api.ts";
import { settle } from "./settle.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());
beforeEach(() =>
  api.owner.run(
    anyRow,
    "update vendors set contact = null, name = case id when 'vn_lab' then 'The laboratory' else 'Another laboratory' end",
  ),
);

const path = "/v1/vendors/vn_lab";
const contact = { name: "Ada Byron", email: "Data@Northlab.example", phone: "+49 30 1234" };
const known = { ...contact, email: "data@northlab.example" };

async function change(body: object, more: { tag?: string | null; key?: string; idempotencyKey?: string } = {}) {
  const read = await api.call("GET", path);
  const tag = more.tag === undefined ? read.headers.get("etag") : more.tag;
  return await api.call("PATCH", path, {
    body,
    ...(more.key !== undefined && { key: more.key }),
    headers: {
      ...(tag !== null && { "if-match": tag }),
      ...(more.idempotencyKey !== undefined && { "idempotency-key": more.idempotencyKey }),
    },
  });
}

it("a vendor is given a contact and a name, and the record says who did, what it was, and why", async () => {
  expect((await api.call("GET", path)).body).toMatchObject({ name: "The laboratory", contact: null });
  const changed = await change({ contact, reason: "they told us" });
  expect(changed).toMatchObject({ status: 200, body: { id: "vn_lab", name: "The laboratory", contact: known } });
  const read = await api.call("GET", path, { key: api.keys.vendor });
  expect(read.body).toEqual(changed.body);
  expect(read.headers.get("etag")).toBe(changed.headers.get("etag"));
  const [row] = await api.ledger.run(
    z.object({ entry: z.string() }),
    "select entry from audit_log where number = :number::bigint",
    { number: Number(changed.headers.get("audit-entry")) },
  );
  expect(JSON.parse(row?.entry ?? "")).toMatchObject({
    act: "vendor.changed",
    subject: "vn_lab",
    reason: "they told us",
    before: { name: "The laboratory", contact: null },
    after: { name: "The laboratory", contact: known },
  });

  const renamed = await change({ name: "Northlab" });
  expect(renamed.body).toMatchObject({ name: "Northlab", contact: known });
  expect((await change({ contact: null })).body).toMatchObject({ name: "Northlab", contact: null });
  expect((await change({ contact: { name: "A", email: "a@b" } })).body.contact.phone).toBeNull();
});

it("what changes nothing leaves no entry, and the same again under one key is one change", async () => {
  await change({ contact });
  const same = await change({ contact, name: "The laboratory" });
  expect([same.status, same.headers.get("audit-entry")]).toEqual([200, null]);
  const tag = (await api.call("GET", path)).headers.get("etag");
  const first = await change({ name: "Once" }, { tag, idempotencyKey: "rename" });
  const again = await change({ name: "Once" }, { tag, idempotencyKey: "rename" });
  expect(again.body).toEqual(first.body);
  expect(again.headers.get("audit-entry")).toBe(first.headers.get("audit-entry"));
  expect(again.headers.get("idempotency-replayed")).toBe("true");
});

it("is changed only by who says which state they saw, and of two at once by one", async () => {
  const { revision } = (await api.call("GET", path)).body;
  expect(await change({ name: "X" }, { tag: null })).toMatchObject({ status: 428, body: { code: "if_match_missing" } });
  for (const tag of [`"${revision - 1}"`, `W/"${revision}"`, "junk"]) {
    expect(await change({ name: "X" }, { tag }), tag).toMatchObject({
      status: 412,
      body: { code: "if_match_differs" },
    });
  }
  const both = await Promise.all(["One", "Two"].map((name) => change({ name }, { tag: `"${revision}"` })));
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
  expect((await change({ name: "Any" }, { tag: "*" })).status).toBe(200);
});

it("of two vendors that are given one name in one moment, one gets it and the other is told", async () => {
  for (let round = 0; round < 5; round += 1) {
    const name = `Twin ${round}`;
    const both = await Promise.all(
      ["vn_lab", "vn_other"].map((id) =>
        api.call("PATCH", `/v1/vendors/${id}`, { body: { name }, headers: { "if-match": "*" } }),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  }
});

it("each field that is not right is named with what to do", async () => {
  const refused: [object, string, string][] = [
    [{ name: "another LABORATORY" }, "/name", "vendor_exists"],
    [{ name: "" }, "/name", "invalid_request"],
    [{ contact: { name: "A", email: "nobody" } }, "/contact/email", "invalid_request"],
    [{ contact: { name: "A", email: "a@b\r\nBcc: c@d" } }, "/contact/email", "invalid_request"],
    [{ contact: { email: "a@b.c" } }, "/contact/name", "invalid_request"],
    [{ contact: { name: "A", email: "a@b.c", fax: "1" } }, "/contact/fax", "unknown_field"],
    [{ contact: "a@b.c" }, "/contact", "invalid_request"],
    [{ id: "vn_other" }, "/id", "unknown_field"],
  ];
  for (const [body, pointer, code] of refused) {
    const { body: told } = await change(body);
    expect({ code: told.code, pointer: told.errors[0].pointer }, JSON.stringify(body)).toEqual({ code, pointer });
  }
  const answer = await api.call("PATCH", "/v1/vendors/vn_none", { body: { name: "X" }, headers: { "if-match": "*" } });
  expect(answer).toMatchObject({ status: 404, body: { code: "vendor_not_found" } });
  for (const key of [api.keys.vendor, api.keys.operator, api.keys.viewer]) {
    expect(await change({ name: "X" }, { key })).toMatchObject({ status: 403, body: { code: "role_not_enough" } });
  }
  expect((await api.call("GET", path, { key: api.keys.otherVendor })).status).toBe(404);
});

it("a mail to the vendor has its contact for a recipient and leads to the cause on the page", async () => {
  const { body } = await api.call("POST", "/v1/transfers", {
    key: api.keys.vendor,
    body: { source: { bucket: "lab", prefix: "runs/7/" } },
  });
  await planNext(api.ledger, ["runs/7/a", "runs/7/b"]);
  await settle(api.ledger, body.id, { denied: [1] });
  const cause = async () => (await api.call("GET", `/v1/transfers/${body.id}/causes`)).body.items[0];
  expect((await cause()).mailTo).toBeNull();
  await change({ contact });
  const told = await cause();
  expect(told.mailTo).toBe("data@northlab.example");
  expect(told.mailText).toContain(
    `\nIn S3Mirror: https://s3mirror.example/transfers/${body.id}#cause-${encodeURIComponent(told.id)}\n`,
  );
  await api.call("POST", `/v1/transfers/${body.id}/waive`, { body: { fileNumbers: [1], reason: "not coming" } });
  expect(await cause()).toMatchObject({ mailTo: null });
});
