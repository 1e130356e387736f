import { setTimeout as sleep } from "node:timers/promises";
import type { STSClient } from "@aws-sdk/client-sts";
import { assumeTransferRole } from "@s3mirror/core/transfer-role/credentials";

const PATIENCE_MS = 5_000;

/**
 * Whether STS takes a session policy. It packs them by a measure of its own (STS API, "AssumeRole", PackedPolicyTooLarge), so
 * only it can say. Where it does not answer within 5 s, or there is no role to assume, nothing speaks against it.
 */
export async function isPolicyTaken(
  deps: { sts: STSClient; nowMs: () => number },
  roleArn: string | undefined,
  policy: string,
): Promise<boolean> {
  if (roleArn === undefined) return true;
  const asked = assumeTransferRole(deps, { roleArn, sessionName: "coordinator", policy }).provide();
  const answered = asked.then(
    () => true,
    (error: unknown) => !(error instanceof Error && error.name === "SessionPolicyRefused"),
  );
  return await Promise.race([answered, sleep(PATIENCE_MS, true, { ref: false })]);
}
