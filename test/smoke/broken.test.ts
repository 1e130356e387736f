import { SetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { startIam } from "@s3mirror/local-aws/iam/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Answered, type Asked, type Fault, startFaultyProxy } from "./faulty-proxy.ts";
import { type Closing, closeAll, openClients, openSmokeStage, standing, transferPolicy } from "./open-smoke-stage.ts";
import { askOne, type Given, refuted, unasked, without, wrongAt, xml } from "./wrong-at.ts";

/** Its coordinator was not told what it was deployed for. */
const closing: Closing = [];
let opened: Awaited<ReturnType<typeof openSmokeStage>>;
beforeAll(async () => {
  opened = await openSmokeStage(closing, { knowsItsBuckets: false });
}, 180_000);
afterAll(() => closeAll(closing));

const wrong = (service: "s3" | "sns" | "rdsData", fault: Fault) => wrongAt(opened, closing, service, fault);

test("the load balancer: programs led to the page, an API that takes any key, a page that is not there", async () => {
  const { given } = opened;
  const balancer = await startFaultyProxy(given.deployed.url);
  closing.push(balancer.close);
  const through = { ...given, deployed: { ...given.deployed, url: balancer.url } };
  const page = { status: 200, headers: { "content-type": "text/html" }, body: "<!doctype html>" };
  balancer.wrong.instead = () => page;
  expect(await askOne("way-in", through)).toMatchObject(refuted("200 text/html"));
  balancer.wrong.instead = ({ headers }) =>
    headers.authorization ? { ...page, headers: { "content-type": "application/json" }, body: "{}" } : page;
  expect(await askOne("way-in", through)).toMatchObject(refuted(""));
  expect(await askOne("way-in", given)).toMatchObject(refuted(""));
});

test("alerts that somebody has not confirmed, and queues that are not as deployed", async () => {
  const { given } = opened;
  const pending = await wrong("sns", {
    after: (_, answer) => ({
      ...answer,
      body: `${answer.body}`.replaceAll(/<SubscriptionArn>[^<]*</g, "<SubscriptionArn>PendingConfirmation<"),
    }),
  });
  expect(await askOne("alerts", pending)).toMatchObject(refuted(""));
  expect(await askOne("queues", given)).toMatchObject({ verdict: "held" });
  const Attributes = { MessageRetentionPeriod: "60" };
  await given.clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl: given.deployed.copyQueue, Attributes }));
  expect(await askOne("queues", given)).toMatchObject(refuted(""));
});

test("a ledger that takes 5 MB, or that refuses them for another reason than their length", async () => {
  const long = ({ body }: Asked) => body.length > 4 * 1_024 * 1_024;
  const answer = (status: number, body: object): Answered => ({
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const takes = await wrong("rdsData", { instead: (asked) => (long(asked) ? answer(200, { records: [] }) : null) });
  expect(await askOne("ledger", takes)).toMatchObject(refuted("accepted"));
  const forbidden = answer(403, { __type: "AccessDeniedException", message: "no" });
  const denies = await wrong("rdsData", { instead: (asked) => (long(asked) ? forbidden : null) });
  expect(await askOne("ledger", denies)).toMatchObject(refuted("AccessDenied"));
  const never = await wrong("rdsData", { instead: () => forbidden });
  expect(await askOne("ledger", never)).toMatchObject(unasked("could not ask: 403"));
});

test("a transfer role that anybody of the account may assume; and callers of whom nothing can be said", async () => {
  const { given, endpoints } = opened;
  expect(await askOne("transfer-role", given)).toMatchObject(refuted("was assumed by"));
  const { accessKeyId, secretAccessKey, principalArn } = endpoints.accounts.vendor;
  const stranger = { ...given, callerArn: principalArn };
  const allow = (Action: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] });
  const withPolicy = async (policies: string[] | null) => {
    const iam = await startIam({
      port: 0,
      host: "127.0.0.1",
      roles: policies === null ? [] : [{ arn: principalArn, policies }],
    });
    closing.push(iam.close);
    const clients = openClients(closing, { ...endpoints, iam: iam.url }, { accessKeyId, secretAccessKey });
    return await askOne("transfer-role", { ...stranger, clients });
  };
  expect(await withPolicy([allow("sts:*")])).toMatchObject({ verdict: "held" });
  expect(await withPolicy([allow("s3:*")])).toMatchObject(unasked("implicitDeny"));
  expect(await withPolicy(null)).toMatchObject(unasked("NoSuchEntity"));
});

