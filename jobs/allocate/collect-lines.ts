import { join } from "node:path";
import { shardKey } from "#lib/contracts/lake-keys.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { type SupplyShard, supplyShardKey } from "#lib/contracts/supply-shard.ts";
import { toEpochDay } from "#lib/domain/business-date.ts";
import { decodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { decodeSupplyShard } from "#lib/lake/supply-shards.ts";
import { LineList } from "#lib/publication/line-list.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { SupplierBook } from "#lib/supply/supplier-book.ts";
import type { OrderLine, OrderPart } from "./order-line.ts";

/** What all shards together leave to be weighed. */
export interface Collected {
  /** NDJSON of `OrderLine`s: what orders, what can give, what a warehouse supplies. */
  readonly lines: string;
  readonly lineCount: number;
  /** NDJSON of `MarkdownLine`s. */
  readonly markdowns: string;
  readonly markdownCount: number;
  /** Units on hand and on order, by location. */
  readonly held: ReadonlyMap<string, number>;
}

/** A lower price for one series, as a line of NDJSON. */
interface MarkdownLine {
  readonly item: string;
  readonly title: string;
  readonly location: string;
  readonly price: number;
  readonly suggested: number;
  readonly onHand: number;
  readonly unsold: number;
  readonly unsoldAfter: number;
  readonly gain: number;
  readonly gainLow: number;
  readonly gainHigh: number;
  readonly reason: string;
}

/** Reads every shard once; one is in memory at a time. */
export async function collectLines(
  { lake, run, scratch, signal, progress }: StepContext,
  shardCount: number,
  suppliers: SupplierBook,
): Promise<Collected> {
  const lines = new LineList(join(scratch, "lines.ndjson"));
  const markdowns = new LineList(join(scratch, "markdowns.ndjson"));
  const held = new Map<string, number>();
  for (let shard = 0; shard < shardCount; shard++) {
    signal.throwIfAborted();
    const [ordersKey, supplyKey] = [shardKey(run, "replenish", shard), supplyShardKey(run, shard)];
    const orders = decodeReorderShard(await lake.read(ordersKey), ordersKey);
    const supply = decodeSupplyShard(await lake.read(supplyKey), supplyKey);
    for (let row = 0; row < orders.item.length; row++) {
      addHeld(held, orders, row);
      const warehouse = suppliers.warehouseOf(orders.location[row] as string)?.warehouse ?? "";
      if (isWeighed(orders, supply, row) || warehouse !== "") {
        await lines.writeJson(orderLine(orders, supply, row, warehouse));
      }
      if (Number.isFinite(supply.markdownPrice[row])) {
        await markdowns.writeJson(markdownLine(orders, supply, row));
      }
    }
    progress.report(shard + 1, shardCount, "reading orders");
  }
  await lines.close();
  await markdowns.close();
  return {
    lines: lines.path,
    lineCount: lines.count,
    markdowns: markdowns.path,
    markdownCount: markdowns.count,
    held,
  };
}

const isWeighed = ({ orderQuantity }: ReorderShard, { surplus }: SupplyShard, row: number) =>
  (orderQuantity[row] as number) > 0 || (surplus[row] as number) > 0;

function addHeld(
  held: Map<string, number>,
  { location, onHand, onOrder }: ReorderShard,
  row: number,
) {
  const units = (onHand[row] as number) + (onOrder[row] as number);
  if (Number.isNaN(units)) return;
  const at = location[row] as string;
  held.set(at, (held.get(at) ?? 0) + units);
}

function orderLine(
  orders: ReorderShard,
  supply: SupplyShard,
  row: number,
  warehouse: string,
): OrderLine {
  const quantity = orders.orderQuantity[row] as number;
  const known = (value: number | undefined) =>
    value !== undefined && Number.isFinite(value) ? value : null;
  const { orderBy, arrives } = orders;
  const [leaves, here] = [orderBy[row] || undefined, arrives[row] || undefined];
  return {
    shard: orders.shard,
    row,
    item: orders.item[row] as string,
    title: orders.title[row] as string,
    location: orders.location[row] as string,
    supplier: orders.supplier[row] as string,
    warehouse,
    quantity: Number.isNaN(quantity) ? 0 : quantity,
    unitValue:
      quantity > 0
        ? known((orders.orderValue[row] as number) / quantity)
        : known(supply.unitCost[row]),
    shortageCost: known(supply.shortageCost[row]),
    packSize: supply.packSize[row] as number,
    minOrder: supply.minOrder[row] as number,
    maxOrder: known(supply.maxOrder[row]),
    usual: known(supply.usual[row]),
    position: known(supply.position[row]) ?? 0,
    surplus: supply.surplus[row] as number,
    leadDays: leaves && here ? toEpochDay(here) - toEpochDay(leaves) : null,
    parts: partsOf(supply, row),
    moments: listAt(supply.echelonDemand, row),
    note: "",
  };
}

function partsOf({ trancheUnits, trancheSaved }: SupplyShard, row: number): OrderPart[] {
  const saved = listAt(trancheSaved, row);
  return listAt(trancheUnits, row).map((units, part): OrderPart => [units, saved[part] as number]);
}

const listAt = ({ offsets, values }: SupplyShard["trancheUnits"], row: number): number[] => [
  ...values.subarray(offsets[row], offsets[row + 1]),
];

function markdownLine(orders: ReorderShard, supply: SupplyShard, row: number): MarkdownLine {
  return {
    item: orders.item[row] as string,
    title: orders.title[row] as string,
    location: orders.location[row] as string,
    price: supply.price[row] as number,
    suggested: supply.markdownPrice[row] as number,
    onHand: orders.onHand[row] as number,
    unsold: supply.unsold[row] as number,
    unsoldAfter: supply.unsoldAfter[row] as number,
    gain: supply.markdownGain[row] as number,
    gainLow: supply.markdownGainLow[row] as number,
    gainHigh: supply.markdownGainHigh[row] as number,
    reason: supply.markdownReason[row] as string,
  };
}
