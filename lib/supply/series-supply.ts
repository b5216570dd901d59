import type { SupplyDefaults } from "#lib/config/order-config.ts";
import { alwaysOpen } from "#lib/inventory/order-calendar.ts";
import type { StockPosition } from "#lib/inventory/order-quantity.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import type { SupplierRules } from "./supplier-book.ts";

/** A row of the supply table; NaN and "" where it is silent. */
export interface SupplyRow {
  readonly supplier: string;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  readonly reviewDays: number;
  readonly minOrder: number;
  readonly packSize: number;
  readonly maxOrder: number;
  readonly unitCost: number;
  readonly unitPrice: number;
  readonly holdingRate: number;
  readonly stockoutCost: number;
  readonly serviceLevel: number;
  readonly shelfLifeDays: number;
}

/** The last count of a series up to the cutoff. */
interface StockCount extends StockPosition {
  /** Epoch day. */
  readonly countedOn: number;
}

/** What the raw tables say of one series beside its sales. */
export interface SeriesFacts {
  readonly title: string;
  /** First epoch day on which it may be sold; -Infinity where none is known. */
  readonly launchDay: number;
  /** The item that replaces it at its end, if one does. */
  readonly successor: string;
  readonly decided: DecidedFacts;
  /** Last epoch day on which it may be sold; Infinity where none is known. */
  readonly endDay: number;
  readonly stock: StockCount | undefined;
  readonly supply: SupplyRow;
}

/** What planners decided on earlier suggestions. */
interface DecidedFacts {
  /** Approved, and not yet in a stock count. */
  readonly units: number;
  /** Epoch day of the last refusal; NaN where none. */
  readonly refusedOn: number;
  readonly by: string;
}

/** What one unit of an order is worth, and how that is known. */
export interface UnitValue {
  readonly money: number;
  readonly from: "cost" | "price" | "unknown";
}

/** Its cost; where nobody gave one its selling price, which is hardly less; else unknown. */
export function unitValue(supply: SupplyRow, recentPrice: number): UnitValue {
  if (Number.isFinite(supply.unitCost)) return { money: supply.unitCost, from: "cost" };
  const price = Number.isFinite(supply.unitPrice) ? supply.unitPrice : recentPrice;
  if (Number.isFinite(price)) return { money: price, from: "price" };
  return { money: Number.NaN, from: "unknown" };
}

/** The row's terms, and the config's where the row is silent. */
export function completeTerms(
  row: SupplyRow,
  defaults: SupplyDefaults,
  rulesOf: (supplier: string) => SupplierRules,
): SupplyTerms {
  const supplier = row.supplier || defaults.supplier;
  const { calendar, priceBreaks } = rulesOf(supplier);
  return {
    supplier,
    calendar,
    priceBreaks,
    leadTimeDays: known(row.leadTimeDays) ?? defaults.leadTimeDays,
    leadTimeSdDays: known(row.leadTimeSdDays) ?? leadTimeSd(row, defaults),
    reviewDays: known(row.reviewDays) ?? defaults.reviewDays,
    minOrder: known(row.minOrder) ?? defaults.minOrder,
    packSize: known(row.packSize) ?? defaults.packSize,
    maxOrder: known(row.maxOrder) ?? Number.POSITIVE_INFINITY,
    unitCost: known(row.unitCost),
    unitPrice: known(row.unitPrice),
    holdingRate: known(row.holdingRate) ?? defaults.holdingRate,
    stockoutCost: known(row.stockoutCost),
    serviceLevel: known(row.serviceLevel),
    defaultServiceLevel: defaults.serviceLevel,
    shelfLifeDays: known(row.shelfLifeDays),
    returnRate: defaults.returnRate,
  };
}

/** A store that a warehouse supplies: no supplier's calendar, minimum or discount, and a sure lead time. */
export function suppliedTerms(terms: SupplyTerms, warehouse: string, days: number): SupplyTerms {
  return {
    ...terms,
    supplier: warehouse,
    calendar: alwaysOpen,
    priceBreaks: [],
    leadTimeDays: days,
    leadTimeSdDays: 0,
    minOrder: 0,
    maxOrder: Number.POSITIVE_INFINITY,
  };
}

const known = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** The default spread goes with the default lead time: in proportion for another one. */
function leadTimeSd({ leadTimeDays }: SupplyRow, defaults: SupplyDefaults): number {
  if (!Number.isFinite(leadTimeDays) || defaults.leadTimeDays === 0) return defaults.leadTimeSdDays;
  return (defaults.leadTimeSdDays * leadTimeDays) / defaults.leadTimeDays;
}
