import { prefix, settings } from "./settings.ts";
import { alerts } from "./topics.ts";

const notification = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
  comparisonOperator: "GREATER_THAN",
  notificationType,
  threshold,
  thresholdType: "PERCENTAGE",
  subscriberSnsTopicArns: [alerts.arn],
});

/** Tells, stops nothing: 80 % spent, or more than all of it on its way. Counts what carries this stage's tag. */
new aws.budgets.Budget("Budget", {
  name: `${prefix}-monthly`,
  budgetType: "COST",
  timeUnit: "MONTHLY",
  limitAmount: `${settings.budget.monthlyUsd}`,
  limitUnit: "USD",
  costFilters: [{ name: "TagKeyValue", values: [`user:s3mirror:stage$${$app.stage}`] }],
  notifications: [notification("ACTUAL", 80), notification("FORECASTED", 100)],
});
