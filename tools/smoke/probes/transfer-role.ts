import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { errorOf } from "../aws-error.ts";
import { type Probe, proven, refuted } from "../probe.ts";

export const transferRole: Probe = {
  name: "transfer-role",
  proves: "Nobody but the stage's own services may assume the transfer role: the caller of this run is refused",
  costDollars: 0,
  async run({ clients, deployed, signal }) {
    const ask = new AssumeRoleCommand({ RoleArn: deployed.transferRole, RoleSessionName: "s3mirror-smoke" });
    const error = await errorOf(clients.sts.send(ask, { abortSignal: signal }));
    return error?.name.startsWith("AccessDenied")
      ? // AWS answers a caller who may assume nothing in the same words: the reader has to know which one this was.
        proven(`${error.text} (counts only if the caller's own policies allow sts:AssumeRole on it)`)
      : refuted(error?.text ?? `${deployed.transferRole} was assumed by a person`);
  },
};
