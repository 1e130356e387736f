import { partitionOf, type RoutePlaces, routePolicy } from "@s3mirror/core/transfer-role/route-policy";
import { didNotHold, held, notAsked, type Probe } from "../probe.ts";
import { type Call, simulateRole } from "../simulate-role.ts";

/**
 * AWS's own reading of the policy that narrows a copier's session, laid over the role's as a boundary, which allows just
 * what a session policy does. Not its enforcement: only the services may assume the role, so nobody can try.
 */
export const routeFence: Probe = {
  name: "route-fence",
  claim:
    "IAM reads a route's session policy as the tests here do: under it the transfer role may what lies on the route, and a neighbour's key, which the role itself may, is refused",
  uses: () => ({}),
  async run(context) {
    const { deployedBuckets, transferRole } = context.deployed;
    const [source] = deployedBuckets.sources;
    const [destination] = deployedBuckets.destinations;
    if (source === undefined || destination === undefined) return notAsked("the stage names no buckets");
    // A name in which a policy would read wildcards, beside one that they would let through.
    const [ours, neighbours] = ["s3mirror-smoke/a*b?$/", "s3mirror-smoke/a-neighbour-b-/"];
    const route: RoutePlaces = {
      sourceBucket: source.bucket,
      sourcePrefix: `${source.prefix}${ours}`,
      destinationBucket: destination.bucket,
      destinationPrefix: `${destination.prefix}${ours}`,
    };
    const fence = routePolicy(route, partitionOf(transferRole)) ?? undefined;
    const own = transferRole.split(":")[4] ?? "";
    const call = (action: string, { bucket, prefix }: { bucket: string; prefix: string }, account: string) =>
      ({
        action,
        resource: `arn:${partitionOf(transferRole)}:s3:::${bucket}/${prefix}x`,
        context: { "s3:ResourceAccount": account },
      }) satisfies Call;
    const calls = (folder: string): Call[] => {
      const from = { bucket: source.bucket, prefix: `${source.prefix}${folder}` };
      const to = { bucket: destination.bucket, prefix: `${destination.prefix}${folder}` };
      return [
        call("s3:GetObject", from, source.accountId),
        call("s3:GetObjectTagging", from, source.accountId),
        call("s3:PutObject", to, own),
        call("s3:GetObject", to, own),
        call("s3:AbortMultipartUpload", to, own),
      ];
    };
    const wrong: string[] = [];
    const expectAll = async (asked: Call[], boundary: string | undefined, right: RegExp): Promise<void> => {
      for (const one of asked) {
        const decision = await simulateRole(context, transferRole, one, boundary);
        if (!right.test(decision)) wrong.push(`${one.action} on ${one.resource}: ${decision}`);
      }
    };
    await expectAll([...calls(ours), ...calls(neighbours)], undefined, /^allowed$/);
    if (wrong.length > 0) return notAsked(`the role itself may not: ${wrong.join("; ")}`);
    await expectAll(calls(ours), fence, /^allowed$/);
    await expectAll(calls(neighbours), fence, /Deny$/);
    return wrong.length === 0
      ? held(
          `${calls(ours).length} calls allowed, a neighbour's ${calls(neighbours).length} denied by iam:SimulatePrincipalPolicy`,
        )
      : didNotHold(wrong.join("; "));
  },
};
