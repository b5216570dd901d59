import type { Config } from "#lib/config/config.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { echelonDays } from "#lib/contracts/supply-shard.ts";
import { fromEpochDay } from "#lib/domain/business-date.ts";
import { periodStart } from "#lib/domain/period.ts";
import { deliveryDay, type OrderTimes, orderTimes } from "#lib/inventory/order-calendar.ts";
import { cycleDays, type OrderPolicy, reviewDaysOf } from "#lib/inventory/order-policy.ts";
import type { StockPosition } from "#lib/inventory/order-quantity.ts";
import { errorCorrelation } from "#lib/inventory/reorder-planner.ts";
import { sayDays, sayPercent, sayUnits } from "#lib/inventory/say-quantity.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import { type WarehouseOrder, warehouseOrder } from "#lib/inventory/warehouse-order.ts";
import type { FactsShard } from "#lib/supply/facts-shard.ts";
import type { ReorderRow } from "#lib/supply/reorder-columns.ts";
import { completeTerms, type SeriesFacts, unitValue } from "#lib/supply/series-supply.ts";
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
    const policy = this.#policy;
    const planned = warehouseOrder({
      stores: stores.map(({ position, moments }) => ({ position, moments })),
      days: echelonDays,
      stock: stock ?? { onHand: 0, onOrder: 0, backordered: 0 },
      terms,
      times,
      cycleDays: cycleDays(policy, terms, times, dailyDemand(stores)),
      transferDays: this.#transferDays(stores),
      correlation: errorCorrelation,
      wholeUnits: this.#dataset.wholeNumbers,
    });
    const quantity = stock === undefined ? Number.NaN : planned.order.quantity;
    const shown: ReorderRow = {
      item,
      title: facts.title || (stores[0]?.title ?? ""),
      location: warehouse,
      supplier: terms.supplier,
      ...this.#orderOf(facts, quantity, terms, times),
      onHand: stock?.onHand ?? Number.NaN,
      onOrder: stock?.onOrder ?? Number.NaN,
      reorderPoint: planned.reorderPoint,
      orderUpTo: planned.orderUpTo,
      stockoutRisk: stock === undefined ? Number.NaN : planned.stockoutRisk,
      daysOfCover: Number.NaN,
      reason: reasonOf(planned, stores.length, stock),
    };
    return { line: this.#line(row, shown, terms, planned), row: shown };
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
    facts: SeriesFacts,
    quantity: number,
    { calendar, leadTimeDays }: SupplyTerms,
    { leaves }: OrderTimes,
  ): Pick<ReorderRow, "orderQuantity" | "orderValue" | "orderBy" | "arrives" | "needsApproval"> {
    const orderValue = quantity === 0 ? 0 : quantity * unitValue(facts.supply, Number.NaN).money;
    const day = this.#firstDay + leaves;
    const here = deliveryDay(calendar, day + Math.round(leadTimeDays));
    const isLarge = quantity > 0 && !(orderValue <= this.#config.orders.approveAbove);
    return {
      orderQuantity: quantity,
      orderValue,
      orderBy: quantity > 0 ? fromEpochDay(day) : "",
      arrives: quantity > 0 ? fromEpochDay(here) : "",
      needsApproval: isLarge ? 1 : 0,
    };
  }

  #transferDays(stores: readonly OrderLine[]): number {
    const days = stores.map(({ location }) => this.#suppliers.warehouseOf(location)?.days ?? 0);
    return Math.max(0, ...days);
  }

  #line(row: number, shown: ReorderRow, terms: SupplyTerms, planned: WarehouseOrder): OrderLine {
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
      position: planned.position,
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

function reasonOf(
  planned: WarehouseOrder,
  stores: number,
  stock: StockPosition | undefined,
): string {
  const demand = `Its ${stores} ${stores === 1 ? "store is" : "stores are"} expected to sell about ${sayUnits(planned.expectedDemand)} in ${sayDays(planned.protectedDays)} (lead time, order cycle and the way to the store).`;
  if (stock === undefined) {
    return `Stock unknown: no count up to the cutoff, so no quantity is suggested. ${demand}`;
  }
  const position = `${sayUnits(stock.onHand)} on hand and ${sayUnits(stock.onOrder)} on order here, ${sayUnits(planned.position)} with all at and on the way to its stores: ${sayPercent(planned.stockoutRisk)} risk of running out if nothing is ordered now.`;
  const { quantity } = planned.order;
  const order =
    quantity > 0
      ? `Order ${sayUnits(quantity)} to bring warehouse and stores back to ${sayUnits(planned.orderUpTo)}.`
      : `No order while they have at least ${sayUnits(planned.reorderPoint)}.`;
  return [demand, position, order].join(" ");
}
