import { didNotHold, held, type Probe } from "../probe.ts";
import { type Call, simulateRole } from "../simulate-role.ts";

/** An account that is nobody's of ours. */
const stranger = "000000000000";

/**
 * AWS's own reading of the policies that were really attached, boundary included. Not their enforcement: only the
 * services may assume the role, so nobody can try.
 */
export const rolePolicy: Probe = {
  name: "role-policy",
  claim:
    "IAM reads the transfer role as the tests here do: it may read the stage's sources and write its destinations, and neither other buckets, nor delete, nor a stranger's bucket of the same name",
  uses: () => ({}),
  async run(context) {
    const { deployedBuckets, transferRole } = context.deployed;
    const own = transferRole.split(":")[4] ?? "";
    const call = (action: string, bucket: string, key: string, account: string): Call => ({
      action,
      resource: `arn:aws:s3:::${bucket}/${key}`,
      context: { "s3:ResourceAccount": account },
    });
    const allowed = [
      ...deployedBuckets.sources.map((one) => call("s3:GetObject", one.bucket, `${one.prefix}x`, one.accountId)),
      ...deployedBuckets.destinations.map((one) => call("s3:PutObject", one.bucket, `${one.prefix}x`, own)),
    ];
    const refused = [
      call("s3:GetObject", "s3mirror-smoke-of-nobody", "x", own),
      call("s3:PutObject", "s3mirror-smoke-of-nobody", "x", own),
      ...deployedBuckets.sources.flatMap(({ bucket, prefix, accountId }) => [
        call("s3:PutObject", bucket, `${prefix}x`, accountId),
        call("s3:GetObject", bucket, `${prefix}x`, stranger),
      ]),
      ...deployedBuckets.destinations.flatMap(({ bucket, prefix }) => [
        call("s3:DeleteObject", bucket, `${prefix}x`, own),
        call("s3:PutObject", bucket, `${prefix}x`, stranger),
      ]),
    ];
    const wrong: string[] = [];
    for (const [calls, isRight] of [
      [allowed, (decision: string) => decision === "allowed"],
      [refused, (decision: string) => /Deny$/.test(decision)],
    ] as const) {
      for (const one of calls) {
        const decision = await simulateRole(context, transferRole, one);
        if (!isRight(decision))
          wrong.push(`${one.action} on ${one.resource} of ${one.context?.["s3:ResourceAccount"]}: ${decision}`);
      }
    }
    return wrong.length === 0
      ? held(`${allowed.length} calls allowed, ${refused.length} denied by iam:SimulatePrincipalPolicy`)
      : didNotHold(wrong.join("; "));
  },
};
