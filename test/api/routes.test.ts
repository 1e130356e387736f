import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { readTransfer } from "@s3mirror/core/store/reads/transfers";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

const laboratoryAccount = "222222222222";
const deployed = {
  sources: [
    {
      vendor: "The laboratory",
      accountId: laboratoryAccount,
      bucket: "closed",
      prefix: "",
      kmsKeyArn: "arn:aws:kms:eu-central-1:222222222222:key/1",
    },
    { vendor: "The laboratory", accountId: laboratoryAccount, bucket: "lab", prefix: "runs/" },
  ],
  destinations: [{ bucket: "ours", prefix: "" }],
};

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi({ deployedBuckets: deployed });
});
afterAll(() => api.close());

const place = (bucket: string, prefix: string) => ({ bucket, prefix });
const good = {
  vendor: "vn_lab",
  source: place("closed", "panels/"),
  destination: place("ours", "panels/"),
  reason: "a new contract",
};

it("an administrator makes a vendor once, and finds it in the list", async () => {
  const made = await api.call("POST", "/v1/vendors", { body: { name: "Example Genomics" } });
  expect(made).toMatchObject({ status: 201, body: { name: "Example Genomics" } });
  expect(made.headers.get("location")).toBe(`/v1/vendors/${made.body.id}`);
  expect((await api.call("GET", `/v1/vendors/${made.body.id}`)).body).toEqual(made.body);
  const { items } = (await api.call("GET", "/v1/vendors")).body;
  expect(items.map(({ name }: { name: string }) => name)).toEqual([
    "The laboratory",
    "Another laboratory",
    "Example Genomics",
  ]);
  const again = await api.call("POST", "/v1/vendors", { body: { name: "EXAMPLE genomics" } });
  expect(again).toMatchObject({ status: 409, body: { code: "vendor_exists" } });
});

it("lists go page by page", async () => {
  const first = (await api.call("GET", "/v1/routes?limit=1")).body;
  expect(first.items.map(({ id }: { id: string }) => id)).toEqual(["rt_lab"]);
  const second = (await api.call("GET", `/v1/routes?limit=1&cursor=${first.nextCursor}`)).body;
  expect(second.items.map(({ id }: { id: string }) => id)).toEqual(["rt_any"]);
});

it("a route gets both accounts, so that every request names the buckets' owners", async () => {
  const made = await api.call("POST", "/v1/routes", { body: good, headers: { "idempotency-key": "route-1" } });
  expect(made).toMatchObject({
    status: 201,
    body: {
      vendor: { id: "vn_lab", name: "The laboratory" },
      name: "The laboratory: closed/panels/",
      source: { ...good.source, accountId: laboratoryAccount },
      destination: { ...good.destination, accountId: "111111111111" },
      enabled: true,
      isDeployed: true,
      revision: 1,
      lastChange: null,
    },
  });
  expect(made.headers.get("location")).toBe(`/v1/routes/${made.body.id}`);
  const again = await api.call("POST", "/v1/routes", { body: good, headers: { "idempotency-key": "route-1" } });
  expect(again).toMatchObject({ status: 201, body: { id: made.body.id } });
  expect(again.headers.get("location")).toBe(`/v1/routes/${made.body.id}`);
  const twice = await api.call("POST", "/v1/routes", { body: good });
  expect(twice).toMatchObject({ status: 409, body: { code: "route_exists" } });
});

it("a route outside the deployed buckets is refused with the very lines to add", async () => {
  const source = { ...place("lab-new", "runs/"), accountId: laboratoryAccount };
  const { status, body } = await api.call("POST", "/v1/routes", {
    body: { ...good, source, destination: place("elsewhere", "in/") },
  });
  expect({ status, code: body.code }).toEqual({ status: 422, code: "bucket_not_deployed" });
  expect(body.errors).toMatchObject([
    {
      pointer: "/source/bucket",
      remedy: expect.stringContaining(
        'infra/stages/test.ts, then deploy the stage: { vendor: "The laboratory", accountId: "222222222222", bucket: "lab-new", prefix: "runs/" },',
      ),
    },
    { pointer: "/destination/bucket", remedy: expect.stringContaining('{ bucket: "elsewhere", prefix: "in/" },') },
  ]);
});

