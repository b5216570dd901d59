import { CompensatedMeans } from "./compensated-means.ts";
import { CompensatedSums } from "./compensated-sums.ts";

/**
 * Mean price of a period, weighted by the units sold at each price:
 *
 *     price = Σ priceᵢ · unitsᵢ / Σ unitsᵢ     over rows i that sold something at a known price
 *           = mean of priceᵢ                   where none did, but a price was given
 */
export class PricePeriods {
  /** [2 · count] units and money of each period, side by side. */
  readonly #sold: CompensatedSums;
  /** Made at the first price that sold nothing: few shops give any. */
  #unsold: CompensatedMeans | undefined;
  readonly #count: number;

  constructor(count: number) {
    this.#sold = new CompensatedSums(2 * count);
    this.#count = count;
  }

  clear(): void {
    this.#sold.clear();
    this.#unsold?.clear();
  }

  /** Each [rows], of which `from` … `to` are added; a period of -1 is passed over. */
  add(
    periods: Int32Array,
    prices: Float64Array,
    units: Float64Array,
    from: number,
    to: number,
  ): void {
    for (let row = from; row < to; row++) {
      const period = periods[row] as number;
      const price = prices[row] as number;
      const sold = units[row] as number;
      if (period < 0 || Number.isNaN(price)) continue;
      if (sold === 0) {
        this.#unsold ??= new CompensatedMeans(this.#count);
        this.#unsold.add(period, price);
      } else {
        this.#sold.add(2 * period, sold);
        this.#sold.add(2 * period + 1, price * sold);
      }
    }
  }

  /** Price at which the period sold; NaN where it sold nothing. */
  sold(period: number): number {
    const units = this.#sold.at(2 * period);
    return units > 0 ? this.#sold.at(2 * period + 1) / units : Number.NaN;
  }

  /** Price of the period, sold at or only asked; NaN where unknown. */
  known(period: number): number {
    const sold = this.sold(period);
    return Number.isNaN(sold) ? (this.#unsold?.at(period) ?? sold) : sold;
  }
}
