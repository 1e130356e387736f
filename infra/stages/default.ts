import type { StageSettings } from "./schema.ts";

/** Personal stages: everything small, everything gone with `sst remove`. Copy this file to infra/stages/NAME.ts to differ. */
export default {
  region: "eu-central-1",
  production: false,
  domain: null,
  access: "public",
  network: { type: "create", publicIps: true },
  tags: {},
  signIn: null,
  keepTransferRole: false,
  sources: [],
  destinations: [],
  alerts: { emails: [], https: [] },
  fleet: { min: 0, max: 4 },
  logRetention: "1 week",
  evidenceLockDays: null,
  budget: { monthlyUsd: 50 },
} satisfies StageSettings;
