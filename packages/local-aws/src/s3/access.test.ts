import {
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { company, readPolicy, startTestS3, vendor } from "../testing/test-s3.ts";

const denied = (status = 403) => ({ $metadata: { httpStatusCode: status } });

test("another account reads nothing until the bucket's policy lets it, and then copies", async () => {
  const { s3, lab } = await startTestS3();
  await lab.send(new PutObjectCommand({ Bucket: "lab", Key: "run/a", Body: "data", Tagging: "t=1" }));
  const copy = new CopyObjectCommand({ Bucket: "lake", Key: "a", CopySource: "lab/run/a" });
  await expect(s3.send(copy)).rejects.toMatchObject({
    name: "AccessDenied",
    message: `User: ${company.principalArn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::lab/run/a" because no resource-based policy allows the s3:GetObject action`,
  });
  const head = new HeadObjectCommand({ Bucket: "lab", Key: "run/a" });
  await expect(s3.send(head)).rejects.toMatchObject({ name: "Unknown", ...denied() });

  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: readPolicy("lab") }));
  await s3.send(copy);
  expect(await (await s3.send(new GetObjectCommand({ Bucket: "lake", Key: "a" }))).Body?.transformToString()).toBe(
    "data",
  );
  const put = new PutObjectCommand({ Bucket: "lab", Key: "x", Body: "" });
  await expect(s3.send(put)).rejects.toMatchObject({ message: expect.stringContaining("s3:PutObject on resource") });

  await lab.send(new DeleteBucketPolicyCommand({ Bucket: "lab" }));
  await expect(s3.send(copy)).rejects.toMatchObject({ name: "AccessDenied" });
});

test("an explicit Deny of one key wins, over the owner too", async () => {
  const { s3, lab } = await startTestS3();
  for (const Key of ["run/a", "run/b*", "run/bc"])
    await lab.send(new PutObjectCommand({ Bucket: "lab", Key, Body: "" }));
  const deny = { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::lab/run/b\${*}` };
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: readPolicy("lab", deny) }));
  for (const client of [s3, lab]) {
    await client.send(new GetObjectCommand({ Bucket: "lab", Key: "run/a" }));
    await client.send(new GetObjectCommand({ Bucket: "lab", Key: "run/bc" }));
    await expect(client.send(new GetObjectCommand({ Bucket: "lab", Key: "run/b*" }))).rejects.toMatchObject({
      name: "AccessDenied",
      message: expect.stringContaining("with an explicit deny in a resource-based policy"),
    });
  }
});

test("tags need their own rights on both sides, and only where there are any", async () => {
  const { s3, lab } = await startTestS3();
  const only = {
    Effect: "Allow",
    Principal: { AWS: company.accountId },
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::lab/*",
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: only });
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy }));
  await lab.send(new PutObjectCommand({ Bucket: "lab", Key: "plain", Body: "" }));
  await lab.send(new PutObjectCommand({ Bucket: "lab", Key: "tagged", Body: "", Tagging: "a=b" }));
  const copy = { Bucket: "lake", Key: "k", CopySource: "lab/tagged" };
  await s3.send(new CopyObjectCommand({ ...copy, CopySource: "lab/plain" }));
  await expect(s3.send(new CopyObjectCommand(copy))).rejects.toMatchObject({
    message: expect.stringContaining("s3:GetObjectTagging"),
  });
  await s3.send(new CopyObjectCommand({ ...copy, TaggingDirective: "REPLACE" }));
});

test("without the right to list, a missing key answers 403", async () => {
  const { s3, lab } = await startTestS3();
  const get = {
    Effect: "Allow",
    Principal: { AWS: company.principalArn },
    Action: "s3:GetObject",
    Resource: "arn:aws:s3:::lab/*",
  };
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: JSON.stringify({ Statement: [get] }) }));
  const missing = { Bucket: "lab", Key: "none" };
  await expect(s3.send(new GetObjectCommand(missing))).rejects.toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("s3:ListBucket"),
  });
  await expect(s3.send(new HeadObjectCommand(missing))).rejects.toMatchObject(denied());
  await expect(lab.send(new GetObjectCommand(missing))).rejects.toMatchObject({ name: "NoSuchKey" });
});

test("listing may be allowed for one prefix only", async () => {
  const { s3, lab } = await startTestS3();
  const list = {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${company.accountId}:root` },
    Action: "s3:ListBucket",
    Resource: "arn:aws:s3:::lab",
    Condition: { StringLike: { "s3:prefix": ["run/*"] } },
  };
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: JSON.stringify({ Statement: [list] }) }));
  await s3.send(new ListObjectsV2Command({ Bucket: "lab", Prefix: "run/1" }));
  await expect(s3.send(new ListObjectsV2Command({ Bucket: "lab" }))).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(s3.send(new HeadBucketCommand({ Bucket: "lab" }))).rejects.toMatchObject(denied());
});

