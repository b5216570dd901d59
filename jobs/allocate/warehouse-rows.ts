import type { Config } from "#lib/config/config.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { echelonDays } from "#lib/contracts/supply-shard.ts";
import { fromEpochDay } from "#lib/domain/business-date.ts";
import { periodStart } from "#lib/domain/period.ts";
import { deliveryDay, type OrderTimes, orderTimes } from "#lib/inventory/order-calendar.ts";
import { cycleDays, type OrderPolicy, reviewDaysOf } from "#lib/inventory/order-policy.ts";
import type { StockPosition } from "#lib/inventory/order-quantity.ts";
import { errorCorrelation } from "#lib/inventory/reorder-planner.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import { type WarehouseOrder, warehouseOrder } from "#lib/inventory/warehouse-order.ts";
import { warehouseReason } from "#lib/inventory/warehouse-reason.ts";
import { factSentences } from "#lib/supply/fact-sentences.ts";
import type { FactsShard } from "#lib/supply/facts-shard.ts";
import type { ReorderRow } from "#lib/supply/reorder-columns.ts";
import {
  completeTerms,
  type SeriesFacts,
  type UnitValue,
  unitValue,
} from "#lib/supply/series-supply.ts";
import { SupplierBook } from "#lib/supply/supplier-book.ts";
import type { OrderLine } from "./order-line.ts";

/** A warehouse's own order of one item, as a line to be weighed and as its row of the publication. */
export interface WarehouseResult {
  readonly line: OrderLine;
  readonly row: ReorderRow;
}

/** Orders of warehouses, which no sales of their own tell. */
export class Warehouses {
  readonly #config: Config;
  readonly #dataset: DatasetDescription;
  readonly #suppliers: SupplierBook;
  readonly #facts: FactsShard;

  constructor(config: Config, dataset: DatasetDescription, facts: FactsShard) {
    this.#config = config;
    this.#dataset = dataset;
    this.#facts = facts;
    this.#suppliers = new SupplierBook(config.suppliers, config.sites, config.orders);
  }

  /** What a warehouse can hand out now; `undefined` where nobody counted it. */
  available(row: number): number | undefined {
    const stock = this.#facts.of(row).stock;
    return stock && Math.max(0, stock.onHand - stock.backordered);
  }

  /** The order of the item and warehouse at `row`, for the stores it supplies. */
  plan(
    row: number,
    item: string,
    warehouse: string,
    stores: readonly OrderLine[],
  ): WarehouseResult {
    const facts = this.#facts.of(row);
    const terms = completeTerms(facts.supply, this.#config.supply, (supplier) =>
      this.#suppliers.of(supplier),
    );
    const times = this.#times(terms);
    const stock = stockOf(facts);
    const value = unitValue(facts.supply, Number.NaN);
    const cycle = cycleDays(this.#policy, terms, times, dailyDemand(stores));
    const suggested = warehouseOrder({
      stores: stores.map(({ position, moments }) => ({ position, moments })),
      days: echelonDays,
      stock: stock ?? { onHand: 0, onOrder: 0, backordered: 0 },
      terms,
      times,
      cycleDays: cycle,
      transferDays: this.#transferDays(stores),
      correlation: errorCorrelation,
      wholeUnits: this.#dataset.wholeNumbers,
    });
    const planned = this.#heldBack(suggested, facts, terms);
    const quantity = stock === undefined ? Number.NaN : planned.order.quantity;
    const shown: ReorderRow = {
      item,
      title: facts.title || (stores[0]?.title ?? ""),
      location: warehouse,
      supplier: terms.supplier,
      ...this.#orderOf(quantity, value.money, terms, times),
      onHand: stock?.onHand ?? Number.NaN,
      onOrder: stock?.onOrder ?? Number.NaN,
      reorderPoint: planned.reorderPoint,
      orderUpTo: planned.orderUpTo,
      stockoutRisk: stock === undefined ? Number.NaN : planned.stockoutRisk,
      daysOfCover: Number.NaN,
      reason: this.#reason(planned, { facts, terms, value }, stores.length, stock, times),
    };
    const usual = dailyDemand(stores) * cycle;
    return { line: this.#line(row, shown, terms, planned, usual), row: shown };
  }

  /** What a planner refused is not suggested again before the next review. */
  #heldBack(planned: WarehouseOrder, { decided }: SeriesFacts, terms: SupplyTerms): WarehouseOrder {
    const isRefused = decided.refusedOn + terms.reviewDays > this.#firstDay;
    if (!isRefused || planned.order.quantity === 0) return planned;
    return { ...planned, order: { quantity: 0, limit: "refused" } };
  }

  #reason(
    planned: WarehouseOrder,
    known: { readonly facts: SeriesFacts; readonly terms: SupplyTerms; readonly value: UnitValue },
    stores: number,
    stock: StockPosition | undefined,
    { leaves }: OrderTimes,
  ): string {
    const { terms } = known;
    const { isUnknown } = this.#suppliers.of(terms.supplier);
    return [
      warehouseReason(planned, { stores, stock, terms, leaves }),
      ...factSentences({ ...planned, notes: [] }, { ...known, warehouse: undefined }, isUnknown),
    ].join(" ");
  }

