import type { Config } from "#lib/config/config.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { echelonDays, type SupplyShard } from "#lib/contracts/supply-shard.ts";
import { type BusinessDate, fromEpochDay } from "#lib/domain/business-date.ts";
import { periodStart } from "#lib/domain/period.ts";
import type { SeriesForecast } from "#lib/inventory/demand-paths.ts";
import { inventoryPosition, type StockPosition } from "#lib/inventory/order-quantity.ts";
import { discountAt } from "#lib/inventory/price-breaks.ts";
import { type Reorder, ReorderPlanner } from "#lib/inventory/reorder-planner.ts";
import { reorderReason } from "#lib/inventory/reorder-reason.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import { factSentences } from "#lib/supply/fact-sentences.ts";
import { ReorderColumns, type ReorderRow } from "#lib/supply/reorder-columns.ts";
import type { ShardHistory } from "#lib/supply/series-history.ts";
import {
  completeTerms,
  type SeriesFacts,
  suppliedTerms,
  type UnitValue,
  unitValue,
} from "#lib/supply/series-supply.ts";
import { SupplierBook } from "#lib/supply/supplier-book.ts";
import { MarkdownFinder } from "./markdown-finder.ts";
import { SupplyColumns } from "./supply-columns.ts";

export interface PlanSettings {
  readonly dataset: DatasetDescription;
  readonly config: Pick<Config, PlanKey>;
  readonly seed: number;
}

/** Parts of the config that decide an order. */
export const planKeys = [
  "quantiles",
  "supply",
  "orders",
  "suppliers",
  "sites",
  "markdowns",
] as const satisfies readonly (keyof Config)[];
type PlanKey = (typeof planKeys)[number];

/** What is known of the series of one shard beside their forecasts. */
export interface ShardKnowledge {
  readonly factsOf: (series: number) => SeriesFacts;
  readonly history: ShardHistory;
}

export interface ShardPlan {
  readonly orders: ReorderShard;
  readonly supply: SupplyShard;
}

/** One series on its way to its row. */
interface PlannedSeries {
  readonly facts: SeriesFacts;
  readonly terms: SupplyTerms;
  readonly stock: StockPosition | undefined;
  readonly value: UnitValue;
  readonly warehouse: string | undefined;
}

/** Plans the orders of one shard after the other. */
export class ShardPlanner {
  readonly #settings: PlanSettings;
  readonly #planner: ReorderPlanner;
  readonly #suppliers: SupplierBook;
  readonly #markdowns: MarkdownFinder;
  /** Last epoch day whose data the run knows; an order goes out the day after. */
  readonly #lastDay: number;

