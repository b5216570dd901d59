import type { Config } from "#lib/config/config.ts";
import type { SupplierConfig } from "#lib/config/order-config.ts";
import { sayMoney, sayUnits } from "#lib/inventory/say-quantity.ts";
import { approvalOf } from "./approval.ts";
import type { Bought } from "./buy.ts";
import type { OrderLine } from "./order-line.ts";

/** What became of one line. */
export interface LineResult {
  readonly shard: number;
  readonly row: number;
  readonly quantity: number;
  /** "" where there is nothing to add to its reason. */
  readonly note: string;
  readonly needsApproval: boolean;
}

interface Quantity {
  readonly quantity: number;
  readonly note: string;
}

/** Parts are kept in 32 bits. */
const tinyUnits = 1e-6;

/** @param number of the line in the book */
export function lineResult(
  line: OrderLine,
  number: number,
  bought: Bought,
  config: Config,
): LineResult {
  const { book } = bought;
  const kept = inWholePacks(book.bought(number), line.packSize);
  const answers = isHeldBack(line, bought)
    ? [heldBack(line, config)]
    : [
        cutBack(line, kept, book.refusal(number), config),
        raised(line, kept, book.raised(number), config),
      ];
  const { quantity } = answers.findLast((answer) => answer !== undefined) ?? { quantity: kept };
  const value = quantity * (line.unitValue ?? Number.NaN);
  const approval = approvalOf({ quantity, value }, line, config.orders);
  const notes = [line.note, ...answers.map((answer) => answer?.note ?? ""), approval ?? ""];
  const note = notes.filter((one) => one !== "").join(" ");
  return {
    shard: line.shard,
    row: line.row,
    quantity,
    note,
    needsApproval: approval !== undefined,
  };
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
  refusal: "no-room" | "over-budget" | undefined,
  { orders }: Config,
): Quantity | undefined {
  if (quantity <= 0 || kept >= quantity * (1 - tinyUnits)) return undefined;
  const limit =
    refusal === "no-room"
      ? `the room that ${location} has`
      : `the budget of ${sayMoney(orders.budget, orders.currency)}`;
  const why = `the rest is beyond ${limit}`;
  return { quantity: kept, note: `Cut from ${sayUnits(quantity)} to ${sayUnits(kept)}: ${why}.` };
}

const isHeldBack = ({ supplier, warehouse, quantity }: OrderLine, { heldBack }: Bought): boolean =>
  warehouse === "" && quantity > 0 && heldBack.has(supplier);

function heldBack({ supplier }: OrderLine, config: Config): Quantity {
  return {
    quantity: 0,
    note: `Held back: ${sayMinimum(supplier, config)}, and its orders come to less.`,
  };
}

function raised(
  { supplier }: OrderLine,
  kept: number,
  more: number,
  config: Config,
): Quantity | undefined {
  if (more <= 0) return undefined;
  const quantity = kept + more;
  const why = sayMinimum(supplier, config);
  return { quantity, note: `Raised from ${sayUnits(kept)} to ${sayUnits(quantity)}: ${why}.` };
}

/** The supplier takes only more at once. */
function sayMinimum(supplier: string, { suppliers, orders }: Config): string {
  const rules = suppliers.find((one) => one.supplier === supplier);
  const least = rules ? ` than ${sayLeast(rules, orders.currency)}` : "";
  return `${supplier} takes no less${least} at once`;
}

function sayLeast({ minValue, minUnits }: SupplierConfig, currency: string): string {
  const parts = [
    ...(minValue > 0 ? [sayMoney(minValue, currency)] : []),
    ...(minUnits > 0 ? [`${sayUnits(minUnits)} units`] : []),
  ];
  return parts.join(" and ");
}
