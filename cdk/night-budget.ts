import { CfnBudget } from "aws-cdk-lib/aws-budgets";
import { Construct } from "constructs";
import type { DeployConfig } from "./config/deploy-config.ts";
import type { Notices } from "./notices.ts";

/** Tells before the month's money is gone, and when it is. */
export class NightBudget extends Construct {
  constructor(scope: Construct, id: string, { stack, budget }: DeployConfig, notices: Notices) {
    super(scope, id);
    const subscribers = [{ subscriptionType: "SNS", address: notices.topic.topicArn }];
    const notice = (notificationType: "ACTUAL" | "FORECASTED", threshold: number) => ({
      notification: {
        comparisonOperator: "GREATER_THAN",
        ...{ notificationType, threshold, thresholdType: "PERCENTAGE" },
      },
      subscribers,
    });
    new CfnBudget(this, "Month", {
      budget: {
        budgetName: `${stack}-month`,
        budgetType: "COST",
        timeUnit: "MONTHLY",
        budgetLimit: { amount: budget.monthlyDollars, unit: "USD" },
        // Every resource of the stack bears the tag; it counts once it is activated for billing.
        costFilters: { TagKeyValue: [`user:shelfcast$${stack}`] },
      },
      notificationsWithSubscribers: [
        notice("FORECASTED", 100),
        notice("ACTUAL", 80),
        notice("ACTUAL", 100),
      ],
    });
  }
}
