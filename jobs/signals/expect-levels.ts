import { preparedShards } from "#lib/candidates/read-shards.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import { writeExpectedLevels } from "#lib/lake/expected-levels.ts";
import type { StepContext } from "#lib/run/step.ts";
import { type Analogue, guessLevels } from "#lib/signals/expected-levels.ts";
import { levelParts, type SeriesLevels } from "#lib/signals/series-levels.ts";
import { QueryMatches } from "#lib/text/query-matches.ts";
import type { RelatedItems } from "./related-items.ts";

/** Analogues that a guess is made of. */
const mostAnalogues = 30;
/** Words of every tenth item tell no item's level, and take the longest to look up. */
const commonShare = 0.1;

/** What likeness is looked up in, once for every cutoff. */
export class ItemAnalogues {
  readonly #texts: readonly string[];
  readonly #related: RelatedItems;
  readonly #matches: QueryMatches;

  /** @param texts [items] in the order of items.arrow */
  constructor(texts: readonly string[], related: RelatedItems) {
    this.#texts = texts;
    this.#related = related;
    this.#matches = new QueryMatches(texts, commonShare);
  }

  /** Best first, the item itself left out. */
  of(row: number): readonly Analogue[] {
    const scores = this.#matches.scores(this.#texts[row] ?? "");
    for (const { row: other, score } of this.#related.get(row) ?? []) {
      scores.set(other, Math.max(score, scores.get(other) ?? 0));
    }
    scores.delete(row);
    const found = [...scores].map(([other, score]) => ({ row: other, score }));
    return found.sort((a, b) => b.score - a.score || a.row - b.row).slice(0, mostAnalogues);
  }
}

/**
 * Leaves what each item may be expected to sell as of `cutoffPeriod`, from what items of like words did.
 * @returns share of the variance of levels that words explain; 0 where nothing was left
 */
export async function expectLevels(
  { lake, run }: StepContext,
  dataset: DatasetDescription,
  cutoffPeriod: number,
  { analogues, items }: { readonly analogues: ItemAnalogues; readonly items: number },
): Promise<number> {
  const key = stepKey(run, "prepare", "locations.arrow");
  const locations = new DecodedColumns(await lake.read(key), key).rows;
  const series = await readLevels(
    preparedShards(lake, run, dataset.shardCount),
    dataset,
    cutoffPeriod,
  );
  const { ofItem, isLaunch, ofLocation } = levelParts(series, items, locations);
  const guessed = guessLevels({ logLevel: ofItem, isLaunch }, (row) => analogues.of(row));
  if (!guessed) return 0;
  await writeExpectedLevels(lake, run, cutoffPeriod, {
    ofItem: guessed.logLevel,
    ofLocation: Float32Array.from(ofLocation),
    error: guessed.error,
  });
  return guessed.explained;
}

/** Of a series that was launched, its first periods; of another, its latest. */
async function readLevels(
  shards: AsyncIterable<PreparedShard>,
  { seriesCount, horizon, firstPeriod }: DatasetDescription,
  cutoffPeriod: number,
): Promise<SeriesLevels> {
  const levels = {
    item: new Int32Array(seriesCount),
    location: new Int32Array(seriesCount),
    logLevel: new Float64Array(seriesCount),
    isLaunch: new Uint8Array(seriesCount),
  };
  const span = 2 * horizon;
  let at = 0;
  for await (const shard of shards) {
    for (const [s, first] of shard.firstPeriod.entries()) {
      const isLaunch = first > firstPeriod;
      const from = isLaunch ? first : Math.max(first, cutoffPeriod - span + 1);
      const mean = meanBetween(shard, s, from, Math.min(from + span - 1, cutoffPeriod));
      levels.item[at] = shard.itemRow[s] as number;
      levels.location[at] = shard.locationRow[s] as number;
      levels.logLevel[at] = mean > 0 ? Math.log(mean) : Number.NaN;
      levels.isLaunch[at] = Number(isLaunch);
      at++;
    }
  }
  return levels;
}

/** Mean of what was observed from period `from` to `to`; NaN of nothing. */
function meanBetween(shard: PreparedShard, s: number, from: number, to: number): number {
  const start = (shard.offsets[s] as number) - (shard.firstPeriod[s] as number);
  let [total, count] = [0, 0];
  for (let at = start + from; at <= start + to; at++) {
    if (shard.state[at] !== 0) continue;
    total += shard.target[at] as number;
    count++;
  }
  return total / count;
}
