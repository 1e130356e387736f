import type { CopierWorld } from "./open-copier-world.ts";

/** What a service is told of a world: enough for a copier to start in it. */
export function copierEnvironment({ accounts, ...world }: CopierWorld): Record<string, string> {
  return {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: accounts.company.accessKeyId,
    AWS_SECRET_ACCESS_KEY: accounts.company.secretAccessKey,
    AWS_ENDPOINT_URL_S3: world.s3Url,
    AWS_ENDPOINT_URL_SQS: world.sqsUrl,
    AWS_ENDPOINT_URL_RDS_DATA: world.rdsDataUrl,
    S3MIRROR_STAGE: "test",
    S3MIRROR_COPY_QUEUE_URL: world.queueUrl("copy"),
    S3MIRROR_NEEDS_ACTION_QUEUE_URL: world.queueUrl("needs-action"),
    S3MIRROR_LEDGER_RESOURCE_ARN: world.resourceArn,
    S3MIRROR_LEDGER_SECRET_ARN: world.secretArn,
    S3MIRROR_LEDGER_DATABASE: "s3mirror",
    S3MIRROR_TRANSFER_PRINCIPAL_ARN: accounts.company.principalArn,
  };
}
