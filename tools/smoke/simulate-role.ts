import { SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import type { SmokeContext } from "./probe.ts";

export type Call = { action: string; resource: string; context?: Record<string, string> };

/**
 * What IAM says of a call under a principal's own policies and boundary; it makes no call, and knows no policy of the
 * resource and no session policy (IAM, "How the IAM policy simulator works"). A `boundary` stands for the principal's own.
 */
export async function simulateRole(
  { clients, signal }: SmokeContext,
  arn: string,
  call: Call,
  boundary?: string,
): Promise<string> {
  const { EvaluationResults = [] } = await clients.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn: arn,
      ActionNames: [call.action],
      ResourceArns: [call.resource],
      ...(boundary !== undefined && { PermissionsBoundaryPolicyInputList: [boundary] }),
      ContextEntries: Object.entries(call.context ?? {}).map(([ContextKeyName, value]) => ({
        ContextKeyName,
        ContextKeyType: "string",
        ContextKeyValues: [value],
      })),
    }),
    { abortSignal: signal },
  );
  return EvaluationResults[0]?.EvalDecision ?? "no answer";
}
