import { PutObjectCommand } from "@aws-sdk/client-s3";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { type Answer, openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
  for (const Key of ["runs/1/a", "runs/10/b", "runs/7/S.bam", "runs/7/S.bam.bai", "runs/empty/", "runs/empty/fastq/"]) {
    const Body = Key.endsWith("/") ? new Uint8Array() : "ACGT";
    await api.lab.send(new PutObjectCommand({ Bucket: "lab", Key, Body }));
  }
});
afterAll(() => api.close());

const place = (bucket: string, prefix: string) => ({ bucket, prefix });
const into = place("any", "in/");
const create = (body: object, key = api.keys.admin) => api.call("POST", "/v1/transfers", { body, key });
const told = ({ status, body }: Answer) => ({
  status,
  code: body.code,
  pointers: body.errors?.map((e: { pointer: string }) => e.pointer),
});
const counts = async () => {
  const sql =
    "select (select count(*) from transfers)::int as transfers, (select count(*) from routes)::int as routes, (select count(*) from audit_log)::int as acts";
  return (await api.ledger.run(anyRow, sql))[0];
};

describe("a prefix is a folder", () => {
  it.each<[string, object, string, string]>([
    [
      "run1, which took run10 as well",
      { source: place("lab", "runs/1"), destination: into },
      "prefix_not_folder",
      "/source/prefix",
    ],
    [
      "one object, which brought its neighbour along",
      { source: place("lab", "runs/7/S.bam"), destination: into },
      "prefix_not_folder",
      "/source/prefix",
    ],
    [
      "a destination that names grew onto",
      { source: place("lab", "runs/7/"), destination: place("any", "dest") },
      "prefix_not_folder",
      "/destination/prefix",
    ],
    [
      "a leading slash",
      { source: place("lab", "runs/7/"), destination: place("any", "/in/") },
      "prefix_suspicious",
      "/destination/prefix",
    ],
    ["a backslash", { source: place("lab", "runs\\7\\"), destination: into }, "prefix_suspicious", "/source/prefix"],
    ["a wildcard", { source: place("lab", "runs/*"), destination: into }, "prefix_suspicious", "/source/prefix"],
    [
      "an address",
      { source: place("lab", "s3://lab/runs/"), destination: into },
      "prefix_suspicious",
      "/source/prefix",
    ],
    ["a blank", { source: place("lab", "runs/7/ "), destination: into }, "prefix_suspicious", "/source/prefix"],
  ])("%s is refused with its remedies, and nothing is made", async (_, body, code, pointer) => {
    const before = await counts();
    const answer = await create(body);
    expect(told(answer)).toEqual({ status: 422, code, pointers: [pointer] });
    expect(answer.body.errors[0].remedy).toContain("literal: true");
    expect(await counts()).toEqual(before);
  });

  it("who named an object is told both ways on", async () => {
    const { remedy } = (await create({ source: place("lab", "runs/7/S.bam"), destination: into })).body.errors[0];
    expect(remedy).toContain('"runs/7/S.bam/" for the folder');
    expect(remedy).toContain('keys: ["runs/7/S.bam"]');
  });

  it("text is taken where it is said to be meant, on that side alone", async () => {
    const source = { ...place("lab", "runs/1"), literal: true };
    const both = { source, destination: { ...place("any", "literal"), literal: true } };
    expect(await create(both)).toMatchObject({ status: 202, body: { source: place("lab", "runs/1") } });
    expect(told(await create({ source, destination: place("any", "literal") })).pointers).toEqual([
      "/destination/prefix",
    ]);
  });

  it("a key that is a folder's name was meant as the folder, and is not started", async () => {
    const answer = await create({ source: { bucket: "lab", keys: ["runs/7"] }, destination: into });
    expect(told(answer)).toEqual({ status: 422, code: "key_is_folder", pointers: ["/source/keys/0"] });
    const one = { source: { bucket: "lab", prefix: "runs/7/", keys: ["runs/7/S.bam"] }, destination: into };
    expect((await create(one)).status).toBe(202);
  });

  it("a delivery of folder markers alone is empty, and told so", async () => {
    const answer = await create({ source: place("lab", "runs/empty/"), destination: into });
    expect(told(answer)).toEqual({ status: 422, code: "source_empty", pointers: ["/source/prefix"] });
    expect(answer.body.errors[0].message).toContain("empty folders");
  });

  it.each([
    ["source", place("lab", "acme"), place("ours", "acme/")],
    ["destination", place("lab", "acme/"), place("ours", "acme")],
  ])("a route's %s is a folder too, or said to be text", async (side, source, destination) => {
    const body = { vendor: "vn_other", source, destination, reason: "a test" };
    expect(told(await api.call("POST", "/v1/routes", { body }))).toEqual({
      status: 422,
      code: "prefix_not_folder",
      pointers: [`/${side}/prefix`],
    });
    const literal = { ...(side === "source" ? source : destination), literal: true };
    const made = await api.call("POST", "/v1/routes", { body: { ...body, [side]: literal } });
    expect(made).toMatchObject({ status: 201, body: { enabled: true, [side]: { literal: true } } });
    const off = await switchRoute("disable", made.body);
    expect(off.status).toBe(200);
  });

  it("a route from before is off for new transfers and is never switched on again; the brake still works", async () => {
    await api.owner.run(
      anyRow,
      `insert into routes (id, vendor_id, name, source_bucket, source_prefix, destination_bucket, destination_prefix)
       values ('rt_old', 'vn_other', 'old', 'lab', 'runs/1', 'ours', 'old/')`,
    );
    const old = (await api.call("GET", "/v1/routes/rt_old")).body;
    expect(old.enabled).toBe(false);
    expect(told(await api.call("GET", "/v1/routes/rt_old/look"))).toMatchObject({
      status: 422,
      code: "route_disabled",
    });
    const body = { route: "rt_old", source: place("lab", "runs/10/") };
    expect(told(await create(body))).toMatchObject({ status: 422, code: "route_disabled" });
    expect(told(await create({ source: body.source }, api.keys.otherVendor))).toMatchObject({
      code: "route_disabled",
    });
    expect(told(await switchRoute("enable", old))).toEqual({
      status: 422,
      code: "prefix_not_folder",
      pointers: ["/source/prefix"],
    });
    const off = await switchRoute("disable", old);
    expect(off).toMatchObject({ status: 200, body: { lastChange: { reason: "a test" } } });
    expect(told(await switchRoute("enable", off.body)).code).toBe("prefix_not_folder");
  });
});

