import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { isOrder } from "./reorder-table.ts";

interface SupplierOrders {
  readonly supplier: string;
  readonly orders: number;
  readonly units: number;
  /** Of the orders whose value is known. */
  readonly value: number;
}

export interface OrderSummary {
  readonly orders: number;
  readonly units: number;
  readonly value: number;
  /** Orders without a known value: `value` does not hold them. */
  readonly unvalued: number;
  readonly needApproval: number;
  /** Series for which no stock count is known, so that nothing could be suggested. */
  readonly withoutStock: number;
  /** Series more likely than not to run out before an order of the next run could arrive. */
  readonly likelyStockouts: number;
  /** Most orders first. */
  readonly suppliers: readonly SupplierOrders[];
}

/** Adds up reorder suggestions, shard by shard. */
export class OrderTally {
  readonly #suppliers = new Map<string, { orders: number; units: number; value: number }>();
  #unvalued = 0;
  #needApproval = 0;
  #withoutStock = 0;
  #likelyStockouts = 0;

  add(shard: ReorderShard): void {
    for (let s = 0; s < shard.item.length; s++) {
      if (!Number.isFinite(shard.onHand[s])) this.#withoutStock++;
      if ((shard.stockoutRisk[s] as number) > 0.5) this.#likelyStockouts++;
      if (isOrder(shard, s)) this.#addOrder(shard, s);
    }
  }

  finish(): OrderSummary {
    const suppliers = [...this.#suppliers]
      .map(([supplier, sums]) => ({ supplier, ...sums }))
      .sort((a, b) => b.orders - a.orders || (a.supplier < b.supplier ? -1 : 1));
    const sum = (key: "orders" | "units" | "value") =>
      suppliers.reduce((total, supplier) => total + supplier[key], 0);
    return {
      orders: sum("orders"),
      units: sum("units"),
      value: sum("value"),
      unvalued: this.#unvalued,
      needApproval: this.#needApproval,
      withoutStock: this.#withoutStock,
      likelyStockouts: this.#likelyStockouts,
      suppliers,
    };
  }

  #addOrder(shard: ReorderShard, s: number): void {
    const supplier = shard.supplier[s] as string;
    const sums = this.#suppliers.get(supplier) ?? { orders: 0, units: 0, value: 0 };
    const value = shard.orderValue[s] as number;
    sums.orders++;
    sums.units += shard.orderQuantity[s] as number;
    if (Number.isFinite(value)) sums.value += value;
    else this.#unvalued++;
    if (shard.needsApproval[s] === 1) this.#needApproval++;
    this.#suppliers.set(supplier, sums);
  }
}
