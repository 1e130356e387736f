import { expect, test } from "vitest";
import { vendorBucketPolicy, vendorPolicyText } from "./vendor-policy.ts";

const principalArn = "arn:aws:iam::111122223333:role/s3mirror-test-transfer";
const bucket = { bucket: "lab-out", accountId: "444455556666", prefixes: ["runs/"], kmsKeyArn: null };

test("two statements let the transfer role list and read one prefix and nothing else", () => {
  expect(vendorBucketPolicy(bucket, principalArn).bucketPolicy).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "S3MirrorList",
        Effect: "Allow",
        Principal: { AWS: principalArn },
        Action: ["s3:ListBucket"],
        Resource: "arn:aws:s3:::lab-out",
        Condition: { StringLike: { "s3:prefix": ["runs/*"] } },
      },
      {
        Sid: "S3MirrorRead",
        Effect: "Allow",
        Principal: { AWS: principalArn },
        Action: [
          "s3:GetObject",
          "s3:GetObjectVersion",
          "s3:GetObjectTagging",
          "s3:GetObjectVersionTagging",
          "s3:GetObjectAttributes",
          "s3:GetObjectVersionAttributes",
        ],
        Resource: "arn:aws:s3:::lab-out/runs/*",
      },
    ],
  });
});

test("several prefixes share the statements, because a policy takes each Sid once", () => {
  const { bucketPolicy } = vendorBucketPolicy({ ...bucket, prefixes: ["runs/", "runs/7/", "panels/"] }, principalArn);
  expect(bucketPolicy.Statement).toMatchObject([
    {
      Resource: ["arn:aws:s3:::lab-out"],
      Condition: { StringLike: { "s3:prefix": ["panels/*", "runs/*"] } },
    },
    { Resource: ["arn:aws:s3:::lab-out/panels/*", "arn:aws:s3:::lab-out/runs/*"] },
  ]);
});

test("a whole bucket needs no condition", () => {
  const { bucketPolicy } = vendorBucketPolicy({ ...bucket, prefixes: ["", "runs/"] }, principalArn);
  expect(bucketPolicy.Statement[0]?.Condition).toBeUndefined();
  expect(bucketPolicy.Statement[1]?.Resource).toBe("arn:aws:s3:::lab-out/*");
});

test("a known KMS key has a statement of its own, in JSON and in the text", () => {
  const kmsKeyArn = "arn:aws:kms:eu-central-1:444455556666:key/1";
  const policy = vendorBucketPolicy({ ...bucket, kmsKeyArn }, principalArn);
  expect(policy.kmsKeyStatement).toMatchObject({ Action: ["kms:Decrypt"], Principal: { AWS: principalArn } });
  const text = vendorPolicyText("Example Lab", [policy], principalArn);
  expect(text).toContain(kmsKeyArn);
  expect(text).toContain(JSON.stringify(policy.bucketPolicy, null, 2));
  expect(text).toContain(JSON.stringify(policy.kmsKeyStatement, null, 2));
  expect(vendorPolicyText("Example Lab", [vendorBucketPolicy(bucket, principalArn)], principalArn)).toContain(
    "tell us the key's ARN",
  );
});

test("a vendor without a route has nothing to set", () => {
  expect(vendorPolicyText("Example Lab", [], principalArn)).toContain("nothing to set yet");
});
