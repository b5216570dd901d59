import type { SupplyDefaults } from "#lib/config/order-config.ts";
import type { StockPosition } from "#lib/inventory/order-quantity.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";

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
  /** Last epoch day on which it may be sold; Infinity where none is known. */
  readonly endDay: number;
  readonly stock: StockCount | undefined;
  readonly supply: SupplyRow;
  /** Last selling price up to the cutoff; NaN where none is known. */
  readonly recentPrice: number;
}

/** What one unit of an order is worth, and how that is known. */
export interface UnitValue {
  readonly money: number;
  readonly from: "cost" | "price" | "unknown";
}

/** Its cost; where nobody gave one its selling price, which is hardly less; else unknown. */
export function unitValue({ supply, recentPrice }: SeriesFacts): UnitValue {
  if (Number.isFinite(supply.unitCost)) return { money: supply.unitCost, from: "cost" };
  const price = Number.isFinite(supply.unitPrice) ? supply.unitPrice : recentPrice;
  if (Number.isFinite(price)) return { money: price, from: "price" };
  return { money: Number.NaN, from: "unknown" };
}

/** The row's terms, and the config's where the row is silent. */
export function completeTerms(row: SupplyRow, defaults: SupplyDefaults): SupplyTerms {
  return {
    supplier: row.supplier || defaults.supplier,
    leadTimeDays: known(row.leadTimeDays) ?? defaults.leadTimeDays,
    leadTimeSdDays: known(row.leadTimeSdDays) ?? leadTimeSd(row, defaults),
    reviewDays: known(row.reviewDays) ?? defaults.reviewDays,
    minOrder: known(row.minOrder) ?? defaults.minOrder,
    packSize: known(row.packSize) ?? defaults.packSize,
    maxOrder: known(row.maxOrder) ?? Number.POSITIVE_INFINITY,
    unitCost: known(row.unitCost),
    holdingRate: known(row.holdingRate) ?? defaults.holdingRate,
    stockoutCost: known(row.stockoutCost),
    serviceLevel: known(row.serviceLevel),
    defaultServiceLevel: defaults.serviceLevel,
    shelfLifeDays: known(row.shelfLifeDays),
  };
}

const known = (value: number): number | undefined => (Number.isFinite(value) ? value : undefined);

/** The default spread goes with the default lead time: in proportion for another one. */
function leadTimeSd({ leadTimeDays }: SupplyRow, defaults: SupplyDefaults): number {
  if (!Number.isFinite(leadTimeDays) || defaults.leadTimeDays === 0) return defaults.leadTimeSdDays;
  return (defaults.leadTimeSdDays * leadTimeDays) / defaults.leadTimeDays;
}
