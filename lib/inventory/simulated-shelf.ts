import type { StockPosition } from "./order-quantity.ts";

/** Units that came in together. */
interface Batch {
  units: number;
  /** First day on which they can no longer be sold. */
  readonly expires: number;
}

interface OpenOrder {
  readonly units: number;
  readonly arrives: number;
}

/** One series' stock, played day by day: what comes in, goes out, first in first out, and expires. */
export class SimulatedShelf {
  readonly #shelfLifeDays: number;
  readonly #backorders: boolean;
  readonly #batches: Batch[] = [];
  #open: OpenOrder[] = [];
  #owed = 0;

  /**
   * @param start units on hand, fresh, on the morning of `day`
   * @param shelfLifeDays Infinity for what keeps
   * @param backorders whether demand that is not met waits; else it is lost
   */
  constructor(start: number, day: number, shelfLifeDays: number, backorders = false) {
    this.#shelfLifeDays = shelfLifeDays;
    this.#backorders = backorders;
    if (start > 0) this.#batches.push({ units: start, expires: day + shelfLifeDays });
  }

  get position(): StockPosition {
    const onOrder = this.#open.reduce((sum, { units }) => sum + units, 0);
    return { onHand: this.onHand, onOrder, backordered: this.#owed };
  }

  get onHand(): number {
    return this.#batches.reduce((sum, { units }) => sum + units, 0);
  }

  order(units: number, arrives: number): void {
    this.#open.push({ units, arrives });
  }

  /** Units ordered so far that come in on the morning of `day`. */
  arrivingOn(day: number): number {
    return this.#open.reduce((sum, { units, arrives }) => sum + (arrives === day ? units : 0), 0);
  }

  /** Takes in what has arrived by the morning of `day`, and serves what is owed. */
  receive(day: number): void {
    if (this.#open.length === 0) return;
    const due = this.#open.filter(({ arrives }) => arrives <= day);
    this.#open = this.#open.filter(({ arrives }) => arrives > day);
    for (const { units } of due) {
      this.#batches.push({ units, expires: day + this.#shelfLifeDays });
    }
    this.#owed -= this.#take(this.#owed);
  }

  /** @returns units sold at once */
  sell(demand: number): number {
    const sold = this.#take(demand);
    if (this.#backorders) this.#owed += demand - sold;
    return sold;
  }

  /** @returns units that expire at the end of `day` */
  expire(day: number): number {
    let wasted = 0;
    while (this.#batches.length > 0 && (this.#batches[0] as Batch).expires <= day + 1) {
      wasted += (this.#batches.shift() as Batch).units;
    }
    return wasted;
  }

  #take(units: number): number {
    let left = units;
    while (left > 0 && this.#batches.length > 0) {
      const first = this.#batches[0] as Batch;
      const taken = Math.min(left, first.units);
      first.units -= taken;
      left -= taken;
      if (first.units <= 0) this.#batches.shift();
    }
    return units - left;
  }
}
