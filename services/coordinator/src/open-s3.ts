import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import type { STSClient } from "@aws-sdk/client-sts";
import { assumeTransferRole } from "@s3mirror/core/transfer-role/credentials";
import { renewWhenRefused } from "@s3mirror/core/transfer-role/renew-when-refused";

/**
 * What a coordinator does with S3, and no more than that: list, head, read a byte, begin and end an upload. It cannot
 * make an object: what creates one is no `PutObject` to this policy (S3 User Guide, "Enforce conditional writes":
 * `s3:ObjectCreationOperation` is false for CreateMultipartUpload and parts).
 */
export const coordinatorPolicy = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: [
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListMultipartUploadParts",
        "s3:AbortMultipartUpload",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:GetObjectTagging",
        "s3:GetObjectVersionTagging",
        "kms:Decrypt",
        "kms:GenerateDataKey",
      ],
      Resource: "*",
    },
    {
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: "*",
      Condition: { Bool: { "s3:ObjectCreationOperation": "false" } },
    },
  ],
};

/** S3 as the transfer role, narrowed; or with the process's own credentials where there is no role to assume. */
export function openS3(
  deps: { sts: STSClient; nowMs: () => number },
  input: { roleArn: string | undefined; client: S3ClientConfig },
): S3Client {
  if (input.roleArn === undefined) return new S3Client(input.client);
  const policy = JSON.stringify(coordinatorPolicy);
  const credentials = assumeTransferRole(deps, { roleArn: input.roleArn, sessionName: "coordinator", policy });
  const client = new S3Client({ ...input.client, credentials: credentials.provide });
  client.middlewareStack.add(renewWhenRefused(credentials), { step: "initialize" });
  return client;
}
