import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { errorOf } from "../aws-error.ts";
import { didNotHold, held, notAsked, type Probe } from "../probe.ts";
import { simulateRole } from "../simulate-role.ts";

export const transferRole: Probe = {
  name: "transfer-role",
  claim: "Nobody but the stage's own services may assume the transfer role: a caller who may assume roles is refused",
  uses: () => ({}),
  async run(context) {
    const { clients, deployed, signal } = context;
    const ask = new AssumeRoleCommand({ RoleArn: deployed.transferRole, RoleSessionName: "s3mirror-smoke" });
    const error = await errorOf(clients.sts.send(ask, { abortSignal: signal }));
    if (!error?.name.startsWith("AccessDenied"))
      return didNotHold(error?.text ?? `${deployed.transferRole} was assumed by ${context.callerArn}`);
    // AWS answers a caller who may assume nothing in the same words: only one who may is refused by the role's trust.
    const caller = roleOf(context.callerArn);
    const call = { action: "sts:AssumeRole", resource: deployed.transferRole };
    let may: string | undefined;
    const unknown = await errorOf(
      simulateRole(context, caller, call).then((decision) => {
        may = decision;
      }),
    );
    if (unknown !== null)
      return notAsked(`${error.text}; whether the caller may assume roles at all could not be asked (${unknown.text})`);
    return may === "allowed"
      ? held(`${error.text}; the caller's own policies allow it`)
      : notAsked(`${error.text}; the caller may assume no such role anyway (${may})`);
  },
};

/** The role of a session; a role's path is not told, so that one with a path cannot be asked about. */
function roleOf(arn: string): string {
  return arn.replace(/^arn:([\w-]+):sts::(\d{12}):assumed-role\/([^/]+)\/.*$/, "arn:$1:iam::$2:role/$3");
}
