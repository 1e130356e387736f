import type { StageSettings } from "./schema.ts";

/** Production in a VPC of yours, reached from your network only: copy it over production.ts. Its names are examples: put in your own account, domain, buckets and people before the first deploy. */
export default {
  region: "eu-central-1",
  production: true,
  domain: {
    name: "transfers.example.com",
    certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/00000000-0000-0000-0000-000000000000",
  },
  access: "internal",
  network: {
    type: "existing",
    vpcId: "vpc-0123456789abcdef0",
    containerSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    loadBalancerSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
    databaseSubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
  },
  permissionsBoundaryArn: "arn:aws:iam::111122223333:policy/workload-boundary",
  tags: { environment: "production", "data-classification": "genomic" },
  signIn: null,
  keepTransferRole: true,
  sources: [
    {
      vendor: "example-laboratory",
      accountId: "444455556666",
      bucket: "example-laboratory-deliveries",
      prefix: "outgoing/",
      kmsKeyArn: "arn:aws:kms:eu-central-1:444455556666:key/11111111-1111-1111-1111-111111111111",
    },
  ],
  destinations: [
    {
      bucket: "example-company-sequencing",
      prefix: "incoming/",
      kmsKeyArn: "arn:aws:kms:eu-central-1:111122223333:key/22222222-2222-2222-2222-222222222222",
    },
  ],
  alerts: { emails: ["sequencing-operations@example.com"], https: [] },
  fleet: { min: 0, max: 64 },
  logRetention: "1 year",
  evidenceLockDays: 3_650,
  budget: { monthlyUsd: 2_000 },
} satisfies StageSettings;
