import { lakePrefix, textKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { readJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

const cardName = "card.json";

/** What an encoder of the shop's own was made from. Its last file: what has a card is whole. */
export interface EncoderCard {
  readonly encoder: string;
  /** Of the recipe and the seed. */
  readonly recipe: string;
  /** The last day of the data it was made from. */
  readonly cutoff: BusinessDate;
  /** Texts it was made from. */
  readonly texts: number;
}

export const writeEncoderCard = (lake: Lake, card: EncoderCard): Promise<void> =>
  writeJson(lake, textKey(card.encoder, cardName), card);

/** Encoders by this recipe from data up to `cutoff`, the one from the latest data first. */
export async function earlierEncoders(
  lake: Lake,
  recipe: string,
  cutoff: BusinessDate,
): Promise<EncoderCard[]> {
  const cards: EncoderCard[] = [];
  for await (const { key } of lake.list(lakePrefix.text)) {
    if (!key.endsWith(`/${cardName}`)) continue;
    const card = await readJson<EncoderCard>(lake, key);
    if (card?.recipe === recipe && card.cutoff <= cutoff) cards.push(card);
  }
  return cards.sort((a, b) => (a.cutoff === b.cutoff ? 0 : a.cutoff < b.cutoff ? 1 : -1));
}
