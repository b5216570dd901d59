import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import { carryForward } from "./covariate-columns.ts";
import type { OpenPlan } from "./prepare-plan.ts";
import { SalesPeriods, type SalesRows } from "./sales-periods.ts";
import type { SeriesCells } from "./series-cells.ts";
import { stateOf, targetOf } from "./series-values.ts";
import type { ShardSeries } from "./shard-series.ts";

/** Target, state, and past covariates of a shard's sales, filled series by series. */
export class ShardValues implements Pick<PreparedShard, "target" | "state" | "past"> {
  readonly target: Float32Array;
  readonly state: Uint8Array;
  /** By name, those that come from sales. */
  readonly past: ReadonlyMap<"price" | "promotion", Float32Array>;
  readonly #plan: OpenPlan;
  readonly #series: ShardSeries;
  readonly #cells: SeriesCells;
  readonly #isClosed: (cell: number) => boolean;
  readonly #sales: SalesPeriods;
  /** The series whose rows are being added. */
  #current = 0;

  constructor(
    plan: OpenPlan,
    series: ShardSeries,
    cells: SeriesCells,
    isClosed: (cell: number) => boolean,
  ) {
    this.#plan = plan;
    this.#series = series;
    this.#cells = cells;
    this.#isClosed = isClosed;
    this.#sales = new SalesPeriods(plan.history.length, plan.salesValues);
    this.target = new Float32Array(cells.count);
    this.state = new Uint8Array(cells.count);
    this.past = new Map(plan.fromSales.map((name) => [name, new Float32Array(cells.count)]));
  }

  /** @param rows in the order of their series, none of which was passed before */
  add(rows: SalesRows): void {
    const { series } = rows;
    for (let from = 0; from < series.length; ) {
      const s = series[from] as number;
      let to = from + 1;
      while (series[to] === s) to++;
      this.#passTo(s);
      this.#sales.add(rows, from, to);
      from = to;
    }
  }

  /** To be called after the last row. */
  finish(): void {
    this.#passTo(this.#series.item.length);
  }

  #passTo(series: number): void {
    while (this.#current < series) {
      this.#writeTarget(this.#current);
      for (const [name, values] of this.past) this.#writePast(this.#current, name, values);
      this.#sales.clear();
      this.#current++;
    }
  }

  #writeTarget(s: number): void {
    const { settings, dataEndPeriod, history } = this.#plan;
    const { target } = settings;
    const offset = this.#cells.offsets[s] as number;
    const first = this.#cells.firstPeriod[s] as number;
    const silentFrom = this.#series.isSilent[s] === 1 ? 0 : dataEndPeriod + 1 - first;
    for (let period = 0; period <= history.last - first; period++) {
      const cell = offset + period;
      const isSilent = period >= silentFrom;
      const found = stateOf(this.#sales, period, settings, this.#isClosed(cell), isSilent);
      this.state[cell] = found;
      const mayHave = found === periodState.observed || found === periodState.outOfStock;
      if (!mayHave || this.#sales.rows[period] === 0) continue;
      const value = targetOf(this.#sales, period, target);
      this.target[cell] = Number.isNaN(value) ? 0 : value;
    }
  }

  /** A price holds until another is paid; a promotion is known only where a row tells it. */
  #writePast(s: number, name: "price" | "promotion", values: Float32Array): void {
    const { price, promotion } = this.#sales;
    const [from, to] = [this.#cells.offsets[s] as number, this.#cells.offsets[s + 1] as number];
    for (let cell = from; cell < to; cell++) {
      const known = name === "price" ? price?.known(cell - from) : promotion?.at(cell - from);
      values[cell] = known ?? Number.NaN;
    }
    if (name === "price") carryForward(values.subarray(from, to), to - from);
  }
}