it("a transfer on a route that is no longer deployed is refused before anything is asked of S3", async () => {
  const { status, body } = await api.call("POST", "/v1/transfers", {
    body: { route: "rt_any", source: place("lab", "runs/"), destination: place("any", "") },
  });
  expect({ status, code: body.code }).toEqual({ status: 422, code: "bucket_not_deployed" });
});

it("a route that copiers cannot be kept within is refused by its longer prefix, and one that just fits is made", async () => {
  const source = (length: number, vendor = "panels") =>
    place("closed", `${vendor}/`.padEnd(length - 1, "x").concat("/"));
  const beside = { ...good, destination: place("ours", "limits/") };
  const refused = await api.call("POST", "/v1/routes", { body: { ...beside, source: source(900) } });
  expect(refused).toMatchObject({
    status: 422,
    body: { code: "route_too_long", errors: [{ pointer: "/source/prefix" }] },
  });
  const spare = Number(/together (\d+) characters shorter/.exec(refused.body.errors[0].remedy)?.[1]);
  const shorter = await api.call("POST", "/v1/routes", { body: { ...beside, source: source(900 - spare) } });
  expect(shorter.status).toBe(201);
  const longer = await api.call("POST", "/v1/routes", { body: { ...beside, source: source(900 - spare + 1) } });
  expect(longer.body.code).toBe("route_too_long");
  const destination = place("ours", `${"日".repeat(120)}/`);
  const japanese = await api.call("POST", "/v1/routes", { body: { ...good, source: source(150), destination } });
  expect(japanese).toMatchObject({
    status: 422,
    body: { code: "route_too_long", errors: [{ pointer: "/destination/prefix" }] },
  });
});

