import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { tidyUploads } from "@s3mirror/coordinator/keep/janitor";
import { openS3 } from "@s3mirror/coordinator/open-s3";
import { company, credentialsOf, startTestS3 } from "@s3mirror/local-aws/testing/test-s3";
import { expect, onTestFinished, test } from "vitest";
import { acceptTestTransfer, planNext } from "../make-transfer.ts";
import { openTestCoordinator } from "./open-coordinator.ts";

const region = "eu-central-1";

test("uploads that any session of our role left behind are aborted; others' and those under foreign keys stay", async () => {
  const { url, s3, lab } = await startTestS3();
  const sts = new STSClient({ endpoint: url, region, credentials: credentialsOf(company) });
  const session = openS3(
    { sts, nowMs: Date.now },
    { roleArn: company.principalArn, client: { endpoint: url, region, forcePathStyle: true } },
  );
  onTestFinished(() => {
    sts.destroy();
    session.destroy();
  });
  const { deps, close } = await openTestCoordinator(session, {
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: company.principalArn,
    S3MIRROR_JANITOR_AGE_SECONDS: "0",
  });
  onTestFinished(close);
  await acceptTestTransfer(deps.ledger, {
    destination: { bucket: "lake", prefix: "in/", ownerAccountId: company.accountId },
  });
  await planNext(deps.ledger, ["run/a"]);
  await s3.send(
    new PutBucketPolicyCommand({
      Bucket: "lake",
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: ["s3:PutObject", "s3:ListBucket*"],
            Resource: "arn:aws:s3:::lake*",
          },
        ],
      }),
    }),
  );
  const begin = async (client: typeof s3, Key: string) =>
    (await client.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key }))).UploadId;
  await begin(session, "in/a");
  const foreign = await begin(lab, "in/a");
  const unknownKey = await begin(session, "in/b");

  await tidyUploads(deps);
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket: "lake" }));
  expect(Uploads?.map(({ UploadId }) => UploadId).sort()).toEqual([foreign, unknownKey].sort());
});

test("a bucket that cannot be listed keeps the janitor from no other one", async () => {
  const { s3 } = await startTestS3();
  const { deps, close } = await openTestCoordinator(s3, {
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: company.principalArn,
    S3MIRROR_JANITOR_AGE_SECONDS: "0",
  });
  onTestFinished(close);
  for (const bucket of ["gone", "lake", "missing"]) {
    await acceptTestTransfer(deps.ledger, { destination: { bucket, prefix: "in/", ownerAccountId: null } });
    await planNext(deps.ledger, ["run/a"]);
  }
  await s3.send(new CreateMultipartUploadCommand({ Bucket: "lake", Key: "in/a" }));
  await tidyUploads(deps);
  const { Uploads } = await s3.send(new ListMultipartUploadsCommand({ Bucket: "lake" }));
  expect(Uploads ?? []).toEqual([]);
});
