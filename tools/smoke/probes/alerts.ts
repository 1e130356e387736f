import { ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { notTried, type Probe, proven, refuted } from "../probe.ts";

export const alerts: Probe = {
  name: "alerts",
  proves: "Everyone whom the stage's alerts name has confirmed",
  costDollars: 0,
  async run({ clients, deployed, signal }) {
    const ask = new ListSubscriptionsByTopicCommand({ TopicArn: deployed.alerts });
    const { Subscriptions = [] } = await clients.sns.send(ask, { abortSignal: signal });
    const waiting = Subscriptions.filter(({ SubscriptionArn }) => !SubscriptionArn?.startsWith("arn:"));
    if (Subscriptions.length === 0) return notTried("nobody is to be told: alerts.emails and alerts.https are empty");
    return waiting.length === 0
      ? proven(`${Subscriptions.length} confirmed`)
      : refuted(`${waiting.length} of ${Subscriptions.length} have to confirm the mail that AWS sent them`);
  },
};
