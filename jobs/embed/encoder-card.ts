import { lakePrefix, textKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { readJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

const cardName = "card.json";

/** Where an encoder came from. Its last file: what has a card is whole. */
export interface EncoderCard {
  readonly encoder: string;
  /** The last day of the data when it was made or first used. */
  readonly cutoff: BusinessDate;
  /** Of how it was made, the seed included; undefined where it was given. */
  readonly recipe?: string;
  /** Hashes of the texts it was made from. */
  readonly texts?: readonly string[];
}

export const writeEncoderCard = (lake: Lake, card: EncoderCard): Promise<void> =>
  writeJson(lake, textKey(card.encoder, cardName), card);

/** A card that an earlier version wrote otherwise says nothing that can be relied on. */
function isCard(card: unknown): card is EncoderCard {
  if (typeof card !== "object" || card === null) return false;
  const { encoder, cutoff, recipe, texts } = card as Readonly<Record<keyof EncoderCard, unknown>>;
  return (
    typeof encoder === "string" &&
    typeof cutoff === "string" &&
    (recipe === undefined || typeof recipe === "string") &&
    (texts === undefined || Array.isArray(texts))
  );
}

/** Encoders from data up to `cutoff`, the one from the latest data first. */
export async function earlierEncoders(lake: Lake, cutoff: BusinessDate): Promise<EncoderCard[]> {
  const cards: EncoderCard[] = [];
  for await (const { key } of lake.list(lakePrefix.text)) {
    if (!key.endsWith(`/${cardName}`)) continue;
    const card = await readJson<unknown>(lake, key);
    if (isCard(card) && card.cutoff <= cutoff) cards.push(card);
  }
  return cards.sort((a, b) => (a.cutoff === b.cutoff ? 0 : a.cutoff < b.cutoff ? 1 : -1));
}
