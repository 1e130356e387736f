import { CopyObjectCommand, GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { company, local, startTestS3 } from "../testing/test-s3.ts";

type Recent = { last: number; requests: Record<string, unknown>[] };

async function withSource() {
  const started = await startTestS3();
  await started.s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "x" }));
  const fault = (id: string, does: object, more: object = {}) =>
    local(started.url, "POST", "faults", [{ id, match: { op: "CopyObject", keyPrefix: "out/" }, do: does, ...more }]);
  const copy = (Key: string) => started.s3.send(new CopyObjectCommand({ Bucket: "lake", Key, CopySource: "lake/a" }));
  const exists = (Key: string) =>
    started.s3.send(new HeadObjectCommand({ Bucket: "lake", Key })).then(
      () => true,
      () => false,
    );
  return { ...started, fault, copy, exists };
}

test("an injected error meets what it matches, so many times", async () => {
  const { fault, copy, exists } = await withSource();
  await fault("slow", { error: { status: 503, code: "SlowDown" } }, { times: 2 });
  await copy("elsewhere/1");
  for (const _ of [1, 2]) await expect(copy("out/1")).rejects.toMatchObject({ name: "SlowDown" });
  expect(await exists("out/1")).toBe(false);
  await copy("out/1");
});

test("an error inside a 200 arrives as the SDK's 503 and does nothing", async () => {
  const { fault, copy, exists } = await withSource();
  await fault("inside", { ok200error: "InternalError" });
  await expect(copy("out/1")).rejects.toMatchObject({ name: "InternalError", $metadata: { httpStatusCode: 503 } });
  expect(await exists("out/1")).toBe(false);
});

test("a cut connection and a blank 200 leave the outcome unknown: before, after, done", async () => {
  const { fault, copy, exists } = await withSource();
  await fault("f", { reset: true });
  await expect(copy("out/1")).rejects.toThrow();
  expect(await exists("out/1")).toBe(false);
  await fault("f", { resetAfterApply: true });
  await expect(copy("out/1")).rejects.toThrow();
  expect(await exists("out/1")).toBe(true);
  await fault("f", { blank200: true });
  await expect(copy("out/2")).rejects.toThrow();
  expect(await exists("out/2")).toBe(true);
});

test("a hanging request never ends by itself, a fault ends when it is taken away or its time is over", async () => {
  const { url, fault, copy, exists } = await withSource();
  await fault("h", { hang: true });
  const impatient = new S3Client({
    endpoint: url,
    region: "eu-central-1",
    credentials: { ...company },
    maxAttempts: 1,
    requestHandler: { requestTimeout: 100, throwOnRequestTimeout: true },
  });
  const hanging = impatient.send(new CopyObjectCommand({ Bucket: "lake", Key: "out/1", CopySource: "lake/a" }));
  await expect(hanging).rejects.toMatchObject({ name: "TimeoutError" });
  impatient.destroy();
  expect(await exists("out/1")).toBe(false);
  await local(url, "DELETE", "faults/h");
  await copy("out/1");
  await fault("past", { reset: true }, { untilMs: 1 });
  await copy("out/2");
  await fault("never", { reset: true }, { probability: 0 });
  await copy("out/3");
});

test("above the rate of a prefix S3 says SlowDown, and only there", async () => {
  const { url, s3 } = await startTestS3({ requestsPerSecondPerPrefix: { write: 20, read: 1_000 } });
  const put = (Key: string) => s3.send(new PutObjectCommand({ Bucket: "lake", Key, Body: "" }));
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, n) => put(`hot/${n}`)));
  const refused = outcomes.filter((outcome) => outcome.status === "rejected");
  expect(refused.length).toBeGreaterThan(10);
  for (const { reason } of refused)
    expect(reason).toMatchObject({ name: "SlowDown", $metadata: { httpStatusCode: 503 } });
  await put("cold/1");
  const { operations } = (await local(url, "GET", "stats")) as { operations: Record<string, object> };
  expect(operations.PutObject).toMatchObject({ 200: 41 - refused.length, 503: refused.length });
});

test("every request is told of, with what was asked and what came of it", async () => {
  const { url, s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "x" }));
  const { last } = (await local(url, "GET", "requests")) as Recent;
  const copy = new CopyObjectCommand({ Bucket: "lake", Key: "b", CopySource: "lab/none" });
  await s3.send(copy).catch(() => undefined);
  await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "a", PartNumber: 1 }));
  const { requests } = (await local(url, "GET", `requests?since=${last}`)) as Recent;
  expect(requests).toMatchObject([
    {
      op: "CopyObject",
      action: "s3:GetObject",
      account: company.accountId,
      bucket: "lake",
      key: "b",
      sourceBucket: "lab",
      sourceKey: "none",
      status: 403,
      errorCode: "AccessDenied",
    },
    { op: "GetObject", action: "s3:GetObject", key: "a", partNumber: 1, status: 206, errorCode: null },
  ]);
});

test("copies take their time at the speed that is set", async () => {
  const { url, s3 } = await startTestS3();
  await local(url, "POST", "virtual-objects", { bucket: "lake", objects: [{ key: "a", size: 1_000_000, seed: 1 }] });
  await local(url, "POST", "latency", { copyBytesPerSecond: 10_000_000, requestMs: 5 });
  const started = performance.now();
  await s3.send(new CopyObjectCommand({ Bucket: "lake", Key: "b", CopySource: "lake/a" }));
  expect(performance.now() - started).toBeGreaterThan(100);
  await expect(local(url, "POST", "latency", { requestMs: -1 })).rejects.toThrow("400");
});
