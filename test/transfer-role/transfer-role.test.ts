import { type AddressInfo, connect, createServer } from "node:net";
import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { openS3 as openCoordinatorS3 } from "@s3mirror/coordinator/open-s3";
import { openS3 as openCopierS3 } from "@s3mirror/copier/s3/s3-sdk";
import { whoMustAct } from "@s3mirror/core/failure";
import { classifyS3Error } from "@s3mirror/core/s3-failure";
import { assumeTransferRole } from "@s3mirror/core/transfer-role/credentials";
import { company, credentialsOf, local, startTestS3, vendor } from "@s3mirror/local-aws/testing/test-s3";
import { waitUntil } from "@s3mirror/local-aws/testing/wait-until";
import { expect, onTestFinished, test } from "vitest";

const region = "eu-central-1";
const noHeaders = {
  ...{ contentType: null, contentEncoding: null, contentDisposition: null, contentLanguage: null },
  ...{ cacheControl: null, expires: null, websiteRedirectLocation: null, metadata: {} },
};
const roleArn = company.principalArn;
const sessionArn = `arn:aws:sts::${company.accountId}:assumed-role/s3mirror-local-transfer/ses_1`;
const expired = { id: "expired", match: { op: "GetObject" }, do: { error: { status: 400, code: "ExpiredToken" } } };

async function start(account = company) {
  const { url, s3 } = await startTestS3();
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "data" }));
  const sts = new STSClient({ endpoint: url, region, credentials: credentialsOf(account), maxAttempts: 1 });
  onTestFinished(() => sts.destroy());
  const sessions = async (): Promise<number> => {
    const { operations } = (await local(url, "GET", "stats")) as { operations: Record<string, Record<string, number>> };
    return operations.STS?.["200"] ?? 0;
  };
  return { url, sts, sessions };
}

function copierS3(url: string, sts: STSClient, nowMs = Date.now) {
  const opened = openCopierS3({
    connections: 8,
    transferRole: {
      most: 2,
      partition: "aws",
      assume: (policy) =>
        assumeTransferRole({ sts, nowMs }, { roleArn, sessionName: "ses_1", ...(policy !== null && { policy }) }),
    },
    client: { endpoint: url, region, forcePathStyle: true },
  });
  onTestFinished(opened.close);
  return opened.s3;
}

const anyBucket = { sourceBucket: "*", sourcePrefix: "", destinationBucket: "*", destinationPrefix: "" };
const object = {
  route: { id: "rt_any", ...anyBucket },
  bucket: "lake",
  key: "a",
  versionId: null,
  ownerAccountId: null,
};

test("a copier acts as the transfer role, under the name of its own session", async () => {
  const { url, sts } = await start();
  const s3 = copierS3(url, sts);
  expect(await s3.head({ object, ifMatch: null })).toMatchObject({ sizeBytes: 4 });
  await expect(s3.head({ object: { ...object, bucket: "lab" }, ifMatch: null })).rejects.toMatchObject({
    name: "Unknown",
  });
  const reading = s3.getRange({ object: { ...object, bucket: "lab" }, start: 0, end: 0, ifMatch: null });
  await expect(reading).rejects.toThrow(`User: ${sessionArn} is not authorized`);
});

test("credentials that S3 refuses are fetched anew, and the request succeeds", async () => {
  const { url, sts, sessions } = await start();
  const s3 = copierS3(url, sts);
  await s3.head({ object, ifMatch: null });
  await local(url, "POST", "faults", [{ ...expired, times: 1 }]);
  expect(await s3.getRange({ object, start: 0, end: 3, ifMatch: null })).toHaveLength(4);
  expect(await sessions()).toBe(2);
});

test("what S3 goes on refusing is a failure of credentials, and nobody's bucket is blamed", async () => {
  const { url, sts } = await start();
  const s3 = copierS3(url, sts);
  await local(url, "POST", "faults", [expired]);
  const error = await s3.getRange({ object, start: 0, end: 3, ifMatch: null }).catch((thrown: unknown) => thrown);
  expect(classifyS3Error(s3.describe(error), { operation: "GetObject", side: "source" }).kind).toBe("credentials");
});

