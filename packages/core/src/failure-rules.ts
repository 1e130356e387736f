import type { ActionBy, FailureKind } from "./failure-kind.ts";

/**
 * `in_place`: the same attempt tries again. `restart`: the file starts over, at most `maxRestarts` times, then it is
 * dead-lettered. `never`: dead-lettered at once. `actionByOnDestination` where the party depends on the side.
 */
export type FailureRule = {
  retry: "in_place" | "restart" | "never";
  maxRestarts: number;
  actionBy: ActionBy;
  actionByOnDestination?: ActionBy;
  /** Whether S3 can be asked, without copying anything, if it would go now: then its files go on by themselves. */
  isProbed: boolean;
};

/** What happens after a failure and who must act (docs/protocol.md). A kind without a line here does not compile. */
export const failureRules: Record<FailureKind, FailureRule> = {
  throttled: { retry: "in_place", maxRestarts: 0, actionBy: "nobody", isProbed: false },
  transient: { retry: "in_place", maxRestarts: 0, actionBy: "nobody", isProbed: false },
  unknown_outcome: { retry: "in_place", maxRestarts: 0, actionBy: "nobody", isProbed: false },
  credentials: { retry: "in_place", maxRestarts: 0, actionBy: "operator", isProbed: false },
  source_changed: { retry: "restart", maxRestarts: 3, actionBy: "vendor", isProbed: false },
  integrity: { retry: "restart", maxRestarts: 1, actionBy: "operator", isProbed: false },
  source_permission: { retry: "never", maxRestarts: 0, actionBy: "vendor", isProbed: true },
  destination_permission: { retry: "never", maxRestarts: 0, actionBy: "cloud_team", isProbed: true },
  kms_permission: {
    retry: "never",
    maxRestarts: 0,
    actionBy: "vendor",
    actionByOnDestination: "cloud_team",
    isProbed: true,
  },
  source_missing: { retry: "never", maxRestarts: 0, actionBy: "vendor", isProbed: true },
  archived: { retry: "never", maxRestarts: 0, actionBy: "vendor", isProbed: true },
  destination_exists: { retry: "never", maxRestarts: 0, actionBy: "operator", isProbed: false },
  configuration: { retry: "never", maxRestarts: 0, actionBy: "cloud_team", isProbed: true },
  checksum_mismatch: {
    retry: "never",
    maxRestarts: 0,
    actionBy: "vendor",
    actionByOnDestination: "operator",
    isProbed: false,
  },
  invalid_key: {
    retry: "never",
    maxRestarts: 0,
    actionBy: "vendor",
    actionByOnDestination: "operator",
    isProbed: false,
  },
  route_fence: { retry: "never", maxRestarts: 0, actionBy: "operator", isProbed: false },
  crashed: { retry: "never", maxRestarts: 0, actionBy: "operator", isProbed: false },
  unexpected: { retry: "never", maxRestarts: 0, actionBy: "operator", isProbed: false },
};
