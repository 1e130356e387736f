import { PutObjectCommand } from "@aws-sdk/client-s3";
import { anyRow } from "@s3mirror/core/store/rows";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const look = (query = "", key?: string, route = "rt_lab") =>
  api.call("GET", `/v1/routes/${route}/look${query}`, key === undefined ? {} : { key });
const prefix = (text: string) => `?prefix=${encodeURIComponent(text)}`;

/** Objects without bytes, of 1,000 bytes each. */
async function fill(folder: string, count: number): Promise<void> {
  const objects = Array.from({ length: count }, (_, seed) => ({
    key: `${folder}${String(seed).padStart(5, "0")}`,
    size: 1_000,
    seed,
  }));
  const answer = await fetch(`${api.s3Url}/_local/virtual-objects`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ bucket: "lab", objects }),
  });
  expect(answer.ok).toBe(true);
}

it("tells the first hundred, and count and bytes of all", async () => {
  await fill("runs/many/", 2_500);
  const { status, headers, body } = await look(prefix("runs/many/"));
  expect(status).toBe(200);
  expect(body).toMatchObject({ bucket: "lab", prefix: "runs/many/", files: 2_500, bytes: 2_500_000, isComplete: true });
  expect(body.items).toHaveLength(100);
  expect(body.items[99]).toEqual({ key: "runs/many/00099", sizeBytes: 1_000 });
  const tag = headers.get("etag") ?? "";
  const again = await api.call("GET", `/v1/routes/rt_lab/look${prefix("runs/many/")}`, {
    headers: { "if-none-match": tag },
  });
  expect(again.status).toBe(304);
  expect((await api.call("HEAD", `/v1/routes/rt_lab/look${prefix("runs/many/")}`)).body).toBe("");
  expect((await look(prefix("runs/none/"))).body).toMatchObject({ items: [], files: 0, bytes: 0, isComplete: true });
});

it("ends after so many pages, and says that there may be more", async () => {
  await fill("runs/endless/", 20_001);
  const { files, isComplete } = (await look(prefix("runs/endless/"))).body;
  // A machine under load is cut by the time before it is by the pages.
  expect(files).toBeGreaterThan(0);
  expect(files).toBeLessThanOrEqual(20_000);
  expect(isComplete).toBe(false);
});

it("without a prefix it is the route's own, and keys of any letters come as they are", async () => {
  const key = 'runs/odd/a b+c%20ö"<&>/\u0001';
  await api.lab.send(new PutObjectCommand({ Bucket: "lab", Key: key, Body: "ACGT" }));
  expect((await look(prefix("runs/odd/"))).body.items).toEqual([{ key, sizeBytes: 4 }]);
  expect((await look()).body.prefix).toBe("runs/");
});

it("shows nothing beside what the route allows, nor to whom it does not belong", async () => {
  const refused: [string, string | undefined, number, string, string?][] = [
    [prefix("secret/"), undefined, 422, "source_not_allowed"],
    [prefix("runs"), undefined, 422, "source_not_allowed"],
    [prefix(""), undefined, 422, "source_not_allowed"],
    [prefix("runs/../secret/"), undefined, 422, "key_dot_segment"],
    [prefix("runs/\u0000"), undefined, 422, "key_not_well_formed"],
    [prefix(`runs/${"x".repeat(1_100)}`), undefined, 422, "invalid_request"],
    ["?bucket=ours", undefined, 422, "source_not_allowed"],
    ["?limit=5", undefined, 400, "query_unknown"],
    ["", undefined, 422, "source_incomplete", "rt_any"],
    ["?bucket=..", undefined, 422, "bucket_name_invalid", "rt_any"],
    ["?bucket=there-is-none", undefined, 422, "bucket_not_found", "rt_any"],
    ["", undefined, 404, "route_missing", "rt_none"],
    ["", api.keys.otherVendor, 404, "route_missing"],
    ["", api.keys.vendor, 404, "route_missing", "rt_any"],
    ["", api.keys.viewer, 403, "role_not_enough"],
  ];
  for (const [query, key, status, code, route] of refused) {
    const { status: told, body } = await look(query, key, route);
    expect({ status: told, code: body.code }, `${route ?? "rt_lab"} ${query}`).toEqual({ status, code });
    expect(body.errors[0].remedy).not.toBe("");
  }
  expect((await look("", api.keys.vendor)).status).toBe(200);
  expect((await look("?bucket=lab&prefix=runs%2Fodd%2F", undefined, "rt_any")).body.files).toBe(1);
});

it("tells a definite no of S3 with what mends it, and of a route that is off that it is", async () => {
  const denied = await look("?bucket=closed", undefined, "rt_any");
  expect(denied).toMatchObject({
    status: 422,
    body: { code: "source_permission", errors: [{ pointer: "/param/id" }] },
  });
  expect(denied.body.errors[0].remedy).toContain('"s3:ListBucket"');
  await api.owner.run(anyRow, "update routes set enabled = false where id = 'rt_lab'");
  try {
    expect((await look()).body.code).toBe("route_disabled");
  } finally {
    await api.owner.run(anyRow, "update routes set enabled = true where id = 'rt_lab'");
  }
});

it("what S3 does not answer in time is cut there, or told as not known", async () => {
  const slow = async (ms: number) => {
    const answer = await fetch(`${api.s3Url}/_local/latency`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ requestMs: ms }),
    });
    expect(answer.ok, await answer.text()).toBe(true);
  };
  try {
    await slow(1_300);
    const begun = performance.now();
    const { body } = await look(prefix("runs/endless/"));
    expect(performance.now() - begun).toBeLessThan(6_000);
    expect(body.isComplete).toBe(false);
    expect([1_000, 2_000]).toContain(body.files);
    await slow(5_000);
    expect(await look(prefix("runs/endless/"))).toMatchObject({ status: 503, body: { code: "source_unavailable" } });
  } finally {
    await slow(0);
  }
});
