import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { StepContext } from "#lib/run/step.ts";
import { splitWords } from "#lib/text/split-words.ts";

/** All items, in the order of prepare's `items.arrow`; an item's number is its row there. */
export interface Catalogue {
  readonly item: readonly string[];
  /** Title, or the code where there is none. */
  readonly name: readonly string[];
  readonly words: readonly (readonly string[])[];
  /** [items] 0 where the item's last day has passed. */
  readonly mayOffer: Uint8Array;
}

/** What tells items apart in words; descriptions are long, and say mostly what all of a kind say. */
const telling = ["title", "category", "brand"] as const;

export async function readCatalogue(
  { lake, run }: StepContext,
  cutoff: BusinessDate,
): Promise<Catalogue> {
  const key = stepKey(run, "prepare", "items.arrow");
  const columns = new DecodedColumns(await lake.read(key), key);
  const given = (name: string): string[] =>
    columns.names.includes(name) ? columns.text(name) : new Array<string>(columns.rows).fill("");
  const item = given("item");
  const title = given("title");
  const texts = telling.map(given);
  const ends = given("end_date");
  return {
    item,
    name: item.map((id, row) => title[row] || id),
    words: item.map((_, row) => texts.flatMap((text) => wordsOf(text[row] as string))),
    mayOffer: Uint8Array.from(ends, (end) => (end !== "" && end <= cutoff ? 0 : 1)),
  };
}

/** Words without the punctuation between them; a lone letter is none, a lone ideograph is. */
const wordsOf = (text: string): string[] =>
  splitWords(text).filter((word) => /[\p{L}\p{N}]{2}|\p{Script=Han}/u.test(word));
