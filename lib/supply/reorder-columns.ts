import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";

/** One row of a reorder shard. */
export type ReorderRow = {
  readonly [Column in Exclude<
    keyof ReorderShard,
    "shard" | "needsApproval"
  >]: ReorderShard[Column][number];
};

/** A shard of `series` rows, filled row by row. */
export class ReorderColumns {
  readonly #shard: number;
  readonly #text: Record<TextColumn, string[]>;
  readonly #numbers: Record<NumberColumn, Float64Array>;

  constructor(shard: number, series: number) {
    const text = () => new Array<string>(series).fill("");
    const numbers = () => new Float64Array(series).fill(Number.NaN);
    this.#shard = shard;
    this.#text = {
      item: text(),
      title: text(),
      location: text(),
      supplier: text(),
      orderBy: text(),
      arrives: text(),
      reason: text(),
    };
    this.#numbers = {
      orderQuantity: numbers(),
      orderValue: numbers(),
      onHand: numbers(),
      onOrder: numbers(),
      reorderPoint: numbers(),
      orderUpTo: numbers(),
      stockoutRisk: numbers(),
      daysOfCover: numbers(),
    };
  }

  set(series: number, row: ReorderRow): void {
    for (const name of Object.keys(this.#text) as TextColumn[])
      this.#text[name][series] = row[name];
    for (const name of Object.keys(this.#numbers) as NumberColumn[]) {
      this.#numbers[name][series] = row[name];
    }
  }

  finish(): ReorderShard {
    const dates = this.#text as Pick<ReorderShard, "orderBy" | "arrives">;
    return {
      shard: this.#shard,
      ...this.#text,
      orderBy: dates.orderBy,
      arrives: dates.arrives,
      ...this.#numbers,
      needsApproval: new Uint8Array(this.#numbers.onHand.length),
    };
  }
}

type TextColumn = "item" | "title" | "location" | "supplier" | "orderBy" | "arrives" | "reason";
type NumberColumn = Exclude<keyof ReorderRow, TextColumn>;
