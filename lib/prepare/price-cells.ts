import { CompensatedMeans } from "./compensated-means.ts";
import { CompensatedSums } from "./compensated-sums.ts";

/**
 * Mean price of a period, weighted by the units sold at each price:
 *
 *     price = Σ priceᵢ · unitsᵢ / Σ unitsᵢ     over rows i that sold something at a known price
 *           = mean of priceᵢ                   where none did, but a price was given
 */
export class PriceCells {
  readonly #units: CompensatedSums;
  readonly #money: CompensatedSums;
  /** Made at the first price that sold nothing: few shops give any. */
  #unsold: CompensatedMeans | undefined;
  readonly #count: number;

  constructor(count: number) {
    this.#units = new CompensatedSums(count);
    this.#money = new CompensatedSums(count);
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
        this.#units.add(cell, sold);
        this.#money.add(cell, price * sold);
      }
    }
  }

  /** Price at which the period sold; NaN where it sold nothing. */
  sold(cell: number): number {
    const units = this.#units.at(cell);
    return units > 0 ? this.#money.at(cell) / units : Number.NaN;
  }

  /** Price of the period, sold at or only asked; NaN where unknown. */
  known(cell: number): number {
    const sold = this.sold(cell);
    return Number.isNaN(sold) ? (this.#unsold?.at(cell) ?? sold) : sold;
  }
}
