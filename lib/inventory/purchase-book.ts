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

export type PurchaseAnswer = "bought" | "over-budget" | "no-room" | "held-back";

/** Least that a supplier takes at once, all its lines together; 0 for none. */
export interface SupplierMinimum {
  readonly value: number;
  readonly units: number;
}

/** More units of a supplier's lines, and what they cost together. */
export interface SupplierRaise {
  readonly lines: readonly number[];
  /** [lines] */
  readonly units: readonly number[];
  readonly locations: readonly string[];
  readonly value: number;
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
  readonly #heldBack: ReadonlySet<string>;
  readonly #closed: Uint8Array;
  readonly #bought: Float64Array;
  readonly #raised: Float64Array;
  readonly #suppliers = new Map<string, { units: number; value: number }>();
  #spent = 0;

  /**
   * @param budget money; Infinity for no limit
   * @param room units each location can still take; a location not named takes all
   * @param heldBack suppliers of whom nothing is bought
   */
  constructor(
    lines: number,
    budget: number,
    room: ReadonlyMap<string, number>,
    heldBack: ReadonlySet<string>,
  ) {
    this.#budget = budget;
    this.#room = new Map(room);
    this.#heldBack = heldBack;
    this.#closed = new Uint8Array(lines);
    this.#bought = new Float64Array(lines);
    this.#raised = new Float64Array(lines);
  }

  get spent(): number {
    return this.#spent;
  }

  /** Units of a line that were bought for its own sake. */
  bought(line: number): number {
    return this.#bought[line] as number;
  }

  /** What ended the buying of a line; `undefined` where all of it was bought. */
  refusal(line: number): "no-room" | "over-budget" | undefined {
    const closed = this.#closed[line];
    if (closed === 0) return undefined;
    return closed === 2 ? "no-room" : "over-budget";
  }

  /** Units that its supplier's minimum added. */
  raised(line: number): number {
    return this.#raised[line] as number;
  }

  /** Units that a location can still take. */
  roomAt(location: string): number {
    return this.#room.get(location) ?? Number.POSITIVE_INFINITY;
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
   * Adds a raise of a supplier's lines in whole packs.
   * @returns false, and nothing added, where it is too much of a raise, over the budget, or not enough
   */
  raise(supplier: string, more: SupplierRaise, minimum: SupplierMinimum): boolean {
    const sums = this.#suppliers.get(supplier);
    if (sums === undefined || this.shortfall(supplier, minimum) > mostRaised) return false;
    const units = more.units.reduce((sum, each) => sum + each, sums.units);
    const value = sums.value + more.value;
    const isEnough = units >= minimum.units && value >= minimum.value;
    if (!isEnough || this.#spent + more.value > this.#budget) return false;
    this.#suppliers.set(supplier, { units, value });
    this.#spent += more.value;
    for (const [i, line] of more.lines.entries()) {
      this.#raised[line] = more.units[i] as number;
      this.#takeRoom(more.locations[i] as string, more.units[i] as number);
    }
    return true;
  }

  #answer({ line, units, value, supplier, location }: PurchasePart): PurchaseAnswer {
    if (this.#heldBack.has(supplier)) return "held-back";
    const refused = this.refusal(line);
    if (refused !== undefined) return refused;
    if (units > this.roomAt(location)) return "no-room";
    // What has no known value can be held against no budget: it asks for approval instead.
    return this.#spent + (value || 0) > this.#budget ? "over-budget" : "bought";
  }

  #take({ line, units, value, supplier, location }: PurchasePart): void {
    const money = value || 0;
    this.#spent += money;
    this.#bought[line] = (this.#bought[line] as number) + units;
    this.#takeRoom(location, units);
    const sums = this.#suppliers.get(supplier) ?? { units: 0, value: 0 };
    sums.units += units;
    sums.value += money;
    this.#suppliers.set(supplier, sums);
  }

  #takeRoom(location: string, units: number): void {
    const room = this.#room.get(location);
    if (room !== undefined) this.#room.set(location, room - units);
  }
}
