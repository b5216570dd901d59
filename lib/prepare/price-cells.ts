import { CompensatedMeans } from "./compensated-means.ts";
import { CompensatedSums } from "./compensated-sums.ts";

/**
 * Mean price of a period, weighted by the units sold at each price:
 *
 *     price = Σ priceᵢ · unitsᵢ / Σ unitsᵢ     over rows i that sold something at a known price
 *           = mean of priceᵢ                   where none did, but a price was given
 */
export class PriceCells {
  /** [2 · count] units and money of each cell, side by side. */
  readonly #sold: CompensatedSums;
  /** Made at the first price that sold nothing: few shops give any. */
  #unsold: CompensatedMeans | undefined;
  readonly #count: number;

  constructor(count: number) {
    this.#sold = new CompensatedSums(2 * count);
    this.#count = count;
  }

  /** Each [rows]; a cell of -1 is passed over. */
  add(cells: Int32Array, prices: Float64Array, units: Float64Array): void {
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row] as number;
      const price = prices[row] as number;
      const sold = units[row] as number;
      if (cell < 0 || Number.isNaN(price)) continue;
      if (sold === 0) {
        this.#unsold ??= new CompensatedMeans(this.#count);
        this.#unsold.add(cell, price);
      } else {
        this.#sold.add(2 * cell, sold);
        this.#sold.add(2 * cell + 1, price * sold);
      }
    }
  }

  /** Price at which the period sold; NaN where it sold nothing. */
  sold(cell: number): number {
    const units = this.#sold.at(2 * cell);
    return units > 0 ? this.#sold.at(2 * cell + 1) / units : Number.NaN;
  }

  /** Price of the period, sold at or only asked; NaN where unknown. */
  known(cell: number): number {
    const sold = this.sold(cell);
    return Number.isNaN(sold) ? (this.#unsold?.at(cell) ?? sold) : sold;
  }
}