test("policies of the transfer role that are too wide or too narrow", async () => {
  const { given, endpoints } = opened;
  const { accessKeyId, secretAccessKey } = endpoints.accounts.company;
  const withPolicies = async (...policies: string[]) => {
    const iam = await startIam({ port: 0, host: "127.0.0.1", roles: [{ arn: given.deployed.transferRole, policies }] });
    closing.push(iam.close);
    const clients = openClients(closing, { ...endpoints, iam: iam.url }, { accessKeyId, secretAccessKey });
    return await askOne("role-policy", { ...given, clients });
  };
  const also = (Action: string, Resource: string) =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] });
  expect(await withPolicies(transferPolicy)).toMatchObject({ verdict: "held" });
  const wide = await withPolicies(transferPolicy, also("s3:DeleteObject", "*"));
  expect(wide).toMatchObject({
    verdict: "did not hold",
    evidence: expect.stringMatching(/^s3:DeleteObject[^;]*: allowed$/),
  });
  const anywhere = await withPolicies(
    transferPolicy.replaceAll("StringEquals", "StringLike").replaceAll("111122223333", "*"),
  );
  expect(anywhere).toMatchObject(refuted("of 000000000000: allowed"));
  const narrow = await withPolicies(transferPolicy.replaceAll("s3:PutObject", "s3:PutNothing"));
  expect(narrow).toMatchObject(refuted("s3:PutObject"));
});

test("an IAM that lets a neighbour's key through a route's fence, or the route's own not; and a role that may neither", async () => {
  const { given, endpoints } = opened;
  const { accessKeyId, secretAccessKey } = endpoints.accounts.company;
  const askThrough = async (fault: Fault, policy = transferPolicy) => {
    const roles = [{ arn: given.deployed.transferRole, policies: [policy] }];
    const iam = await startIam({ port: 0, host: "127.0.0.1", roles });
    const proxy = await startFaultyProxy(iam.url);
    closing.push(iam.close, proxy.close);
    Object.assign(proxy.wrong, fault);
    const clients = openClients(closing, { ...endpoints, iam: proxy.url }, { accessKeyId, secretAccessKey });
    return await askOne("route-fence", { ...given, clients });
  };
  const saying = (decision: string): Fault => ({
    after: ({ body }, answer) =>
      body.includes("PermissionsBoundaryPolicyInputList")
        ? { ...answer, body: `${answer.body}`.replace(/<EvalDecision>\w+</, `<EvalDecision>${decision}<`) }
        : answer,
  });
  expect(await askThrough({})).toMatchObject({ verdict: "held" });
  expect(await askThrough(saying("allowed"))).toMatchObject(refuted("a-neighbour-b-/x: allowed"));
  expect(await askThrough(saying("implicitDeny"))).toMatchObject(refuted("a*b?$/x: implicitDeny"));
  const narrow = transferPolicy.replaceAll("s3:PutObject", "s3:PutNothing");
  expect(await askThrough({}, narrow)).toMatchObject(unasked("the role itself may not: s3:PutObject"));
});