  get #policy(): OrderPolicy {
    const { orders } = this.#config;
    return { ...orders, kind: orders.policy };
  }

  get #firstDay(): number {
    const { calendar, cutoffPeriod } = this.#dataset;
    return periodStart(cutoffPeriod + 1, calendar);
  }

  #times(terms: SupplyTerms): OrderTimes {
    const { calendar, cutoffPeriod } = this.#dataset;
    const firstDay = this.#firstDay;
    const look = periodStart(cutoffPeriod + 2, calendar) - firstDay;
    const reviewDays = reviewDaysOf(this.#policy, terms);
    return orderTimes({ calendar: terms.calendar, firstDay, look, reviewDays });
  }

  #orderOf(
    quantity: number,
    unitMoney: number,
    { calendar, leadTimeDays }: SupplyTerms,
    { leaves }: OrderTimes,
  ): Pick<ReorderRow, "orderQuantity" | "orderValue" | "orderBy" | "arrives"> {
    const orderValue = quantity === 0 ? 0 : quantity * unitMoney;
    const day = this.#firstDay + leaves;
    const here = deliveryDay(calendar, day + Math.round(leadTimeDays));
    return {
      orderQuantity: quantity,
      orderValue,
      orderBy: quantity > 0 ? fromEpochDay(day) : "",
      arrives: quantity > 0 ? fromEpochDay(here) : "",
    };
  }

  #transferDays(stores: readonly OrderLine[]): number {
    const days = stores.map(({ location }) => this.#suppliers.warehouseOf(location)?.days ?? 0);
    return Math.max(0, ...days);
  }

  #line(
    row: number,
    shown: ReorderRow,
    terms: SupplyTerms,
    planned: WarehouseOrder,
    usual: number,
  ): OrderLine {
    const { supply } = this.#facts.of(row);
    const known = (value: number) => (Number.isFinite(value) ? value : null);
    const quantity = Number.isNaN(shown.orderQuantity) ? 0 : shown.orderQuantity;
    const margin = Number.isFinite(supply.stockoutCost)
      ? supply.stockoutCost
      : supply.unitPrice - supply.unitCost;
    return {
      shard: this.#dataset.shardCount,
      row,
      ...{ item: shown.item, title: shown.title, location: shown.location },
      ...{ supplier: shown.supplier, warehouse: "", note: "", quantity },
      unitValue: known(unitValue(supply, Number.NaN).money),
      shortageCost: known(margin),
      packSize: terms.packSize,
      minOrder: terms.minOrder,
      maxOrder: known(terms.maxOrder),
      ...{ usual, position: planned.position },
      surplus: 0,
      leadDays: terms.leadTimeDays,
      parts: quantity > 0 ? [[quantity, planned.savedUnits]] : [],
      moments: [],
    };
  }
}

function stockOf({ stock, decided }: SeriesFacts): StockPosition | undefined {
  return stock && { ...stock, onOrder: stock.onOrder + decided.units };
}

/** Units a day that all stores together expect. */
function dailyDemand(stores: readonly OrderLine[]): number {
  const last = echelonDays.length - 1;
  const units = stores.reduce((sum, { moments }) => sum + (moments[2 * last] ?? 0), 0);
  return units / (echelonDays[last] as number);
}