test("a role that may not be assumed is a failure of credentials, and nobody's bucket is blamed", async () => {
  const { url, sts } = await start(vendor);
  const s3 = copierS3(url, sts);
  const error = await s3.head({ object, ifMatch: null }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ message: expect.stringContaining(`No credentials of ${roleArn}: AccessDenied`) });
  expect(classifyS3Error(s3.describe(error), { operation: "HeadObject", side: "source" }).kind).toBe("credentials");
});

test("they are renewed long before they end, and outlive a silence of STS", async () => {
  const { url, sts, sessions } = await start();
  let nowMs = Date.now();
  const role = assumeTransferRole({ sts, nowMs: () => nowMs }, { roleArn, sessionName: "ses_1" });
  const first = await role.provide();
  nowMs = first.expiration.getTime() - 16 * 60_000;
  expect(await role.provide()).toBe(first);
  expect(await sessions()).toBe(1);

  await local(url, "POST", "faults", [{ id: "down", match: { op: "STS" }, do: { reset: true } }]);
  nowMs = first.expiration.getTime() - 2 * 60_000;
  expect(await role.provide()).toBe(first);
  nowMs = first.expiration.getTime() - 30_000;
  await expect(role.provide()).rejects.toMatchObject({ name: "CredentialsProviderError" });

  await local(url, "DELETE", "faults");
  expect(await role.provide()).not.toBe(first);
  nowMs = first.expiration.getTime() - 14 * 60_000;
  await role.provide();
  await waitUntil("they were renewed beside the work", async () => (await sessions()) === 3);
});

/** From `lab/NAME/` to `lake/NAME/`. */
const routeOf = (name: string) => ({
  ...{ id: `rt_${name}`, sourceBucket: "lab", sourcePrefix: `${name}/` },
  ...{ destinationBucket: "lake", destinationPrefix: `${name}/` },
});
const onRoute = (name: string, key = `${name}/a`) => ({ ...object, route: routeOf(name), key });

test("each route's requests are sent under a session that may only what lies on it", async () => {
  const { url, sts, sessions } = await start();
  const s3 = copierS3(url, sts);
  for (const name of ["acme", "rival"]) {
    const destination = onRoute(name);
    const condition = { type: "absent" } as const;
    await s3.putEmpty({ destination, headers: noHeaders, tagging: null, condition });
  }
  expect(await sessions()).toBe(2);
  const crossed = s3.getRange({ object: onRoute("acme", "rival/a"), start: 0, end: 0, ifMatch: null });
  await expect(crossed).rejects.toThrow("because no session policy allows the s3:GetObject action");
  await expect(s3.head({ object: onRoute("acme", "acme/none"), ifMatch: null })).rejects.toMatchObject({
    name: "NotFound",
  });
  expect(await sessions()).toBe(2);
});

test("a file's first request finds its session ready, and however many ask there is one call to STS", async () => {
  const { url, sts, sessions } = await start();
  const s3 = copierS3(url, sts);
  const release = s3.hold(routeOf("acme"));
  await waitUntil("the session is ready", async () => (await sessions()) === 1);
  await local(url, "POST", "faults", [{ id: "down", match: { op: "STS" }, do: { reset: true } }]);
  const heads = Array.from({ length: 50 }, () => s3.head({ object: onRoute("acme"), ifMatch: null }).catch(String));
  expect(new Set(await Promise.all(heads))).toEqual(new Set(["NotFound: UnknownError"]));
  expect(await sessions()).toBe(1);
  release();
});

