import type { LeadTime } from "./lead-times.ts";
import type { SupplierCalendar } from "./order-calendar.ts";
import type { OrderRules } from "./order-quantity.ts";
import type { PriceBreak } from "./price-breaks.ts";

/** How one series is bought: days, units, money; `undefined` where nobody said. */
export interface SupplyTerms extends OrderRules, LeadTime {
  readonly supplier: string;
  readonly calendar: SupplierCalendar;
  /** Rising. */
  readonly priceBreaks: readonly PriceBreak[];
  /** Days from one order to the next. */
  readonly reviewDays: number;
  readonly unitCost: number | undefined;
  readonly unitPrice: number | undefined;
  /** Share of the cost that a year's holding costs. */
  readonly holdingRate: number;
  readonly stockoutCost: number | undefined;
  /** Given for this series; what it measures is the policy's. */
  readonly serviceLevel: number | undefined;
  /** Used where neither a service level nor costs are given. */
  readonly defaultServiceLevel: number;
  readonly shelfLifeDays: number | undefined;
  /** Share of what is sold that comes back fit for sale. */
  readonly returnRate: number;
}

/** Money lost by a unit that is wanted and not there: given, else its margin. */
export function shortageCost({
  stockoutCost,
  unitPrice,
  unitCost,
}: SupplyTerms): number | undefined {
  if (stockoutCost !== undefined && stockoutCost > 0) return stockoutCost;
  if (unitPrice === undefined || unitCost === undefined) return undefined;
  return unitPrice > unitCost ? unitPrice - unitCost : undefined;
}
