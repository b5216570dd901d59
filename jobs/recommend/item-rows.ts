import type { Neighbours } from "#lib/behaviour/nearest-rows.ts";
import { similarReason, togetherReason } from "#lib/behaviour/recommendation-reason.ts";
import { eachNeighbour } from "#lib/behaviour/similar-items.ts";
import type { TogetherItems } from "#lib/behaviour/together.ts";
import type { Catalogue } from "./catalogue.ts";
import type { RecommendationRow } from "./recommendation-writer.ts";

/** Length of every list, for a customer or an item. */
export const listLength = 10;

/** Items like `source`, best first. */
export function similarRows(
  catalogue: Catalogue,
  similar: Neighbours,
  source: number,
): RecommendationRow[] {
  const name = catalogue.name[source] as string;
  return listOf("similar", catalogue, similar, source, (item, shared) =>
    similarReason(name, shared, commonWords(catalogue, source, item)),
  );
}

/** What is in one order with `source`, best first. */
export function togetherRows(
  catalogue: Catalogue,
  { neighbours, lift }: TogetherItems,
  source: number,
): RecommendationRow[] {
  const name = catalogue.name[source] as string;
  return listOf("together", catalogue, neighbours, source, (item, shared) =>
    togetherReason(name, shared, lift(source, item, shared)),
  );
}

function listOf(
  kind: "similar" | "together",
  catalogue: Catalogue,
  neighbours: Neighbours,
  source: number,
  reason: (item: number, shared: number) => string,
): RecommendationRow[] {
  const rows: RecommendationRow[] = [];
  eachNeighbour(neighbours, source, (item, score, shared) => {
    if (rows.length === listLength || catalogue.mayOffer[item] === 0) return;
    rows.push({
      kind,
      customer: "",
      source: catalogue.item[source] as string,
      rank: rows.length + 1,
      item: catalogue.item[item] as string,
      score,
      reason: reason(item, shared),
    });
  });
  return rows;
}

/** Up to three words that both items have, in the order of the first. */
function commonWords({ words }: Catalogue, item: number, other: number): string[] {
  const others = new Set(words[other]);
  return [...new Set(words[item])].filter((word) => others.has(word)).slice(0, 3);
}