test("a session that ended while its route had nothing to do is renewed as the next claim comes", async () => {
  const { url, sts, sessions } = await start();
  let aheadMs = 0;
  const s3 = copierS3(url, sts, () => Date.now() + aheadMs);
  s3.hold(routeOf("acme"))();
  await waitUntil("the session is ready", async () => (await sessions()) === 1);
  aheadMs = 59.5 * 60_000;
  const release = s3.hold(routeOf("acme"));
  await waitUntil("it was renewed", async () => (await sessions()) === 2);
  release();
});

test("a session in use is kept, however many routes have their turns; of the others the last used are", async () => {
  const { url, sts, sessions } = await start();
  const s3 = copierS3(url, sts);
  const ask = (name: string) => s3.head({ object: onRoute(name), ifMatch: null }).catch(() => "nothing is there");
  const release = s3.hold(routeOf("held"));
  for (const name of ["held", "b", "c", "d"]) await ask(name);
  expect(await sessions()).toBe(4);
  await ask("held");
  await ask("d");
  expect(await sessions()).toBe(4);
  await ask("b");
  expect(await sessions()).toBe(5);
  release();
  release();
  for (const name of ["c", "d"]) await ask(name);
  expect(await sessions()).toBe(7);
  await ask("held");
  expect(await sessions()).toBe(8);
});

test("two sessions that are both in use stay beyond the most that is kept", async () => {
  const { url, sts, sessions } = await start();
  const s3 = copierS3(url, sts);
  const names = ["a", "b", "c", "d", "e"];
  const releases = names.map((name) => s3.hold(routeOf(name)));
  for (const name of [...names, ...names]) await s3.head({ object: onRoute(name), ifMatch: null }).catch(() => null);
  expect(await sessions()).toBe(names.length);
  for (const release of releases) release();
});

test("sockets do not grow with routes", async () => {
  const { url, sts } = await start();
  let open = 0;
  let most = 0;
  const { hostname, port } = new URL(url);
  const door = createServer((incoming) => {
    open += 1;
    most = Math.max(most, open);
    const onwards = connect({ host: hostname, port: Number(port) });
    incoming.on("close", () => {
      open -= 1;
      onwards.destroy();
    });
    incoming.on("error", () => onwards.destroy());
    onwards.on("error", () => incoming.destroy());
    incoming.pipe(onwards).pipe(incoming);
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void door.close());
  const s3 = copierS3(`http://127.0.0.1:${(door.address() as AddressInfo).port}`, sts);
  const asked = Array.from({ length: 200 }, (_, n) => s3.head({ object: onRoute(`v${n % 20}`), ifMatch: null }));
  const answers = await Promise.all(asked.map((one) => one.catch((error: Error) => error.name)));
  expect(new Set(answers)).toEqual(new Set(["NotFound"]));
  expect(most).toBeGreaterThan(1);
  // Eight, and those that close while their successors open: not eight for each of the 20.
  expect(most).toBeLessThanOrEqual(16);
});

test("a policy that STS does not take is our failure, which no waiting mends", async () => {
  const { url, sts } = await start();
  const s3 = copierS3(url, sts);
  const error = await s3.head({ object: onRoute("x".repeat(600)), ifMatch: null }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "SessionPolicyRefused", message: expect.stringContaining("ValidationError") });
  const failure = classifyS3Error(s3.describe(error), { operation: "HeadObject", side: "source" });
  expect(failure.kind).toBe("route_fence");
  expect(whoMustAct(failure.kind, failure.side)).toBe("operator");
});

test("a coordinator may look and begin an upload, and can make no object", async () => {
  const { url, sts } = await start();
  const s3 = openCoordinatorS3({ sts, nowMs: Date.now }, { roleArn, client: { endpoint: url, region } });
  onTestFinished(() => s3.destroy());
  await s3.send(new HeadBucketCommand({ Bucket: "lake" }));
  await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "a", Range: "bytes=0-0" }));
  await s3.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key: "b" }));
  await expect(s3.send(new PutObjectCommand({ Bucket: "lake", Key: "b", Body: "" }))).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("session policy"),
  });
});