test("an S3 that knows no owners, loses checksums and metadata, completes anything, and lets two writers win", async () => {
  const stranger = await wrong("s3", {
    instead: ({ headers }) => (headers["x-amz-expected-bucket-owner"] === undefined ? null : xml("")),
  });
  expect(await askOne("wrong-owner", stranger)).toMatchObject(refuted("the bucket answered"));

  const unsummed = await wrong("s3", { after: without("x-amz-checksum-crc64nvme") });
  expect(await askOne("copy-object", unsummed)).toMatchObject(refuted("checksums"));
  const forgetful = await wrong("s3", {
    after: (asked, answer) =>
      asked.url.includes("copy-target") ? without("x-amz-meta-sample")(asked, answer) : answer,
  });
  expect(await askOne("copy-object", forgetful)).toMatchObject(refuted("metadata"));

  const credulous = await wrong("s3", {
    instead: ({ method, headers }) =>
      method === "POST" && headers["x-amz-checksum-crc64nvme"] === "AAAAAAAAAAA="
        ? xml("<CompleteMultipartUploadResult/>")
        : null,
  });
  expect(await askOne("multipart-copy", credulous)).toMatchObject(refuted("a wrong checksum on Complete: completed"));
  const careless = await wrong("s3", {
    after: ({ method }, answer) =>
      method === "POST" && answer.status === 412 ? xml("<CompleteMultipartUploadResult/>") : answer,
  });
  expect(await askOne("multipart-copy", careless)).toMatchObject(refuted("a second Complete: overwrote"));
  const generous = await wrong("s3", {
    after: ({ method }, answer) => (method === "PUT" && answer.status === 412 ? xml("<CopyObjectResult/>") : answer),
  });
  expect(await askOne("race", generous)).toMatchObject(refuted("4 of 4 won (IfNoneMatch)"));
  const closed = await wrong("s3", {
    instead: ({ headers }) =>
      headers["x-amz-copy-source"] === undefined
        ? null
        : { ...xml("<Error><Code>AccessDenied</Code></Error>"), status: 403 },
  });
  for (const name of ["copy-object", "multipart-copy", "race"])
    expect(await askOne(name, closed), name).toMatchObject(unasked("could not ask: 403"));
  expect(await standing(opened.given.clients)).toEqual([]);
});

test("an SQS that delivers twice at once", async () => {
  const { given, endpoints } = opened;
  const faults = (body: object) =>
    fetch(`${endpoints.sqs}/_local/faults`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  expect((await faults({ duplicateProbability: 1 })).ok).toBe(true);
  const twice = await askOne("redelivery", given);
  expect((await faults({ duplicateProbability: 0 })).ok).toBe(true);
  expect(twice).toMatchObject(refuted("came again"));
});

test("a stage that copies nothing, and one whose API takes buckets that it was not deployed for", async () => {
  const { given, api, grant } = opened;
  await grant(["s3:ListBucket"]);
  expect((await api.ask("POST", "/v1/fleet/pause", { reason: "so that nothing is copied" })).status).toBe(200);
  const hurried: Given = { ...given, patience: { wakeMs: 2_000, transferMs: 2_000, lookMs: 50 } };
  expect(await askOne("first-file", hurried)).toMatchObject(refuted("nothing was copied within"));
  expect(await askOne("as-transferred", hurried)).toMatchObject(refuted("did not end"));
  expect(await askOne("lost-copier", hurried)).toMatchObject(refuted("no upload was begun"));
  const [source] = given.deployed.deployedBuckets.sources;
  if (source === undefined) throw new Error("the stage has no source");
  const kmsKeyArn = "arn:aws:kms:eu-central-1:111122223333:key/of-nobody";
  const deployedBuckets = { ...given.deployed.deployedBuckets, sources: [{ ...source, kmsKeyArn }] };
  const underAKey = { ...hurried, deployed: { ...given.deployed, deployedBuckets } };
  expect(await askOne("keys", underAKey)).toMatchObject(refuted(""));
  expect(await askOne("vendor-object", hurried)).toMatchObject(refuted(""));
  expect(await askOne("vendor-object", { ...hurried, vendorObject: null })).toMatchObject(unasked(""));
  expect(await askOne("outside", given)).toMatchObject(refuted("bucket_not_found"));
  expect(await standing(given.clients)).toEqual([]);
});

test("uploads that somebody else began are not the transfer role's", async () => {
  const { given } = opened;
  expect(await askOne("by-the-role", given)).toMatchObject(unasked(""));
  const byCaller = { ...given, notes: { initiator: given.callerArn } };
  expect(await askOne("by-the-role", byCaller)).toMatchObject(refuted(""));
});
