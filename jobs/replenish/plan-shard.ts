import type { OrderConfig, SupplyDefaults } from "#lib/config/order-config.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { type BusinessDate, fromEpochDay } from "#lib/domain/business-date.ts";
import { periodStart } from "#lib/domain/period.ts";
import type { SeriesForecast } from "#lib/inventory/demand-paths.ts";
import { type Reorder, ReorderPlanner } from "#lib/inventory/reorder-planner.ts";
import { reorderReason } from "#lib/inventory/reorder-reason.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import { ReorderColumns, type ReorderRow } from "./reorder-columns.ts";
import { completeTerms, type SeriesFacts, type UnitValue, unitValue } from "./series-supply.ts";

export interface PlanSettings {
  readonly dataset: DatasetDescription;
  readonly levels: readonly number[];
  readonly supply: SupplyDefaults;
  readonly orders: OrderConfig;
  readonly seed: number;
}

/** The facts of the series at `index` of the shard in hand. */
export type FactsOf = (index: number) => SeriesFacts;

/** Plans the orders of one shard after the other. */
export class ShardPlanner {
  readonly #settings: PlanSettings;
  readonly #planner: ReorderPlanner;
  /** Last epoch day whose data the run knows; an order goes out the day after. */
  readonly #lastDay: number;

  constructor(settings: PlanSettings) {
    const { dataset, levels, seed } = settings;
    this.#settings = settings;
    this.#lastDay = periodStart(dataset.cutoffPeriod + 1, dataset.calendar) - 1;
    this.#planner = new ReorderPlanner({
      levels,
      seed,
      calendar: dataset.calendar,
      cutoffPeriod: dataset.cutoffPeriod,
      horizon: dataset.horizon,
      season: dataset.season,
      wholeUnits: dataset.wholeNumbers,
    });
  }

  plan(forecasts: ForecastShard, factsOf: FactsOf): ReorderShard {
    const columns = new ReorderColumns(forecasts.shard, forecasts.item.length);
    for (const [series, item] of forecasts.item.entries()) {
      const facts = factsOf(series);
      const row = this.#planSeries(this.#forecastOf(forecasts, series), facts);
      columns.set(series, { ...row, item, location: forecasts.location[series] as string });
    }
    return columns.finish();
  }

  #forecastOf({ mean, quantiles, saleProbability }: ForecastShard, series: number): SeriesForecast {
    const { horizon } = this.#settings.dataset;
    const [from, to] = [series * horizon, (series + 1) * horizon];
    const levels = this.#settings.levels.length;
    return {
      mean: mean.subarray(from, to),
      quantiles: quantiles.subarray(from * levels, to * levels),
      saleProbability: saleProbability.subarray(from, to),
    };
  }

  #planSeries(forecast: SeriesForecast, facts: SeriesFacts): Omit<ReorderRow, "item" | "location"> {
    const { supply, dataset, orders } = this.#settings;
    const terms = completeTerms(facts.supply, supply);
    const known = { title: facts.title, supplier: terms.supplier, ...stockColumns(facts) };
    const obstacle = obstacleTo(dataset, forecast);
    if (obstacle !== undefined) return { ...nothingKnown, ...known, reason: obstacle };
    const { stock } = facts;
    const daysToEnd = facts.endDay - this.#lastDay;
    const reorder = this.#planner.suggest({ forecast, terms, stock, daysToEnd });
    const countedDaysAgo = stock === undefined ? 0 : this.#lastDay - stock.countedOn;
    const value = unitValue(facts);
    return {
      ...known,
      ...orderColumns(reorder, value, orders),
      ...this.#dates(reorder, terms),
      reorderPoint: reorder.reorderPoint,
      orderUpTo: reorder.orderUpTo,
      stockoutRisk: reorder.stockoutRisk ?? Number.NaN,
      daysOfCover: reorder.coverDays ?? Number.NaN,
      reason:
        reorderReason(reorder, { terms, stock, countedDaysAgo }) + valueSentence(reorder, value),
    };
  }

  /** An item that is never to be ordered again has no date to order it by. */
  #dates(
    { dueInDays, orderUpTo, notes }: Reorder,
    { leadTimeDays }: SupplyTerms,
  ): { readonly orderBy: BusinessDate | ""; readonly arrives: BusinessDate | "" } {
    if (dueInDays === undefined || orderUpTo === 0 || notes.includes("ends-first"))
      return { orderBy: "", arrives: "" };
    const day = this.#lastDay + 1 + Math.floor(dueInDays);
    return { orderBy: fromEpochDay(day), arrives: fromEpochDay(day + Math.round(leadTimeDays)) };
  }
}

/** Why nothing can be planned at all, if so. */
function obstacleTo({ target }: DatasetDescription, forecast: SeriesForecast): string | undefined {
  if (target !== "units")
    return `The forecast is of ${target}, not of units: no order can be planned.`;
  const isWhole = forecast.mean.every(Number.isFinite) && forecast.quantiles.every(Number.isFinite);
  return isWhole ? undefined : "There is no usable forecast: no order can be planned.";
}

function stockColumns({ stock }: SeriesFacts): Pick<ReorderRow, "onHand" | "onOrder"> {
  return { onHand: stock?.onHand ?? Number.NaN, onOrder: stock?.onOrder ?? Number.NaN };
}

/** An order whose value is not known cannot be held against the limit: a person looks at it. */
function orderColumns(
  { order }: Reorder,
  { money }: UnitValue,
  { approveAbove }: OrderConfig,
): Pick<ReorderRow, "orderQuantity" | "orderValue" | "needsApproval"> {
  const orderQuantity = order?.quantity ?? Number.NaN;
  const orderValue = orderQuantity === 0 ? 0 : orderQuantity * money;
  const isLarge = orderQuantity > 0 && !(orderValue <= approveAbove);
  return { orderQuantity, orderValue, needsApproval: isLarge ? 1 : 0 };
}

function valueSentence({ order }: Reorder, { from }: UnitValue): string {
  const isOrdered = order !== undefined && order.quantity > 0;
  return isOrdered && from === "price" ? " Valued at its selling price: no cost is known." : "";
}

const nothingKnown = {
  orderQuantity: Number.NaN,
  orderValue: Number.NaN,
  orderBy: "",
  arrives: "",
  reorderPoint: Number.NaN,
  orderUpTo: Number.NaN,
  stockoutRisk: Number.NaN,
  daysOfCover: Number.NaN,
  needsApproval: 0,
} as const;
