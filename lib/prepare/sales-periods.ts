import { CompensatedMeans } from "./compensated-means.ts";
import { CompensatedSums } from "./compensated-sums.ts";
import { PricePeriods } from "./price-periods.ts";
import type { SalesValue } from "./sales-columns.ts";

/** Some rows of sales, column by column, each [rows]; NaN where a row does not tell. */
export interface SalesRows {
  /** Row of the shard. */
  readonly series: Float64Array;
  /** Periods since the series began; -1 where the row counts for nothing. */
  readonly periods: Int32Array;
  readonly units: Float64Array;
  /** What the shop gives beside; `out` is 1 where the shelf was empty. */
  readonly values: ReadonlyMap<SalesValue, Float64Array>;
}

/**
 * What the rows of sales say of each period of one series, in whatever order they come. One is enough for
 * all series, one after the other, so that what is written to again and again stays near the processor.
 */
export class SalesPeriods {
  readonly rows: Int32Array;
  /** Rows whose shelf was empty. */
  readonly rowsOut: Int32Array;
  readonly units: CompensatedSums;
  readonly revenue: CompensatedSums | undefined;
  /** Rows whose revenue is known. */
  readonly revenueRows: Int32Array;
  readonly price: PricePeriods | undefined;
  readonly promotion: CompensatedMeans | undefined;

  /**
   * @param longest periods of the longest series
   * @param values what is read beside units
   */
  constructor(longest: number, values: ReadonlySet<SalesValue>) {
    this.rows = new Int32Array(longest);
    this.units = new CompensatedSums(longest);
    this.rowsOut = new Int32Array(values.has("out") ? longest : 0);
    this.revenue = values.has("revenue") ? new CompensatedSums(longest) : undefined;
    this.revenueRows = new Int32Array(values.has("revenue") ? longest : 0);
    this.price = values.has("price") ? new PricePeriods(longest) : undefined;
    this.promotion = values.has("promotion") ? new CompensatedMeans(longest) : undefined;
  }

  /** Forgets all that was added, for another series. */
  clear(): void {
    this.rows.fill(0);
    this.rowsOut.fill(0);
    this.units.clear();
    this.revenue?.clear();
    this.revenueRows.fill(0);
    this.price?.clear();
    this.promotion?.clear();
  }

  /** Adds rows `from` … `to`, the latter not included. */
  add({ periods, units, values }: SalesRows, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const period = periods[row] as number;
      if (period < 0) continue;
      this.rows[period] = (this.rows[period] as number) + 1;
      this.units.add(period, units[row] as number);
    }
    const [out, revenue] = [values.get("out"), values.get("revenue")];
    const [price, promotion] = [values.get("price"), values.get("promotion")];
    if (out) this.#addOut(periods, out, from, to);
    if (revenue) this.#addRevenue(periods, revenue, from, to);
    if (price) this.price?.add(periods, price, units, from, to);
    if (promotion) this.promotion?.addAll(periods, promotion, from, to);
  }

  #addOut(periods: Int32Array, out: Float64Array, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const period = periods[row] as number;
      if (period < 0 || out[row] !== 1) continue;
      this.rowsOut[period] = (this.rowsOut[period] as number) + 1;
    }
  }

  #addRevenue(periods: Int32Array, revenue: Float64Array, from: number, to: number): void {
    for (let row = from; row < to; row++) {
      const period = periods[row] as number;
      const money = revenue[row] as number;
      if (period < 0 || Number.isNaN(money)) continue;
      this.revenue?.add(period, money);
      this.revenueRows[period] = (this.revenueRows[period] as number) + 1;
    }
  }
}
