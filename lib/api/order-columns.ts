import { servingFile } from "#lib/contracts/serving.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";

export const orderSorts = ["item", "value", "risk"] as const;
type OrderSort = (typeof orderSorts)[number];

export interface OrderFilter {
  readonly supplier?: string | undefined;
  readonly location?: string | undefined;
  readonly needsApproval?: boolean | undefined;
  /** Items that are wanted; all if undefined. */
  readonly items?: ReadonlySet<string> | undefined;
  readonly sort: OrderSort;
}

/** By which the orders of a publication are filtered and sorted, without reading their lines. */
export class OrderColumns {
  readonly #supplier: Int32Array;
  readonly #location: Int32Array;
  readonly #value: Float64Array;
  readonly #risk: Float32Array;
  readonly #needsApproval: Uint8Array;
  readonly suppliers: readonly string[];
  readonly locations: readonly string[];
  readonly count: number;

  constructor(bytes: Uint8Array) {
    const columns = new DecodedColumns(bytes, servingFile.orderColumns);
    this.#supplier = columns.int32("supplier");
    this.#location = columns.int32("location");
    this.#value = columns.float64("value");
    this.#risk = columns.float32("risk");
    this.#needsApproval = columns.uint8("needsApproval");
    this.suppliers = JSON.parse(columns.metadata("suppliers")) as string[];
    this.locations = JSON.parse(columns.metadata("locations")) as string[];
    this.count = columns.rows;
  }

  /** Places of the orders that pass, in the order that is asked for: most first, but items by name. */
  find({ supplier, location, needsApproval, sort }: Omit<OrderFilter, "items">): Int32Array {
    const [s, l] = [codeOf(this.suppliers, supplier), codeOf(this.locations, location)];
    const isWanted = (place: number) =>
      (s === undefined || this.#supplier[place] === s) &&
      (l === undefined || this.#location[place] === l) &&
      (needsApproval === undefined || (this.#needsApproval[place] === 1) === needsApproval);
    const found = Int32Array.from({ length: this.count }, (_, place) => place).filter(isWanted);
    if (sort === "item") return found;
    const by = sort === "value" ? this.#value : this.#risk;
    return found.sort((a, b) => order(by[b]) - order(by[a]) || a - b);
  }

  /** Sum of the values that are known, in the manifest's currency. */
  valueOf(places: Int32Array): number {
    let sum = 0;
    for (const place of places) sum += order(this.#value[place]);
    return Math.round(sum * 100) / 100;
  }
}

/** A label that no order bears has a code that none has. */
const codeOf = (labels: readonly string[], label: string | undefined): number | undefined =>
  label === undefined ? undefined : labels.indexOf(label);

const order = (value: number | undefined): number =>
  value === undefined || Number.isNaN(value) ? 0 : value;
