import { accountId, settings } from "./settings.ts";

/** Where alerts go: the coordinator's, the alarms' and the budget's. */
export const alerts = new sst.aws.SnsTopic("Alerts");

for (const [protocol, endpoints] of Object.entries({ email: settings.alerts.emails, https: settings.alerts.https })) {
  for (const [index, endpoint] of endpoints.entries())
    new aws.sns.TopicSubscription(`Alerts-${protocol}-${index + 1}`, { topic: alerts.arn, protocol, endpoint });
}

new aws.sns.TopicPolicy("AlertsPolicy", {
  arn: alerts.arn,
  policy: aws.iam.getPolicyDocumentOutput({
    statements: [
      {
        sid: "OnlyTls",
        effect: "Deny",
        principals: [{ type: "*", identifiers: ["*"] }],
        actions: ["sns:Publish"],
        resources: [alerts.arn],
        conditions: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
      },
      {
        sid: "AlarmsAndBudgetOfThisAccount",
        principals: [{ type: "Service", identifiers: ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"] }],
        actions: ["sns:Publish"],
        resources: [alerts.arn],
        conditions: [{ test: "StringEquals", variable: "aws:SourceAccount", values: [accountId] }],
      },
    ],
  }).json,
});