function switchRoute(verb: "enable" | "disable", route: { id: string; revision: number }, more: object = {}) {
  return api.call("POST", `/v1/routes/${route.id}/${verb}`, {
    body: { reason: "a test", ...more },
    headers: { "if-match": `"${route.revision}"` },
  });
}

const newRoute = (change: object) =>
  api.call("POST", "/v1/routes", {
    body: {
      vendor: "vn_other",
      source: place("lab-b", ""),
      destination: place("ours-b", ""),
      reason: "both are meant",
      ...change,
    },
  });

describe("routes do not meet by accident", () => {
  it.each<[string, object, string]>([
    ["another vendor's source", { source: place("lab", "runs/") }, "/source/prefix"],
    ["inside another vendor's source", { source: place("lab", "runs/7/") }, "/source/prefix"],
    ["around another vendor's source", { source: place("lab", "") }, "/source/prefix"],
    ["another route's destination", { destination: place("ours", "in/") }, "/destination/prefix"],
    ["inside another route's destination", { destination: place("ours", "in/x/") }, "/destination/prefix"],
    ["around another route's destination", { destination: place("ours", "") }, "/destination/prefix"],
    [
      "what another route copies on",
      { vendor: "vn_other", destination: place("lab", "runs/x/") },
      "/destination/prefix",
    ],
    ["what another route wrote", { source: place("ours", "in/7/") }, "/source/prefix"],
    [
      "the same vendor, at the same destination",
      { vendor: "vn_lab", destination: place("ours", "in/") },
      "/destination/prefix",
    ],
  ])("%s is refused, and the other route is named", async (_, change, pointer) => {
    const before = await counts();
    const answer = await newRoute(change);
    expect(told(answer)).toEqual({ status: 409, code: "route_overlaps", pointers: [pointer] });
    expect(answer.body.errors[0].message).toContain("rt_lab");
    expect(await counts()).toEqual(before);
  });

  it("a neighbour whose name begins alike is let be, and so is a closer source of the same vendor", async () => {
    const rival = await newRoute({ source: place("lab", "runs-rival/"), destination: place("ours", "in-rival/") });
    expect(rival).toMatchObject({ status: 201, body: { overlaps: [] } });
    const own = await newRoute({
      vendor: "vn_lab",
      source: place("lab", "runs/panel/"),
      destination: place("ours", "panel/"),
    });
    expect(own.status).toBe(201);
  });

  it("an administrator may say that it is meant: an act on record, shown on both, and to no vendor", async () => {
    const made = await newRoute({
      source: place("lab", "runs/shared/"),
      destination: place("ours", "shared/"),
      allowOverlap: true,
    });
    const { id } = made.body;
    const said = { reason: "both are meant", by: "the admin of a test" };
    expect(made).toMatchObject({ status: 201, body: { overlaps: [{ route: "rt_lab", ...said }] } });
    expect((await api.call("GET", "/v1/routes/rt_lab")).body.overlaps).toMatchObject([{ route: id, ...said }]);
    const asVendor = await api.call("GET", "/v1/routes/rt_lab", { key: api.keys.vendor });
    expect(asVendor.body.overlaps).toEqual([]);
    const [act] = await api.ledger.run(
      z.object({ entry: z.string() }),
      "select entry from audit_log where subject = :id",
      { id },
    );
    expect(JSON.parse(act?.entry ?? "")).toMatchObject({
      act: "route.created",
      reason: "both are meant",
      after: { overlaps: [{ route: "rt_lab" }] },
    });
    // What was allowed once stands: the brake and its end ask for no second word.
    const off = await switchRoute("disable", made.body);
    expect((await switchRoute("enable", off.body)).status).toBe(200);
  });

  it("a route that is switched on again is judged anew", async () => {
    const first = await newRoute({ source: place("lab-c", "a/"), destination: place("ours-c", "a/") });
    const off = await switchRoute("disable", first.body);
    const second = await newRoute({
      vendor: "vn_lab",
      source: place("lab-c", "a/b/"),
      destination: place("ours-d", ""),
    });
    expect(second.status).toBe(201);
    const refused = await switchRoute("enable", off.body);
    expect(told(refused)).toMatchObject({ status: 409, code: "route_overlaps" });
    expect(refused.body.errors[0].message).toContain(second.body.id);
    const on = await switchRoute("enable", off.body, { allowOverlap: true });
    expect(on).toMatchObject({
      status: 200,
      body: { enabled: true, overlaps: [{ route: second.body.id, reason: "a test" }] },
    });
  });

  it("of routes made at once, at two coordinators, those that meet do not slip past each other", async () => {
    const other = await api.second();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => {
        const body = {
          vendor: n % 2 === 0 ? "vn_lab" : "vn_other",
          source: place("lab-race", ""),
          destination: place("ours-race", `${"x/".repeat(n + 1)}`),
          reason: "a race",
        };
        return (n % 2 === 0 ? api.call : other)("POST", "/v1/routes", { body, key: api.keys.admin });
      }),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
  });

  it("only an administrator allows it", async () => {
    for (const key of [api.keys.operator, api.keys.vendor, api.keys.viewer]) {
      const body = {
        vendor: "vn_lab",
        source: place("lab", "runs/"),
        destination: place("ours", "in/x/"),
        reason: "x",
        allowOverlap: true,
      };
      expect((await api.call("POST", "/v1/routes", { key, body })).status).toBe(403);
    }
  });

  it.each<[string, object]>([
    ["the destination around the source", { source: place("any", "a/b/"), destination: place("any", "a/") }],
    [
      "the destination inside the source of keys",
      { source: { bucket: "any", prefix: "a/", keys: ["a/1"] }, destination: place("any", "a/c/") },
    ],
    ["keys without a prefix", { source: { bucket: "any", keys: ["a/1"] }, destination: place("any", "c/") }],
  ])("within one transfer %s is refused with any overwrite but never", async (_, body) => {
    for (const overwrite of ["if_different", "always"]) {
      expect(told(await create({ ...body, options: { overwrite } }))).toMatchObject({
        status: 422,
        code: "destination_is_source",
      });
    }
    const answer = await create(body);
    expect(answer.body.code ?? "accepted").not.toBe("destination_is_source");
  });
});

