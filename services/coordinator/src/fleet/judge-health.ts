import { tellCount } from "@s3mirror/core/units";
import type { HealthFacts } from "./health-facts.ts";
import { type HealthSettings, judgeLedger, judgeSilentLedger } from "./judge-ledger.ts";
import { attention, bad, good, type Judgement, judgeTold } from "./judgement.ts";

export const checkNames = [
  "ledger",
  "migrations",
  "clock",
  "releases",
  "queues",
  "fleet",
  "waiting",
  "stalls",
  "causes",
  "routes",
  "role",
  "alerts",
] as const;

export type Check = Judgement & { name: (typeof checkNames)[number] };

/**
 * What is well and what is not, in the order of `checkNames`, each with one sentence and, where somebody should act, the
 * next step. While the ledger is silent one line says so, and the lines that it would have told are left out.
 */
export function judgeHealth(facts: HealthFacts, settings: HealthSettings): Check[] {
  const { ledger, queues, copiers, subscriptions, credentials } = facts;
  const unsentAlerts = "told" in ledger ? ledger.told.health.unsentAlerts : 0;
  const judged: Partial<Record<Check["name"], Judgement>> = {
    ...("told" in ledger ? judgeLedger(ledger.told, copiers, settings) : { ledger: judgeSilentLedger(ledger.silent) }),
    queues: judgeTold(queues, judgeQueues, {
      who: "SQS",
      nextStep: "Look at the coordinator's log: its role must be allowed sqs:GetQueueAttributes.",
    }),
    role: judgeTold(credentials, () => good(`credentials of ${settings.transferPrincipalArn} are at hand`), {
      who: "STS",
      nextStep: "Nothing can be copied while it lasts; files wait. docs/operations.md#credentials-refused",
    }),
    alerts: judgeTold(subscriptions, (told) => judgeAlerts(told, unsentAlerts, settings), {
      who: "SNS",
      nextStep: "Look at the coordinator's log: its role must be allowed sns:ListSubscriptionsByTopic.",
    }),
  };
  return checkNames.flatMap((name) => {
    const judgement = judged[name];
    return judgement === undefined ? [] : [{ name, ...judgement }];
  });
}

function judgeQueues(queues: { queue: string; visible: number; inFlight: number }[]): Judgement {
  const of = (name: string) => queues.find(({ queue }) => queue === name) ?? { visible: 0, inFlight: 0 };
  const [copy, backstop, needsAction] = [of("copy"), of("copy_dead_letters"), of("needs_action")];
  const stuck = backstop.visible + backstop.inFlight;
  const letters = needsAction.visible + needsAction.inFlight;
  const depths = `copy: ${copy.visible} wait, ${copy.inFlight} in flight; dead letters: ${stuck} of copy, ${letters} to be recorded`;
  if (stuck > 0) {
    return bad(
      depths,
      "Messages were received 50 times without a result. Nothing is lost: the coordinators sort them out within minutes. If they stay, look for `backstop` in the coordinator's log.",
    );
  }
  if (letters > 0) {
    return attention(
      depths,
      "The coordinators record dead letters within seconds. If they stay, look for `recorder` in the coordinator's log.",
    );
  }
  return good(depths);
}

function judgeAlerts(
  subscriptions: { protocol: string; endpoint: string; confirmed: boolean }[],
  unsent: number,
  { stage }: HealthSettings,
): Judgement {
  const silent = subscriptions.filter(({ confirmed }) => !confirmed).map(({ endpoint }) => endpoint);
  if (unsent > 0) {
    return bad(
      `${tellCount(unsent, "alert")} could not be sent`,
      "Look for `effects` in the coordinator's log: its role must be allowed sns:Publish.",
    );
  }
  if (subscriptions.length === 0) {
    return bad("nobody hears of them", `Name somebody at \`alerts\` in infra/stages/${stage}.ts and deploy the stage.`);
  }
  if (silent.length > 0) {
    return bad(
      `not confirmed, so nothing is sent there: ${silent.join(", ")}`,
      `Open the link in the mail (or request) that Amazon SNS sent there; it holds for 3 days. To have it sent again: s3mirror alerts send-again ${silent[0]}`,
    );
  }
  return good(`${tellCount(subscriptions.length, "subscription")}, all confirmed`);
}
