import { ListSubscriptionsByTopicCommand } from "@aws-sdk/client-sns";
import { didNotHold, held, notAsked, type Probe } from "../probe.ts";

export const alerts: Probe = {
  name: "alerts",
  claim: "Everyone whom the stage's alerts name has confirmed",
  uses: () => ({}),
  async run({ clients, deployed, signal }) {
    const ask = new ListSubscriptionsByTopicCommand({ TopicArn: deployed.alerts });
    const { Subscriptions = [] } = await clients.sns.send(ask, { abortSignal: signal });
    const waiting = Subscriptions.filter(({ SubscriptionArn }) => !SubscriptionArn?.startsWith("arn:"));
    if (Subscriptions.length === 0) return notAsked("nobody is to be told: alerts.emails and alerts.https are empty");
    return waiting.length === 0
      ? held(`${Subscriptions.length} confirmed`)
      : didNotHold(`${waiting.length} of ${Subscriptions.length} have to confirm the mail that AWS sent them`);
  },
};
