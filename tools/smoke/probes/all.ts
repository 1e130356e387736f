import { notTried, type Probe } from "../probe.ts";
import { alerts } from "./alerts.ts";
import { copyObject } from "./copy-object.ts";
import { ledger } from "./ledger.ts";
import { multipartCopy } from "./multipart-copy.ts";
import { queues } from "./queues.ts";
import { transferRole } from "./transfer-role.ts";
import { wayIn } from "./way-in.ts";
import { wrongOwner } from "./wrong-owner.ts";

export const probes: Probe[] = [wayIn, alerts, queues, ledger, transferRole, wrongOwner, copyObject, multipartCopy];

/** What a person has to try on AWS: listed in every report, so that nobody takes it for proven. */
export const byHand: Probe[] = [
  hand(
    "first-file",
    "A transfer wakes the copiers from zero",
    "create a transfer by the page; note the minutes until its first file",
  ),
  hand(
    "lost-copier",
    "A copier that is stopped loses nothing",
    "`aws ecs stop-task` on one during a transfer; the transfer still ends complete",
  ),
  hand(
    "outside",
    "The transfer role reaches no bucket outside the stage",
    "needs the role itself, which only the services may assume",
  ),
  hand(
    "redrive",
    "SQS hides, redelivers and redrives as documented",
    "a test message would meet the copiers; watch the queue during a transfer",
  ),
  hand("kms", "Keys of KMS decide as the policy simulation does", "copy from and into a bucket with a key"),
];

function hand(name: string, proves: string, how: string): Probe {
  return { name, proves, costDollars: 0, run: async () => notTried(`by hand: ${how}`) };
}
