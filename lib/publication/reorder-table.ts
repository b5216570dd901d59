import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { csvLine, csvText } from "./csv-text.ts";
import { numberText } from "./number-text.ts";
import type { SpillFile } from "./spill-file.ts";

/** How a value of a column is written and shown. */
export type ReorderKind = "text" | "units" | "money" | "date" | "share" | "days" | "flag";

/** A row as JSON can hold it; `null` where the value is not known. */
export type ReorderRow = readonly (string | number | boolean | null)[];

interface ReorderColumn {
  readonly name: string;
  readonly kind: ReorderKind;
  /** Width on a sheet, in characters. */
  readonly width: number;
  readonly from: Exclude<keyof ReorderShard, "shard">;
}

const column = (
  name: string,
  kind: ReorderKind,
  width: number,
  from: ReorderColumn["from"],
): ReorderColumn => ({ name, kind, width, from });

/** Columns of `reorder.csv` and `reorder.xlsx`, in their order. */
export const reorderColumns: readonly ReorderColumn[] = [
  column("item", "text", 16, "item"),
  column("title", "text", 36, "title"),
  column("location", "text", 14, "location"),
  column("supplier", "text", 18, "supplier"),
  column("order_quantity", "units", 15, "orderQuantity"),
  column("order_value", "money", 14, "orderValue"),
  column("order_by", "date", 12, "orderBy"),
  column("arrives", "date", 12, "arrives"),
  column("on_hand", "units", 11, "onHand"),
  column("on_order", "units", 11, "onOrder"),
  column("reorder_point", "units", 14, "reorderPoint"),
  column("order_up_to", "units", 13, "orderUpTo"),
  column("stockout_risk", "share", 14, "stockoutRisk"),
  column("days_of_cover", "days", 14, "daysOfCover"),
  column("reason", "text", 70, "reason"),
  column("needs_approval", "flag", 16, "needsApproval"),
];

/** Rows of a shard, one block each; what is to be ordered comes before what is not. */
export function spillReorders(spill: SpillFile, shard: ReorderShard): void {
  for (const [s, item] of shard.item.entries()) {
    const rank = isOrder(shard, s) ? 0 : 1;
    const row = reorderColumns.map(({ from, kind }) => plainValue(shard[from][s], kind));
    spill.add({ rank, item, location: shard.location[s] as string }, JSON.stringify(row));
  }
}

/** One row by the names of its columns. */
export const reorderObject = (shard: ReorderShard, s: number): Record<string, ReorderRow[number]> =>
  Object.fromEntries(
    reorderColumns.map(({ name, kind, from }) => [name, plainValue(shard[from][s], kind)]),
  );

/** Whether the suggestion for series `s` is to order something. */
export const isOrder = ({ orderQuantity }: ReorderShard, s: number): boolean =>
  (orderQuantity[s] as number) > 0;

function plainValue(value: string | number | undefined, kind: ReorderKind) {
  if (kind === "flag") return value === 1;
  if (typeof value === "number") return Number.isFinite(value) ? Number(numberText(value)) : null;
  return value === undefined || value === "" ? null : value;
}

export const readReorderRow = (block: Buffer): ReorderRow => JSON.parse(block.toString());

export const reorderLine = (row: ReorderRow): string => csvLine(row.map(reorderField));

function reorderField(value: ReorderRow[number]): string {
  if (value === null) return "";
  return typeof value === "string" ? csvText(value) : String(value);
}
