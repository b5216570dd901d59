/** Part of an order line that waits for its money. */
export interface PurchasePart {
  /** Index of the line. */
  readonly line: number;
  readonly units: number;
  /** Money; NaN where not known, 0 where nothing is paid to a supplier. */
  readonly value: number;
  readonly supplier: string;
  readonly location: string;
}

export type PurchaseAnswer = "bought" | "over-budget" | "no-room";

/** Least that a supplier takes at once, all its lines together; 0 for none. */
export interface SupplierMinimum {
  readonly value: number;
  readonly units: number;
}

/** More than doubling what is needed is a decision for people. */
const mostRaised = 2;

/**
 * Spends a budget, and the room of each location, on parts of orders that come in the order of their
 * worth: greedy by money saved a unit of money spent, which is within one part of the best (Dantzig 1957,
 * the knapsack's relaxation). A part that does not fit is passed over for smaller ones; the later parts
 * of its line are then not bought either.
 */
export class PurchaseBook {
  readonly #budget: number;
  readonly #room: Map<string, number>;
  readonly #closed: Uint8Array;
  readonly #bought: Float64Array;
  readonly #suppliers = new Map<string, { units: number; value: number }>();
  #spent = 0;

  /**
   * @param budget money; Infinity for no limit
   * @param room units each location can still take; a location not named takes all
   */
  constructor(lines: number, budget: number, room: ReadonlyMap<string, number>) {
    this.#budget = budget;
    this.#room = new Map(room);
    this.#closed = new Uint8Array(lines);
    this.#bought = new Float64Array(lines);
  }

  get spent(): number {
    return this.#spent;
  }

  /** Units of a line that were bought. */
  bought(line: number): number {
    return this.#bought[line] as number;
  }

  offer(part: PurchasePart): PurchaseAnswer {
    const answer = this.#answer(part);
    if (answer === "bought") this.#take(part);
    else this.#closed[part.line] = answer === "no-room" ? 2 : 1;
    return answer;
  }

  /** By how much all lines of a supplier have to grow until it takes them; 1 where it does already. */
  shortfall(supplier: string, { value, units }: SupplierMinimum): number {
    const bought = this.#suppliers.get(supplier);
    if (bought === undefined || bought.units <= 0) return 1;
    const ofValue = value > 0 ? value / bought.value : 0;
    return Math.max(1, ofValue, units / bought.units);
  }

  /**
   * Adds what a raise of a supplier's lines comes to in whole packs.
   * @returns false, and nothing added, where it is too much of a raise, over the budget, or not enough
   */
  raise(
    supplier: string,
    more: { readonly units: number; readonly value: number },
    minimum: SupplierMinimum,
  ): boolean {
    const sums = this.#suppliers.get(supplier);
    if (sums === undefined || this.shortfall(supplier, minimum) > mostRaised) return false;
    const raised = { units: sums.units + more.units, value: sums.value + more.value };
    const isEnough = raised.units >= minimum.units && raised.value >= minimum.value;
    if (!isEnough || this.#spent + more.value > this.#budget) return false;
    this.#suppliers.set(supplier, raised);
    this.#spent += more.value;
    return true;
  }

  #answer({ line, units, value, location }: PurchasePart): PurchaseAnswer {
    const closed = this.#closed[line];
    if (closed !== 0) return closed === 2 ? "no-room" : "over-budget";
    const room = this.#room.get(location);
    if (room !== undefined && units > room) return "no-room";
    // What has no known value can be held against no budget: it asks for approval instead.
    return this.#spent + (value || 0) > this.#budget ? "over-budget" : "bought";
  }

  #take({ line, units, value, supplier, location }: PurchasePart): void {
    const money = value || 0;
    this.#spent += money;
    this.#bought[line] = (this.#bought[line] as number) + units;
    const room = this.#room.get(location);
    if (room !== undefined) this.#room.set(location, room - units);
    const sums = this.#suppliers.get(supplier) ?? { units: 0, value: 0 };
    sums.units += units;
    sums.value += money;
    this.#suppliers.set(supplier, sums);
  }
}
