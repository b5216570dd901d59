import type { Config } from "#lib/config/config.ts";
import type { SupplierConfig } from "#lib/config/order-config.ts";
import { sayMoney, sayUnits } from "#lib/inventory/say-quantity.ts";
import { type Bought, raisedQuantity } from "./buy.ts";
import type { OrderLine } from "./order-line.ts";

/** What became of one line. */
export interface LineResult {
  readonly shard: number;
  readonly row: number;
  readonly quantity: number;
  /** "" where nothing happened to it. */
  readonly note: string;
}

interface Quantity {
  readonly quantity: number;
  readonly note: string;
}

/** Parts are kept in 32 bits. */
const tinyUnits = 1e-6;

/** @param paid units of the line that were bought */
export function lineResult(
  line: OrderLine,
  paid: number,
  bought: Bought,
  config: Config,
): LineResult {
  const kept = inWholePacks(paid, line.packSize);
  const answers = [cutBack(line, kept, config), byMinimum(line, kept, bought, config)];
  const notes = [line.note, ...answers.map((answer) => answer?.note ?? "")];
  const { quantity } = answers.findLast((answer) => answer !== undefined) ?? { quantity: kept };
  const { shard, row } = line;
  return { shard, row, quantity, note: notes.filter((note) => note !== "").join(" ") };
}

/** A whole number of packs is what the parts were made of, but for a share of what a warehouse has. */
function inWholePacks(units: number, packSize: number): number {
  const packs = Math.round(units / packSize) * packSize;
  return Math.abs(packs - units) < tinyUnits * Math.max(1, units) ? packs : units;
}

/** Money or room did not last. */
function cutBack(
  { quantity, location }: OrderLine,
  kept: number,
  { orders, sites }: Config,
): Quantity | undefined {
  if (quantity <= 0 || kept >= quantity * (1 - tinyUnits)) return undefined;
  const hasCapacity = sites.some((one) => one.location === location && one.capacity !== undefined);
  const limits = [
    ...(orders.budget > 0 ? [`the budget of ${sayMoney(orders.budget, orders.currency)}`] : []),
    ...(hasCapacity ? [`the room that ${location} has`] : []),
  ];
  const why = `the rest is beyond ${limits.join(" or ")}`;
  return { quantity: kept, note: `Cut from ${sayUnits(quantity)} to ${sayUnits(kept)}: ${why}.` };
}

/** The supplier takes only more at once. */
function byMinimum(
  line: OrderLine,
  kept: number,
  { raised, heldBack }: Bought,
  { suppliers, orders }: Config,
): Quantity | undefined {
  const { supplier, warehouse } = line;
  const rules = suppliers.find((one) => one.supplier === supplier);
  if (warehouse !== "" || kept <= 0 || rules === undefined) return undefined;
  const least = `${supplier} takes no less than ${sayLeast(rules, orders.currency)} at once`;
  if (heldBack.has(supplier)) {
    return { quantity: 0, note: `Held back: ${least}, and its orders come to less.` };
  }
  const more = raisedQuantity(line, kept, raised.get(supplier) ?? 1);
  if (more <= kept) return undefined;
  return { quantity: more, note: `Raised from ${sayUnits(kept)} to ${sayUnits(more)}: ${least}.` };
}

function sayLeast({ minValue, minUnits }: SupplierConfig, currency: string): string {
  const parts = [
    ...(minValue > 0 ? [sayMoney(minValue, currency)] : []),
    ...(minUnits > 0 ? [`${sayUnits(minUnits)} units`] : []),
  ];
  return parts.join(" and ");
}
