import type { OrderLine } from "#lib/contracts/serving.ts";
import { type Column, encodeColumns } from "#lib/lake/column-codec.ts";
import { CodeList } from "./code-list.ts";

/** Gathers, order by order in the order of their keys, the columns by which orders are filtered. */
export class OrderColumns {
  readonly #suppliers = new CodeList();
  readonly #locations = new CodeList();
  readonly #supplier: number[] = [];
  readonly #location: number[] = [];
  readonly #quantity: number[] = [];
  readonly #value: number[] = [];
  readonly #risk: number[] = [];
  readonly #needsApproval: number[] = [];

  add(line: OrderLine): void {
    this.#supplier.push(this.#suppliers.codeOf(line.supplier ?? ""));
    this.#location.push(this.#locations.codeOf(line.location));
    this.#quantity.push(line.order_quantity ?? Number.NaN);
    this.#value.push(line.order_value ?? Number.NaN);
    this.#risk.push(line.stockout_risk ?? Number.NaN);
    this.#needsApproval.push(line.needs_approval ? 1 : 0);
  }

  bytes(): Uint8Array {
    return encodeColumns(
      new Map<string, Column>([
        ["supplier", Int32Array.from(this.#supplier)],
        ["location", Int32Array.from(this.#location)],
        ["quantity", Float64Array.from(this.#quantity)],
        ["value", Float64Array.from(this.#value)],
        ["risk", Float32Array.from(this.#risk)],
        ["needsApproval", Uint8Array.from(this.#needsApproval)],
      ]),
      {
        suppliers: JSON.stringify(this.#suppliers.labels),
        locations: JSON.stringify(this.#locations.labels),
      },
    );
  }
}
