/** What one unit costs whom, money; for one series. */
export interface UnitCosts {
  /** A year's holding of a unit. */
  readonly holding: number;
  /** A unit that is wanted and not there. */
  readonly shortage: number;
  /** A unit that expires. */
  readonly waste: number;
  /** An order, whatever its size. */
  readonly order: number;
}

/** What ordering by one rule came to; units and money. */
export interface OrderTotals {
  readonly days: number;
  readonly demanded: number;
  readonly sold: number;
  /** Days on which something was wanted that was not there. */
  readonly stockoutDays: number;
  readonly orders: number;
  readonly ordered: number;
  readonly wasted: number;
  /** Sum of what was on hand at the end of each day, unit-days. */
  readonly held: number;
  readonly holdingCost: number;
  readonly shortageCost: number;
  readonly wasteCost: number;
  readonly orderCost: number;
}

/** Adds up days of many series. */
export class OrderLedger {
  readonly #totals: { -readonly [Name in keyof OrderTotals]: number } = {
    ...{
      days: 0,
      demanded: 0,
      sold: 0,
      stockoutDays: 0,
      orders: 0,
      ordered: 0,
      wasted: 0,
      held: 0,
    },
    ...{ holdingCost: 0, shortageCost: 0, wasteCost: 0, orderCost: 0 },
  };

  order(units: number, costs: UnitCosts): void {
    this.#totals.orders++;
    this.#totals.ordered += units;
    this.#totals.orderCost += costs.order;
  }

  closeDay(
    day: {
      readonly demanded: number;
      readonly sold: number;
      readonly wasted: number;
      readonly onHand: number;
    },
    costs: UnitCosts,
  ): void {
    const { demanded, sold, wasted, onHand } = day;
    const totals = this.#totals;
    totals.days++;
    totals.demanded += demanded;
    totals.sold += sold;
    totals.wasted += wasted;
    totals.held += onHand;
    if (sold < demanded) totals.stockoutDays++;
    totals.holdingCost += (onHand * costs.holding) / 365;
    totals.shortageCost += (demanded - sold) * costs.shortage;
    totals.wasteCost += wasted * costs.waste;
  }

  totals(): OrderTotals {
    return { ...this.#totals };
  }
}

/** Share of demand met from the shelf; 1 where nothing was wanted. */
export const fillRateOf = ({ demanded, sold }: OrderTotals): number =>
  demanded > 0 ? sold / demanded : 1;

export const totalCostOf = (totals: OrderTotals): number =>
  totals.holdingCost + totals.shortageCost + totals.wasteCost + totals.orderCost;
