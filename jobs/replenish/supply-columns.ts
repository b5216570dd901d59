import type { SupplyShard } from "#lib/contracts/supply-shard.ts";
import type { Reorder } from "#lib/inventory/reorder-planner.ts";
import { type SupplyTerms, shortageCost } from "#lib/inventory/supply-terms.ts";
import type { SuggestedMarkdown } from "./markdown-finder.ts";

interface SupplyRow {
  readonly reorder: Reorder;
  readonly terms: SupplyTerms;
  readonly usual: number;
  readonly position: number;
  readonly surplus: number;
  readonly echelon: readonly number[];
  readonly markdown: SuggestedMarkdown | undefined;
}

type Numbers = Exclude<
  keyof SupplyShard,
  "trancheUnits" | "trancheSaved" | "echelonDemand" | "markdownReason"
>;

/** A supply shard, filled row by row in order. */
export class SupplyColumns {
  readonly #numbers: Record<Numbers, Float64Array>;
  readonly #trancheUnits: number[] = [];
  readonly #trancheSaved: number[] = [];
  readonly #trancheEnds: Int32Array;
  readonly #echelon: number[] = [];
  readonly #echelonEnds: Int32Array;
  readonly #reason: string[];

  constructor(series: number) {
    const unknown = () => new Float64Array(series).fill(Number.NaN);
    this.#numbers = {
      packSize: unknown(),
      minOrder: unknown(),
      maxOrder: unknown(),
      unitCost: unknown(),
      shortageCost: unknown(),
      usual: unknown(),
      position: unknown(),
      surplus: new Float64Array(series),
      price: unknown(),
      markdownPrice: unknown(),
      unsold: unknown(),
      unsoldAfter: unknown(),
      markdownGain: unknown(),
      markdownGainLow: unknown(),
      markdownGainHigh: unknown(),
    };
    this.#trancheEnds = new Int32Array(series + 1);
    this.#echelonEnds = new Int32Array(series + 1);
    this.#reason = new Array<string>(series).fill("");
  }

  set(series: number, row: SupplyRow): void {
    const { terms, markdown } = row;
    const put = (name: Numbers, value: number | undefined) => {
      if (value !== undefined) this.#numbers[name][series] = value;
    };
    put("packSize", terms.packSize);
    put("minOrder", terms.minOrder);
    put("maxOrder", terms.maxOrder);
    put("unitCost", terms.unitCost);
    put("shortageCost", shortageCost(terms));
    put("usual", row.usual);
    put("position", row.position);
    put("surplus", row.surplus);
    put("price", markdown?.before);
    put("markdownPrice", markdown?.price);
    put("unsold", markdown?.unsold);
    put("unsoldAfter", markdown?.unsoldAfter);
    put("markdownGain", markdown?.gain);
    put("markdownGainLow", markdown?.gainLow);
    put("markdownGainHigh", markdown?.gainHigh);
    this.#reason[series] = markdown?.reason ?? "";
    for (const { units, savedUnits } of row.reorder.tranches) {
      this.#trancheUnits.push(units);
      this.#trancheSaved.push(savedUnits);
    }
    this.#echelon.push(...row.echelon);
    this.setUnknown(series);
  }

  /** Nothing to weigh. */
  setUnknown(series: number): void {
    this.#trancheEnds[series + 1] = this.#trancheUnits.length;
    this.#echelonEnds[series + 1] = this.#echelon.length;
  }

  finish(): SupplyShard {
    const list = (offsets: Int32Array, values: readonly number[]) => ({
      offsets,
      values: Float32Array.from(values),
    });
    return {
      ...this.#numbers,
      trancheUnits: list(this.#trancheEnds, this.#trancheUnits),
      trancheSaved: list(this.#trancheEnds, this.#trancheSaved),
      echelonDemand: list(this.#echelonEnds, this.#echelon),
      markdownReason: this.#reason,
    };
  }
}
