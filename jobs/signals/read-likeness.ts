import { readItemTexts } from "#lib/candidates/item-texts.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { ItemLikeness } from "#lib/signals/item-likeness.ts";
import { numericAttribute } from "#lib/signals/numeric-attribute.ts";
import { type TextTie, WordVectors } from "#lib/text/word-vectors.ts";

/** Columns of items that are words, or tell when an item is sold. */
const noNumbers = new Set([
  ...["item", "title", "description", "category", "brand", "image"],
  ...["launch_date", "end_date", "replaces"],
]);

/** What items are alike in, but for when they were launched. */
export type StandingLikeness = Omit<ItemLikeness, "launch">;

/**
 * From the texts of items and from those of their attributes that are numbers, such as a price.
 * With no encoder, words are those of category and brand alone.
 */
export async function readLikeness(
  { lake, run, config }: StepContext,
  related: readonly TextTie[],
): Promise<StandingLikeness> {
  const isWordless = config.text.encoder === "none";
  const { texts } = await readItemTexts(lake, run, isWordless ? ["brand", "category"] : undefined);
  const key = stepKey(run, "prepare", "items.arrow");
  const columns = new DecodedColumns(await lake.read(key), key);
  const attributes = columns.names
    .filter((name) => !noNumbers.has(name))
    .map((name) => numericAttribute(columns.text(name)))
    .filter((values) => values !== undefined);
  return { words: new WordVectors(texts, related), attributes };
}
