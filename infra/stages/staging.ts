import type { StageSettings } from "./schema.ts";

/** Where a release is tried before production gets it: production's network and limits, nothing that anybody would miss. */
export default {
  region: "eu-central-1",
  production: false,
  domain: null,
  access: "public",
  network: { type: "create", publicIps: false },
  tags: { environment: "staging" },
  signIn: null,
  keepTransferRole: true,
  sources: [
    {
      vendor: "example-laboratory",
      accountId: "444455556666",
      bucket: "example-laboratory-trials",
      prefix: "outgoing/",
    },
  ],
  destinations: [{ bucket: "example-company-sequencing-staging", prefix: "incoming/" }],
  alerts: { emails: ["sequencing-operations@example.com"], https: [] },
  fleet: { min: 0, max: 16 },
  logRetention: "1 month",
  evidenceLockDays: null,
  budget: { monthlyUsd: 500 },
} satisfies StageSettings;
