import { stepKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import { type Lake, LakeKeyMissingError } from "#lib/lake/lake.ts";

/** What an item is called; "" where that is not known. */
export interface ItemText {
  readonly title: string;
  /** Path from general to special, `a/b/c`. */
  readonly category: string;
  readonly brand: string;
}

export type ItemTexts = (item: string) => ItemText;

const unknown: ItemText = { title: "", category: "", brand: "" };

export async function readItemTexts(lake: Lake, run: string): Promise<ItemTexts> {
  const key = stepKey(run, "prepare", "items.arrow");
  const bytes = await lake.read(key).catch((error: unknown) => {
    if (error instanceof LakeKeyMissingError) return undefined;
    throw error;
  });
  if (bytes === undefined) return () => unknown;
  const columns = new DecodedColumns(bytes, key);
  const [item, title, category, brand] = ["item", "title", "category", "brand"].map((name) =>
    columns.names.includes(name) ? columns.text(name) : [],
  ) as [string[], string[], string[], string[]];
  const rows = new Map(item.map((name, row) => [name, row]));
  return (name) => {
    const row = rows.get(name);
    if (row === undefined) return unknown;
    return { title: title[row] ?? "", category: category[row] ?? "", brand: brand[row] ?? "" };
  };
}