describe("who may overwrite", () => {
  const delivery = { source: place("lab", "runs/7/") };
  const patch = async (redelivery: string, more: { key?: string; headers?: Record<string, string> } = {}) => {
    const { revision } = (await api.call("GET", "/v1/routes/rt_lab")).body;
    const headers = { "if-match": `"${revision}"` };
    return api.call("PATCH", "/v1/routes/rt_lab", { body: { redelivery, reason: "contract 12" }, headers, ...more });
  };

  it.each(["overwrite", "attributes", "storageClass", "acl", "encryption", "annotations", "verify"])(
    "a vendor's key does not send %s, however it is filled",
    async (name) => {
      for (const value of ["never", "always", null, { x: 1 }]) {
        const answer = await create({ ...delivery, options: { [name]: value } }, api.keys.vendor);
        expect(told(answer)).toEqual({ status: 403, code: "option_not_yours", pointers: [`/options/${name}`] });
        expect(answer.body.errors[0].remedy).toMatch(/^Leave it out/);
      }
    },
  );

  it("it sends the others, and a wrong name is told as one", async () => {
    expect((await create({ ...delivery, options: { tags: "skip" } }, api.keys.vendor)).status).toBe(202);
    expect(told(await create({ ...delivery, options: { tag: "skip" } }, api.keys.vendor)).code).toBe("unknown_field");
    expect((await create({ ...delivery, destination: into, options: { overwrite: "always" } })).status).toBe(202);
  });

  it.each([
    ["never", "never"],
    ["replace_announced", "never"],
    ["replace", "if_different"],
  ])("on a route whose redelivery is %s a vendor's transfer overwrites %s", async (redelivery, overwrite) => {
    expect(await patch(redelivery)).toMatchObject({ status: 200, body: { redelivery } });
    const { id } = (await create(delivery, api.keys.vendor)).body;
    expect((await readTransfer(api.ledger, { id, vendorId: null }))?.options.overwrite).toBe(overwrite);
  });

  it("a route whose places lie in each other replaces nothing", async () => {
    const places = { source: place("lab-nest", "a/b/"), destination: place("lab-nest", "a/") };
    expect(told(await newRoute({ ...places, redelivery: "replace" }))).toMatchObject({ code: "destination_is_source" });
    const { id, revision } = (await newRoute(places)).body;
    const headers = { "if-match": `"${revision}"` };
    const set = (redelivery: string) =>
      api.call("PATCH", `/v1/routes/${id}`, { body: { redelivery, reason: "x" }, headers });
    expect(told(await set("replace"))).toEqual({
      status: 422,
      code: "destination_is_source",
      pointers: ["/redelivery"],
    });
    expect((await set("replace_announced")).status).toBe(200);
  });

  it("what a route lets be replaced is an administrator's act, by who saw its present state", async () => {
    await patch("never");
    for (const key of [api.keys.vendor, api.keys.operator, api.keys.viewer]) {
      expect((await patch("replace", { key })).status).toBe(403);
    }
    expect(told(await patch("replace", { headers: {} }))).toMatchObject({ status: 428, code: "if_match_missing" });
    expect(told(await patch("replace", { headers: { "if-match": '"99"' } }))).toMatchObject({ status: 412 });
    expect(told(await patch("sometimes"))).toMatchObject({ status: 422, pointers: ["/redelivery"] });
    const before = await counts();
    const key = { "idempotency-key": "redelivery-1" };
    const { revision } = (await api.call("GET", "/v1/routes/rt_lab")).body;
    const first = await patch("replace", { headers: { ...key, "if-match": `"${revision}"` } });
    const again = await patch("replace", { headers: { ...key, "if-match": `"${revision}"` } });
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(first.body).toMatchObject({ revision: revision + 1, lastChange: { reason: "contract 12" } });
    expect((await counts())?.acts).toBe(Number(before?.acts) + 1);
  });
});

describe("people who type", () => {
  it.each<[string, string]>([
    ["a blank at its end", "runs/7/S.bam "],
    ["a line end of Windows", "runs/7/S.bam\r"],
    ["a byte order mark", "\ufeffruns/7/S.bam"],
    ["an address", "s3://lab/runs/7/S.bam"],
    ["a leading slash", "/runs/7/S.bam"],
    ["a line of aws s3 ls", "2026-11-24 12:00:00       1234 runs/7/S.bam"],
    ["a line of md5sum", "d41d8cd98f00b204e9800998ecf8427e  runs/7/S.bam"],
  ])("a key with %s is asked about by its place in the list; said literally it is a key", async (_, key) => {
    const keys = ["runs/1/a", key];
    const answer = await create({ source: { bucket: "lab", keys }, destination: into });
    expect(told(answer)).toEqual({ status: 422, code: "key_suspicious", pointers: ["/source/keys/1"] });
    const literal = await create({ source: { bucket: "lab", keys, literal: true }, destination: into });
    expect(literal.status).toBe(202);
  });
});
