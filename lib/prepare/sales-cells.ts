import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import { CompensatedMeans } from "./compensated-means.ts";
import { CompensatedSums } from "./compensated-sums.ts";
import { PriceCells } from "./price-cells.ts";
import type { SalesValue } from "./sales-columns.ts";
import type { SeriesCells } from "./series-cells.ts";

/**
 * What the rows of sales say of each period of some series: rows added as they come, one cell a series
 * and period. Columns of a chunk: `series` (row of the shard), date, units, and, where the shop gives
 * them, revenue, price, promotion and `out` (1 where the shelf was empty).
 */
export class SalesCells {
  readonly rows: Int32Array;
  /** Rows whose shelf was empty. */
  readonly rowsOut: Int32Array;
  readonly units: CompensatedSums;
  readonly revenue: CompensatedSums | undefined;
  /** Rows whose revenue is known. */
  readonly revenueRows: Int32Array;
  readonly price: PriceCells | undefined;
  readonly promotion: CompensatedMeans | undefined;
  readonly #cells: SeriesCells;
  readonly #readsOut: boolean;

  /** @param values what is read beside date and units */
  constructor(cells: SeriesCells, values: ReadonlySet<SalesValue>) {
    const { count } = cells;
    this.#cells = cells;
    this.#readsOut = values.has("out");
    this.rows = new Int32Array(count);
    this.units = new CompensatedSums(count);
    this.rowsOut = new Int32Array(values.has("out") ? count : 0);
    this.revenue = values.has("revenue") ? new CompensatedSums(count) : undefined;
    this.revenueRows = new Int32Array(values.has("revenue") ? count : 0);
    this.price = values.has("price") ? new PriceCells(count) : undefined;
    this.promotion = values.has("promotion") ? new CompensatedMeans(count) : undefined;
  }

  add(chunk: ColumnChunk): void {
    const cells = this.#cells.locate(chunk.numbers("series"), chunk.dates("date"));
    const units = chunk.numbers("units");
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row] as number;
      if (cell < 0) continue;
      this.rows[cell] = (this.rows[cell] as number) + 1;
      this.units.add(cell, units[row] as number);
    }
    if (this.#readsOut) this.#addOut(cells, chunk.numbers("out"));
    if (this.revenue) this.#addRevenue(this.revenue, cells, chunk.numbers("revenue"));
    this.price?.add(cells, chunk.numbers("price"), units);
    this.promotion?.addAll(cells, chunk.numbers("promotion"));
  }

  #addOut(cells: Int32Array, out: Float64Array): void {
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row] as number;
      if (cell >= 0 && out[row] === 1) this.rowsOut[cell] = (this.rowsOut[cell] as number) + 1;
    }
  }

  #addRevenue(sums: CompensatedSums, cells: Int32Array, revenue: Float64Array): void {
    for (let row = 0; row < cells.length; row++) {
      const cell = cells[row] as number;
      const money = revenue[row] as number;
      if (cell < 0 || Number.isNaN(money)) continue;
      sums.add(cell, money);
      this.revenueRows[cell] = (this.revenueRows[cell] as number) + 1;
    }
  }
}
