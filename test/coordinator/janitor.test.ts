import { randomBytes } from "node:crypto";
import { CreateMultipartUploadCommand, ListMultipartUploadsCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { STSClient } from "@aws-sdk/client-sts";
import { tidyUploads } from "@s3mirror/coordinator/janitor";
import { openS3 } from "@s3mirror/coordinator/open-s3";
import { makeId } from "@s3mirror/core/ids";
import { insertPlannedPage, takePlanTask } from "@s3mirror/core/store/planning";
import { acceptTransfer } from "@s3mirror/core/store/transfers";
import { company, credentialsOf, startTestS3, vendor } from "@s3mirror/local-aws/testing/test-s3";
import { expect, onTestFinished, test } from "vitest";
import { openTestCoordinator, type TestCoordinator } from "./open-coordinator.ts";

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
  await planFile(deps, "a");
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

async function planFile({ ledger }: TestCoordinator["deps"], key: string): Promise<void> {
  await acceptTransfer(ledger, {
    transfer: {
      id: makeId("tr", randomBytes(26)),
      name: null,
      reference: null,
      labels: {},
      vendorId: null,
      routeId: null,
      source: { bucket: "lab", prefix: "run/", ownerAccountId: vendor.accountId },
      destination: { bucket: "lake", prefix: "in/", ownerAccountId: company.accountId },
      keys: null,
      options: { overwrite: "never", tags: "required" },
      createdBy: "a test",
    },
    remember: null,
  });
  const task = await takePlanTask(ledger, { leaseSeconds: 30 });
  if (task === null) throw new Error("the accepted transfer has no planning effect");
  const files = [{ key: `run/${key}`, sizeBytes: 1, etag: '"e"', versionId: null }];
  await insertPlannedPage(ledger, { task, files, cursor: key, last: true, partSizeBytes: null });
}
