import { exportModel } from "#lib/engine/export-model.ts";
import { type Model, openModel } from "#lib/tensors/runtime.ts";
import { CustomerStates, stateBatch, stateLength } from "./customer-state.ts";
import { nextOrder, servingInputs } from "./next-order-network.ts";
import type { Purchases } from "./purchases.ts";
import type { NextOrderModel } from "./train-next-order.ts";
import { TrendTable, trendHalfLives } from "./trend-table.ts";

/** Probabilities of the items of customers' next orders. */
export class NextOrderReader {
  readonly #items: number;
  readonly #intervals: Float64Array;
  readonly #trends: TrendTable;
  readonly #model: Model;

  private constructor(items: number, intervals: Float64Array, trends: TrendTable, model: Model) {
    this.#items = items;
    this.#intervals = intervals;
    this.#trends = trends;
    this.#model = model;
  }

  /** @param learned what items were bought when, and how far apart: of the same past as the model */
  static async open(
    { size, weights }: NextOrderModel,
    learned: { readonly purchases: Purchases; readonly intervals: Float64Array },
    threads: number,
  ): Promise<NextOrderReader> {
    const file = exportModel({
      network: (scope, nodes) => ({ ...nextOrder(scope, nodes, size) }),
      inputs: servingInputs(size.items),
      weights,
    });
    const trends = new TrendTable(learned.purchases);
    const model = await openModel(file, { threads });
    return new NextOrderReader(size.items, learned.intervals, trends, model);
  }

  /** @returns [customers · items], all asked on one day */
  async read(
    purchases: Purchases,
    customers: readonly number[],
    day: number,
  ): Promise<Float32Array> {
    const states = new CustomerStates(purchases, this.#intervals);
    const state = stateBatch(customers.length);
    for (const [row, customer] of customers.entries()) {
      states.fill(state, row, customer, purchases.offsets[customer + 1] as number, day);
    }
    const { drawn, own } = await this.#model.run({ ...state, trends: this.#trendsOn(day) });
    const scores = drawn as Float32Array;
    for (const [at, p] of (own as Float32Array).entries()) {
      const cell = Math.floor(at / stateLength) * this.#items + (state.items[at] as number);
      scores[cell] = (scores[cell] as number) + p;
    }
    return scores;
  }

  #trendsOn(day: number): Float32Array {
    const trends = new Float32Array(this.#items * trendHalfLives.length);
    for (let item = 0; item < this.#items; item++) {
      this.#trends.read(item, day, trends, item * trendHalfLives.length);
    }
    return trends;
  }

  close(): Promise<void> {
    return this.#model.close();
  }
}