test("a copy into another account's bucket needs its policy, and a role's sessions count as the role", async () => {
  const session = { ...company, principalArn: `arn:aws:sts::${company.accountId}:assumed-role/transfer/session` };
  const { s3, lab } = await startTestS3({ accounts: [session, vendor] });
  await s3.send(new PutObjectCommand({ Bucket: "lake", Key: "a", Body: "x" }));
  const create = new CreateMultipartUploadCommand({ Bucket: "lab", Key: "in/a" });
  await expect(s3.send(create)).rejects.toMatchObject({ name: "AccessDenied" });
  const role = `arn:aws:iam::${company.accountId}:role/transfer`;
  const put = { Effect: "Allow", Principal: { AWS: [role] }, Action: ["s3:Put*"], Resource: "arn:aws:s3:::lab/in/*" };
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: JSON.stringify({ Statement: [put] }) }));
  const { UploadId } = await s3.send(create);
  const part = { Bucket: "lab", Key: "in/a", UploadId, PartNumber: 1, CopySource: "lake/a" };
  await s3.send(new UploadPartCopyCommand(part));
});

test("policies that cannot be honoured are refused by name, malformed ones as S3 does", async () => {
  const { lab } = await startTestS3();
  const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::lab/*" };
  const put = (change: object) =>
    lab.send(
      new PutBucketPolicyCommand({
        Bucket: "lab",
        Policy: JSON.stringify({ Statement: [{ ...statement, ...change }] }),
      }),
    );
  const condition = { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } };
  await expect(put(condition)).rejects.toMatchObject({
    name: "NotImplemented",
    message: expect.stringContaining("IpAddress on aws:SourceIp"),
  });
  await expect(put({ NotAction: "s3:*" })).rejects.toMatchObject({ name: "NotImplemented" });
  await expect(put({ Resource: "arn:aws:s3:::other/*" })).rejects.toMatchObject({ name: "MalformedPolicy" });
  await expect(put({ Action: "ec2:Run" })).rejects.toMatchObject({ name: "MalformedPolicy" });
  await expect(put({ Principal: { AWS: "somebody" } })).rejects.toMatchObject({ name: "MalformedPolicy" });
  await expect(lab.send(new GetBucketPolicyCommand({ Bucket: "lab" }))).rejects.toMatchObject({
    name: "NoSuchBucketPolicy",
  });
});

test("expected owners are checked on both sides", async () => {
  const { s3, lab } = await startTestS3();
  await lab.send(new PutObjectCommand({ Bucket: "lab", Key: "a", Body: "" }));
  await lab.send(new PutBucketPolicyCommand({ Bucket: "lab", Policy: readPolicy("lab") }));
  const copy = { Bucket: "lake", Key: "a", CopySource: "lab/a" };
  const owners = { ExpectedBucketOwner: company.accountId, ExpectedSourceBucketOwner: vendor.accountId };
  await s3.send(new CopyObjectCommand({ ...copy, ...owners }));
  for (const wrong of [{ ExpectedBucketOwner: vendor.accountId }, { ExpectedSourceBucketOwner: company.accountId }]) {
    await expect(s3.send(new CopyObjectCommand({ ...copy, ...owners, ...wrong }))).rejects.toMatchObject({
      name: "AccessDenied",
    });
  }
});

test("buckets belong to who made them", async () => {
  const { s3, lab } = await startTestS3();
  await s3.send(new CreateBucketCommand({ Bucket: "mine" }));
  await expect(s3.send(new CreateBucketCommand({ Bucket: "mine" }))).rejects.toMatchObject({
    name: "BucketAlreadyOwnedByYou",
  });
  await expect(lab.send(new CreateBucketCommand({ Bucket: "mine" }))).rejects.toMatchObject({
    name: "BucketAlreadyExists",
  });
  await expect(s3.send(new CreateBucketCommand({ Bucket: "Not_Good" }))).rejects.toMatchObject({
    name: "InvalidBucketName",
  });
  const { Buckets } = await s3.send(new ListBucketsCommand({}));
  expect(Buckets?.map(({ Name }) => Name)).toEqual(["lake", "mine"]);
  expect((await s3.send(new HeadBucketCommand({ Bucket: "mine" }))).BucketRegion).toBe("eu-central-1");
  await s3.send(new PutObjectCommand({ Bucket: "mine", Key: "a", Body: "" }));
  await expect(s3.send(new DeleteBucketCommand({ Bucket: "mine" }))).rejects.toMatchObject({ name: "BucketNotEmpty" });
  await expect(lab.send(new DeleteBucketCommand({ Bucket: "mine" }))).rejects.toMatchObject({ name: "AccessDenied" });
  await expect(s3.send(new HeadBucketCommand({ Bucket: "none" }))).rejects.toMatchObject(denied(404));
  await expect(s3.send(new ListObjectsV2Command({ Bucket: "none" }))).rejects.toMatchObject({ name: "NoSuchBucket" });
});
