import type { StageSettings } from "./schema.ts";

/** The shared development environment: cheap at rest, no NAT, nothing that anybody would miss. */
export default {
  region: "eu-central-1",
  production: false,
  domain: null,
  access: "public",
  network: { type: "create", publicIps: true },
  tags: { environment: "dev" },
  signIn: null,
  keepTransferRole: false,
  sources: [
    { vendor: "example-laboratory", accountId: "444455556666", bucket: "example-laboratory-deliveries", prefix: "" },
  ],
  destinations: [{ bucket: "example-company-sequencing-dev", prefix: "incoming/" }],
  alerts: { emails: [], https: [] },
  fleet: { min: 0, max: 16 },
  logRetention: "1 month",
  evidenceLockDays: null,
  budget: { monthlyUsd: 200 },
} satisfies StageSettings;
