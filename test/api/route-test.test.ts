import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  DeleteBucketPolicyCommand,
  ListMultipartUploadsCommand,
  PutBucketPolicyCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { putRoute } from "@s3mirror/core/store/people/routes";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestApi, type TestApi } from "./open-test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const place = {
  sourceLiteral: false,
  destinationLiteral: false,
  redelivery: "never" as const,
  vendorId: "vn_lab",
  name: "a test's",
  sourceOwnerAccountId: "222222222222",
  destinationBucket: "ours",
  destinationPrefix: "tested/",
  destinationOwnerAccountId: "111111111111",
  enabled: true,
};
const test = async (id: string, key?: string) => await api.call("POST", `/v1/routes/${id}/test`, { body: {}, key });
type Told = { statements: { action: string; verdict: string }[] };
const verdicts = ({ statements }: Told) => Object.fromEntries(statements.map((one) => [one.action, one.verdict]));

it("says of each statement whether it holds, what S3 was asked, and leaves nothing behind", async () => {
  const { status, body } = await test("rt_lab");
  expect(status).toBe(200);
  expect(body.verdict).toBe("held");
  expect(verdicts(body)).toEqual({
    "s3:ListBucket": "held",
    "s3:GetObject": "held",
    "s3:GetObjectTagging": "held",
    "s3:GetObjectVersion": "cannot_tell",
    "s3:GetObjectVersionTagging": "cannot_tell",
    "s3:GetObjectAttributes": "cannot_tell",
    "s3:GetObjectVersionAttributes": "cannot_tell",
    "s3:PutObject": "held",
  });
  expect(body.statements[0].asked).toBe("ListObjectsV2 s3://lab/runs/, 1 key");
  const own = new S3Client({
    endpoint: api.s3Url,
    region: "eu-central-1",
    credentials: { accessKeyId: "COMPANY", secretAccessKey: "company-secret" },
  });
  expect((await own.send(new ListMultipartUploadsCommand({ Bucket: "ours" }))).Uploads ?? []).toEqual([]);
  own.destroy();
});

it("tells a refusal from what cannot be known, and from a bucket of somebody else", async () => {
  await putRoute(api.ledger, { ...place, id: "rt_closed", sourceBucket: "closed", sourcePrefix: "" });
  await putRoute(api.ledger, { ...place, id: "rt_empty", sourceBucket: "lab", sourcePrefix: "nothing/" });
  await putRoute(api.ledger, { ...place, id: "rt_nowhere", sourceBucket: "no-such-bucket", sourcePrefix: "x/" });
  const wrongOwner = { ...place, sourceOwnerAccountId: "333333333333", sourceBucket: "lab", sourcePrefix: "runs/7/" };
  await putRoute(api.ledger, { ...wrongOwner, id: "rt_owner" });
  const closed = (await test("rt_closed")).body;
  expect(closed.verdict).toBe("not_held");
  expect(verdicts(closed)).toMatchObject({ "s3:ListBucket": "not_held", "s3:GetObject": "cannot_tell" });
  const empty = (await test("rt_empty")).body;
  expect(empty.verdict).toBe("cannot_tell");
  expect(verdicts(empty)).toMatchObject({
    "s3:ListBucket": "held",
    "s3:GetObject": "cannot_tell",
    "s3:PutObject": "held",
  });
  expect((await test("rt_nowhere")).body.verdict).toBe("not_held");
  expect(verdicts((await test("rt_owner")).body)).toMatchObject({ "s3:ListBucket": "not_held" });
  expect((await test("rt_any")).body.verdict).toBe("cannot_tell");
});

it("a policy that lists but does not read is told so, statement by statement", async () => {
  const Statement = [
    {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::111111111111:role/s3mirror-test-transfer" },
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::closed",
    },
  ];
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement });
  await api.lab.send(new PutBucketPolicyCommand({ Bucket: "closed", Policy }));
  try {
    const { body } = await test("rt_closed");
    expect(verdicts(body)).toMatchObject({
      "s3:ListBucket": "held",
      "s3:GetObject": "not_held",
      "s3:GetObjectTagging": "not_held",
    });
  } finally {
    await api.lab.send(new DeleteBucketPolicyCommand({ Bucket: "closed" }));
  }
});

it("is for operators: no vendor asks S3 through us, and a route there is not is 404", async () => {
  expect((await test("rt_lab", api.keys.vendor)).body.code).toBe("role_not_enough");
  expect((await test("rt_lab", api.keys.viewer)).body.code).toBe("role_not_enough");
  expect((await test("rt_lab", api.keys.operator)).status).toBe(200);
  expect((await test("rt_none")).body.code).toBe("route_missing");
});

it("answers within its time where S3 says nothing at all, that it cannot tell", async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((ready) => silent.listen(0, "127.0.0.1", ready));
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    region: "eu-central-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
    forcePathStyle: true,
  });
  const deaf = await openTestApi({}, () => new Date(), { s3 });
  try {
    const started = performance.now();
    const { body } = await deaf.call("POST", "/v1/routes/rt_lab/test", { body: {} });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(body.verdict).toBe("cannot_tell");
    expect(body.statements[0].told).toContain("did not answer within 10 s");
  } finally {
    s3.destroy();
    silent.closeAllConnections();
    silent.close();
    await deaf.close();
  }
});
