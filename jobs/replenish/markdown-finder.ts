import type { Config } from "#lib/config/config.ts";
import { bestMarkdown, type Markdown, mayGain } from "#lib/inventory/markdown.ts";
import type { StockPosition } from "#lib/inventory/order-quantity.ts";
import type { ReorderPlanner, SeriesSituation } from "#lib/inventory/reorder-planner.ts";
import { sayDays, sayMoney, sayPercent, sayUnits } from "#lib/inventory/say-quantity.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import type { ShardHistory } from "#lib/supply/series-history.ts";

/** A lower price for one series, and why. */
export interface SuggestedMarkdown extends Markdown {
  readonly before: number;
  readonly reason: string;
}

/** Why stock has to go by a day. */
interface Deadline {
  readonly days: number;
  readonly why: "expires" | "ends" | "has overstayed";
}

/** Finds stock that will expire, outlive its item or overstay, and the price at which it goes. */
export class MarkdownFinder {
  readonly #planner: ReorderPlanner;
  readonly #config: Pick<Config, "markdowns" | "orders">;

  constructor(planner: ReorderPlanner, config: Pick<Config, "markdowns" | "orders">) {
    this.#planner = planner;
    this.#config = config;
  }

  /** For the series that was planned last. */
  find(
    { terms, daysToEnd }: SeriesSituation,
    stock: StockPosition,
    history: ShardHistory,
    series: number,
  ): SuggestedMarkdown | undefined {
    const { markdowns, orders } = this.#config;
    if (markdowns.maxDepth <= 0 || stock.onHand <= 0) return undefined;
    const deadline = deadlineOf(terms, daysToEnd, markdowns.overstayDays);
    if (this.#planner.meanUntil(deadline.days) >= stock.onHand) return undefined;
    const effect = history.priceEffect(series);
    const price = currentPrice(history.recentPrice(series), terms);
    if (effect === undefined || price === undefined) return undefined;
    const salvage = leftValue(terms, deadline, orders.salvage);
    const ageing = { onHand: stock.onHand, price, salvage, effect };
    const { maxDepth, floor } = markdowns;
    const bounds = { maxDepth, lowest: floor * (terms.unitCost ?? 0) };
    if (!mayGain(ageing, bounds)) return undefined;
    const demand = this.#planner.demandUntil(deadline.days);
    const markdown = bestMarkdown({ ...ageing, demand }, bounds);
    if (markdown === undefined) return undefined;
    const reason = this.#reason(markdown, deadline, stock, -effect.elasticity, price);
    return { ...markdown, before: price, reason };
  }

  #reason(
    { price, unsold, unsoldAfter, gainLow, gainHigh }: Markdown,
    { days, why }: Deadline,
    { onHand }: StockPosition,
    elasticity: number,
    before: number,
  ): string {
    const { currency } = this.#config.orders;
    return (
      `${sayUnits(onHand)} on hand, of which about ${sayUnits(unsold)} will be left when it ${why} in ${sayDays(days)}. ` +
      `${sayPercent(1 - price / before)} off leaves about ${sayUnits(unsoldAfter)}, if 1 % off sells ${elasticity.toFixed(1)} % more as prices of the past tell. ` +
      `It brings between ${sayMoney(gainLow, currency)} and ${sayMoney(gainHigh, currency)} more.`
    );
  }
}

function deadlineOf(
  { shelfLifeDays }: SupplyTerms,
  daysToEnd: number,
  overstayDays: number,
): Deadline {
  const overstay: Deadline = { days: overstayDays, why: "has overstayed" };
  const candidates: Deadline[] = [
    { days: shelfLifeDays ?? Number.POSITIVE_INFINITY, why: "expires" },
    { days: Math.max(0, daysToEnd), why: "ends" },
  ];
  return candidates.reduce((first, next) => (next.days < first.days ? next : first), overstay);
}

const currentPrice = (recent: number, { unitPrice }: SupplyTerms): number | undefined =>
  Number.isFinite(recent) && recent > 0 ? recent : unitPrice;

/** What overstays is worth its cost less a year's holding; what expires or ends, what salvage gives. */
function leftValue(
  { unitCost = 0, holdingRate }: SupplyTerms,
  { why }: Deadline,
  salvage: number,
): number {
  const kept = why === "has overstayed" ? 1 - holdingRate : 0;
  return unitCost * Math.max(salvage, kept);
}
