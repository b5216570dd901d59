import { stepKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** What an item is called; "" where that is not known. */
export interface ItemText {
  readonly item: string;
  readonly title: string;
  /** Path from general to special, `a/b/c`. */
  readonly category: string;
  readonly brand: string;
}

const noText: ItemText = { item: "", title: "", category: "", brand: "" };

/** Texts of items by their row in what `prepare` wrote; of a run without such a file all are empty. */
export async function readItemTexts(
  lake: Lake,
  run: string,
): Promise<(itemRow: number) => ItemText> {
  const key = stepKey(run, "prepare", "items.arrow");
  if ((await lake.stat(key)) === undefined) return () => noText;
  const columns = new DecodedColumns(await lake.read(key), key);
  const texts = (name: string) => (columns.names.includes(name) ? columns.text(name) : []);
  const [item, title, category, brand] = ["item", "title", "category", "brand"].map(texts);
  return (row) => ({
    item: item?.[row] ?? "",
    title: title?.[row] ?? "",
    category: category?.[row] ?? "",
    brand: brand?.[row] ?? "",
  });
}
