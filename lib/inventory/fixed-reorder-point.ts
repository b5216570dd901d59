import { type Order, type OrderRules, orderQuantity } from "./order-quantity.ts";
import { safetyStock } from "./safety-stock.ts";

/** What a fixed reorder point is set by, once; days and units a day. */
export interface FixedPolicyTerms {
  readonly dailyMean: number;
  readonly dailySd: number;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  /** Days between two looks at the stock, and between two orders. */
  readonly look: number;
  readonly cycleDays: number;
  readonly serviceLevel: number;
  readonly wholeUnits: boolean;
}

/** s and S that never change: mean demand of the past and the safety stock of the textbook. */
export interface FixedPolicy {
  readonly reorderPoint: number;
  readonly orderUpTo: number;
}

export function fixedPolicy(terms: FixedPolicyTerms): FixedPolicy {
  const { dailyMean, dailySd, leadTimeDays, leadTimeSdDays, look, cycleDays } = terms;
  const safety = safetyStock({
    mean: dailyMean,
    sd: dailySd,
    leadTime: leadTimeDays,
    leadTimeSd: leadTimeSdDays,
    review: look,
    serviceLevel: terms.serviceLevel,
  });
  const whole = (units: number) => Math.max(0, terms.wholeUnits ? Math.ceil(units) : units);
  const reorderPoint = whole(dailyMean * (leadTimeDays + look) + safety);
  const lot = Math.max(0, dailyMean * (cycleDays - look));
  return { reorderPoint, orderUpTo: whole(reorderPoint + lot) };
}

export const fixedOrder = (
  { reorderPoint, orderUpTo }: FixedPolicy,
  position: number,
  rules: OrderRules,
): Order => orderQuantity(position, reorderPoint, orderUpTo, rules);