  constructor(settings: PlanSettings) {
    const { dataset, seed, config } = settings;
    const { orderCost, policy, service, salvage } = config.orders;
    this.#settings = settings;
    this.#lastDay = periodStart(dataset.cutoffPeriod + 1, dataset.calendar) - 1;
    this.#suppliers = new SupplierBook(config.suppliers, config.sites, config.orders);
    this.#planner = new ReorderPlanner({
      levels: config.quantiles,
      seed,
      calendar: dataset.calendar,
      cutoffPeriod: dataset.cutoffPeriod,
      horizon: dataset.horizon,
      season: dataset.season,
      wholeUnits: dataset.wholeNumbers,
      policy: { kind: policy, service, orderCost, salvage },
    });
    this.#markdowns = new MarkdownFinder(this.#planner, config);
  }

  plan(forecasts: ForecastShard, knowledge: ShardKnowledge): ShardPlan {
    const rows = new ReorderColumns(forecasts.shard, forecasts.item.length);
    const supply = new SupplyColumns(forecasts.item.length);
    for (const [series, item] of forecasts.item.entries()) {
      const location = forecasts.location[series] as string;
      const planned = this.#know(knowledge, series, location);
      const forecast = this.#forecastOf(forecasts, series);
      const row = this.#planSeries(forecast, planned, knowledge.history, { series, supply });
      rows.set(series, { ...row, item, location });
    }
    return { orders: rows.finish(), supply: supply.finish() };
  }

  #know({ factsOf, history }: ShardKnowledge, series: number, location: string): PlannedSeries {
    const facts = factsOf(series);
    const own = completeTerms(facts.supply, this.#settings.config.supply, (supplier) =>
      this.#suppliers.of(supplier),
    );
    const from = this.#suppliers.warehouseOf(location);
    const terms = from ? suppliedTerms(own, from.warehouse, from.days) : own;
    const value = unitValue(facts.supply, history.recentPrice(series));
    return { facts, terms, value, stock: this.#stockOf(facts), warehouse: from?.warehouse };
  }

  /** What was approved is on its way, counted or not; what is not sold yet cannot be on a shelf. */
  #stockOf({ stock, decided, launchDay }: SeriesFacts): StockPosition | undefined {
    const counted =
      stock ?? (launchDay > this.#lastDay ? { onHand: 0, onOrder: 0, backordered: 0 } : undefined);
    return counted && { ...counted, onOrder: counted.onOrder + decided.units };
  }

  #forecastOf({ mean, quantiles, saleProbability }: ForecastShard, series: number): SeriesForecast {
    const { horizon } = this.#settings.dataset;
    const [from, to] = [series * horizon, (series + 1) * horizon];
    const levels = this.#settings.config.quantiles.length;
    return {
      mean: mean.subarray(from, to),
      quantiles: quantiles.subarray(from * levels, to * levels),
      saleProbability: saleProbability.subarray(from, to),
    };
  }

  #planSeries(
    forecast: SeriesForecast,
    planned: PlannedSeries,
    history: ShardHistory,
    { series, supply }: { readonly series: number; readonly supply: SupplyColumns },
  ): Omit<ReorderRow, "item" | "location"> {
    const { facts, terms, stock } = planned;
    const known = { title: facts.title, supplier: terms.supplier, ...stockColumns(stock) };
    const obstacle = obstacleTo(this.#settings.dataset, forecast);
    if (obstacle !== undefined) {
      supply.setUnknown(series);
      return { ...nothingKnown, ...known, reason: obstacle };
    }
    const daysToEnd = facts.endDay - this.#lastDay;
    const daysToLaunch = Math.max(0, facts.launchDay - this.#lastDay - 1);
    const planning = { forecast, terms, stock, daysToEnd, daysToLaunch };
    const reorder = this.#heldBack(this.#planner.suggest(planning), facts, terms);
    const money = stock && this.#markdowns.find(planning, stock, history, series);
    supply.set(series, {
      reorder,
      terms,
      usual: history.usual(series, reorder.cycleDays),
      position: stock ? inventoryPosition(stock) : Number.NaN,
      surplus: stock ? this.#planner.surplus(reorder, stock) : 0,
      echelon: planned.warehouse === undefined ? [] : this.#planner.demandMoments(echelonDays),
      markdown: money,
    });
    return { ...known, ...this.#orderRow(reorder, planned) };
  }

  /** What a planner refused is not suggested again before the next review. */
  #heldBack(reorder: Reorder, { decided }: SeriesFacts, { reviewDays }: SupplyTerms): Reorder {
    const isRefused = decided.refusedOn + reviewDays > this.#lastDay + 1;
    if (!isRefused || reorder.order === undefined || reorder.order.quantity === 0) return reorder;
    return { ...reorder, order: { quantity: 0, limit: "refused" }, tranches: [] };
  }

  #orderRow(
    reorder: Reorder,
    planned: PlannedSeries,
  ): Omit<ReorderRow, "item" | "location" | "title" | "supplier" | "onHand" | "onOrder"> {
    const { facts, terms, stock, value } = planned;
    const { orders } = this.#settings.config;
    const orderQuantity = reorder.order?.quantity ?? Number.NaN;
    const unit = value.money * (1 - discountAt(orderQuantity, terms.priceBreaks));
    const orderValue = orderQuantity === 0 ? 0 : orderQuantity * unit;
    const countedDaysAgo = facts.stock === undefined ? 0 : this.#lastDay - facts.stock.countedOn;
    const reason = reorderReason(reorder, {
      terms,
      stock,
      countedDaysAgo,
      service: orders.service,
    });
    const rest = factSentences(reorder, planned, this.#suppliers.of(terms.supplier).isUnknown);
    return {
      orderQuantity,
      orderValue,
      ...this.#dates(reorder),
      reorderPoint: reorder.reorderPoint,
      orderUpTo: reorder.orderUpTo,
      stockoutRisk: reorder.stockoutRisk ?? Number.NaN,
      daysOfCover: reorder.coverDays ?? Number.NaN,
      reason: [reason, ...rest].join(" "),
    };
  }

  /** An item that is never to be ordered again has no date to order it by. */
  #dates({ dueInDays, dueArrivesInDays, orderUpTo, notes }: Reorder): {
    readonly orderBy: BusinessDate | "";
    readonly arrives: BusinessDate | "";
  } {
    const never = orderUpTo === 0 || notes.includes("ends-first");
    if (dueInDays === undefined || dueArrivesInDays === undefined || never) {
      return { orderBy: "", arrives: "" };
    }
    const first = this.#lastDay + 1;
    return {
      orderBy: fromEpochDay(first + dueInDays),
      arrives: fromEpochDay(first + dueArrivesInDays),
    };
  }
}

/** Why nothing can be planned at all, if so. */
function obstacleTo({ target }: DatasetDescription, forecast: SeriesForecast): string | undefined {
  if (target !== "units")
    return `The forecast is of ${target}, not of units: no order can be planned.`;
  const isWhole = forecast.mean.every(Number.isFinite) && forecast.quantiles.every(Number.isFinite);
  return isWhole ? undefined : "There is no usable forecast: no order can be planned.";
}

function stockColumns(stock: StockPosition | undefined): Pick<ReorderRow, "onHand" | "onOrder"> {
  return { onHand: stock?.onHand ?? Number.NaN, onOrder: stock?.onOrder ?? Number.NaN };
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
} as const;
