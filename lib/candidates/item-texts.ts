import { stepKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** What an item says of itself, the most telling first: a long text is cut at its end. */
const columnsOfText = ["title", "brand", "category", "description"] as const;

export interface ItemTexts {
  readonly items: readonly string[];
  /** [items] its parts, a line each; "" where it says nothing. */
  readonly texts: readonly string[];
}

/**
 * The text of every item of a run, in the order of items.arrow.
 *
 * @param names columns that it is made of
 */
export async function readItemTexts(
  lake: Lake,
  run: string,
  names: readonly string[] = columnsOfText,
): Promise<ItemTexts> {
  const key = stepKey(run, "prepare", "items.arrow");
  const columns = new DecodedColumns(await lake.read(key), key);
  const parts = names
    .filter((name) => columns.names.includes(name))
    .map((name) => columns.text(name));
  const items = columns.text("item");
  const oneLine = (text: string) => text.replace(/\s+/gu, " ").trim();
  const texts = items.map((_, row) =>
    parts
      .map((column) => oneLine(column[row] ?? ""))
      .filter((part) => part !== "")
      .join("\n"),
  );
  return { items, texts };
}
