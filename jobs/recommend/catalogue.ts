import type { ItemTextVectors } from "#lib/behaviour/dense-text.ts";
import type { RecommendationConfig } from "#lib/config/config.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import { readItemVectors } from "#lib/lake/item-vectors.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { StepContext } from "#lib/run/step.ts";
import { splitWords } from "#lib/text/split-words.ts";

/** All items, in the order of prepare's `items.arrow`; an item's number is its row there. */
export interface Catalogue {
  readonly item: readonly string[];
  /** Title, or the code where there is none. */
  readonly name: readonly string[];
  readonly category: readonly string[];
  readonly words: readonly (readonly string[])[];
  /** Of the text encoder, where it ran. */
  readonly vectors: ItemTextVectors | undefined;
  /** [items] 0 where the item's last day has passed, or the config blocks it. */
  readonly mayOffer: Uint8Array;
  /** Items that blocked words or categories keep out. */
  readonly blocked: number;
}

/** What tells items apart in words; descriptions are long, and say mostly what all of a kind say. */
const telling = ["title", "category", "brand"] as const;

export async function readCatalogue(
  { lake, run, config }: StepContext,
  cutoff: BusinessDate,
): Promise<Catalogue> {
  const key = stepKey(run, "prepare", "items.arrow");
  const columns = new DecodedColumns(await lake.read(key), key);
  const given = (name: string): string[] =>
    columns.names.includes(name) ? columns.text(name) : new Array<string>(columns.rows).fill("");
  const item = given("item");
  const [title, category] = [given("title"), given("category")];
  const texts = telling.map(given);
  const words = item.map((_, row) => texts.flatMap((text) => wordsOf(text[row] as string)));
  const isBlocked = blockedItems(config.recommendations, words, category);
  return {
    ...{ item, category, words },
    name: item.map((id, row) => title[row] || id),
    vectors: await readVectors(lake, run),
    mayOffer: Uint8Array.from(given("end_date"), (end, row) =>
      (end !== "" && end <= cutoff) || isBlocked[row] ? 0 : 1,
    ),
    blocked: isBlocked.filter(Boolean).length,
  };
}

/** What the text encoder says of each item, where it ran. */
async function readVectors(lake: Lake, run: string): Promise<ItemTextVectors | undefined> {
  const found = await readItemVectors(lake, run);
  return found && { width: found.width, values: found.vectors };
}

/** Words without the punctuation between them; a lone letter is none, a lone ideograph is. */
const wordsOf = (text: string): string[] =>
  splitWords(text).filter((word) => /[\p{L}\p{N}]{2}|\p{Script=Han}/u.test(word));

/** A blocked text of several words, or of several ideographs, blocks what has all of them in a row. */
function blockedItems(
  { blockedWords, blockedCategories }: RecommendationConfig,
  words: readonly (readonly string[])[],
  category: readonly string[],
): boolean[] {
  const blocked = blockedWords.map((text) => ` ${splitWords(text).join(" ")} `);
  return words.map((own, row) => {
    const text = ` ${own.join(" ")} `;
    const path = category[row] as string;
    return (
      blocked.some((word) => text.includes(word)) ||
      blockedCategories.some((start) => path === start || path.startsWith(`${start}/`))
    );
  });
}