it("a route whose rule AWS takes only until it has packed it is refused as well; while AWS does not say, it is made", async () => {
  const fault = (doing: object) =>
    fetch(`${api.s3Url}/_local/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify([{ id: "sts", match: { op: "STS" }, do: doing }]),
    });
  const body = { ...good, source: place("closed", "panels/packed/"), destination: place("ours", "packed/") };
  await fault({ error: { status: 400, code: "PackedPolicyTooLarge" } });
  expect(await api.call("POST", "/v1/routes", { body })).toMatchObject({
    status: 422,
    body: { code: "route_too_long", errors: [{ pointer: "/source/prefix" }] },
  });
  await fault({ error: { status: 503, code: "ServiceUnavailable" } });
  expect((await api.call("POST", "/v1/routes", { body })).status).toBe(201);
  await fetch(`${api.s3Url}/_local/faults`, { method: "DELETE" });
});

it.each([
  ["an unknown vendor", { vendor: "vn_nobody" }, "vendor_unknown", "/vendor"],
  [
    "another account than the deployed one",
    { source: { ...good.source, accountId: "999999999999" } },
    "account_differs",
    "/source/accountId",
  ],
  [
    "an account id that is none",
    { source: { ...good.source, accountId: "12" } },
    "invalid_request",
    "/source/accountId",
  ],
  ["a bucket of any name", { source: place("*", "") }, "bucket_name_invalid", "/source/bucket"],
  [
    "a place inside the source",
    { source: place("ours", ""), destination: place("ours", "in/") },
    "destination_is_source",
    "/destination/prefix",
  ],
  ["no reason", { reason: undefined }, "invalid_request", "/reason"],
])("%s is refused by its field", async (_, change, code, pointer) => {
  const { status, body } = await api.call("POST", "/v1/routes", { body: { ...good, ...change } });
  expect({ status, code: body.code, pointer: body.errors[0].pointer }).toEqual({ status: 422, code, pointer });
});

it("only an administrator changes what is allowed, and a vendor sees its own only", async () => {
  for (const key of [api.keys.operator, api.keys.viewer, api.keys.vendor]) {
    for (const path of ["/v1/vendors", "/v1/routes", "/v1/routes/rt_lab/disable"]) {
      const body = path === "/v1/vendors" ? { name: "x" } : path === "/v1/routes" ? good : { reason: "x" };
      expect((await api.call("POST", path, { key, body })).status, path).toBe(403);
    }
  }
  const asVendor = { key: api.keys.otherVendor };
  expect((await api.call("GET", "/v1/routes", asVendor)).body.items).toEqual([]);
  expect((await api.call("GET", "/v1/routes?vendor=vn_lab", asVendor)).body.items).toEqual([]);
  expect((await api.call("GET", "/v1/routes/rt_lab", asVendor)).status).toBe(404);
  expect((await api.call("GET", "/v1/vendors/vn_lab/policy", asVendor)).status).toBe(404);
  expect((await api.call("GET", "/v1/vendors", asVendor)).body.items).toMatchObject([{ id: "vn_other" }]);
  const own = (await api.call("GET", "/v1/routes", { key: api.keys.vendor })).body.items;
  expect(own.every(({ vendor }: { vendor: { id: string } }) => vendor.id === "vn_lab")).toBe(true);
});

it("a route is switched only by who saw its present state, with a reason, and its transfers follow", async () => {
  const started = await api.call("POST", "/v1/transfers", {
    body: { route: "rt_lab", source: place("lab", "runs/7/") },
  });
  await api.ledger.run(anyRow, "update transfers set state = 'running' where id = :id", { id: started.body.id });
  const read = await api.call("GET", "/v1/routes/rt_lab");
  const tag = read.headers.get("etag") ?? "";
  const act = (verb: string, match: Record<string, string>) =>
    api.call("POST", `/v1/routes/rt_lab/${verb}`, { body: { reason: "the contract ended" }, headers: match });
  expect(await act("disable", {})).toMatchObject({ status: 428, body: { code: "if_match_missing" } });
  expect(await act("disable", { "if-match": '"99"' })).toMatchObject({
    status: 412,
    body: { code: "if_match_differs" },
  });
  const off = await act("disable", { "if-match": tag });
  expect(off).toMatchObject({
    status: 200,
    body: { enabled: false, lastChange: { by: "the admin of a test", reason: "the contract ended" } },
  });
  expect(off.headers.get("etag")).not.toBe(tag);
  const see = () => readTransfer(api.ledger, { id: started.body.id, vendorId: null });
  expect(await see()).toMatchObject({ state: "paused", pausedBy: "route_disabled" });
  const refused = await api.call("POST", "/v1/transfers", {
    body: { route: "rt_lab", source: place("lab", "runs/7/") },
  });
  expect(refused.body.code).toBe("route_disabled");
  expect((await act("enable", { "if-match": off.headers.get("etag") ?? "" })).body.enabled).toBe(true);
  expect(await see()).toMatchObject({ state: "running", pausedBy: null });
  const { body } = await api.call("GET", `/v1/transfers/${started.body.id}/events?order=newest_first&limit=2`);
  const decided = { by: "the admin of a test", reason: "the contract ended" };
  expect(body.items).toMatchObject([
    { ...decided, type: "transfer.resumed", detail: { after: "pause", pausedBy: "route_disabled" } },
    { ...decided, type: "transfer.paused", detail: { pausedBy: "route_disabled" } },
  ]);
});

it("the vendor's policy opens exactly its routes to the transfer role", async () => {
  const { status, body } = await api.call("GET", "/v1/vendors/vn_lab/policy", { key: api.keys.vendor });
  expect(status).toBe(200);
  const closed = body.buckets.find(({ bucket }: { bucket: string }) => bucket === "closed");
  expect(closed).toMatchObject({ prefixes: ["panels/"], kmsKeyArn: deployed.sources[0]?.kmsKeyArn });
  expect(closed.kmsKeyStatement).toMatchObject({ Action: ["kms:Decrypt"] });
  expect(body.text).toContain(JSON.stringify(closed.bucketPolicy, null, 2));
  const ask = { route: undefined, source: place("closed", "panels/") };
  const before = await api.call("POST", "/v1/transfers", { body: ask });
  expect(before.body.code).toBe("source_permission");
  const [list] = closed.bucketPolicy.Statement;
  expect(before.body.errors[0].remedy).toContain(JSON.stringify(list));
  await api.lab.send(new PutBucketPolicyCommand({ Bucket: "closed", Policy: JSON.stringify(closed.bucketPolicy) }));
  // Nothing lies there yet: now S3 tells us so, which it only tells who may list.
  expect((await api.call("POST", "/v1/transfers", { body: ask })).body.code).toBe("source_empty");
});
