import { type ExpectedLevels, noLaunches } from "#lib/contracts/expected-levels.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { guessLevels } from "#lib/signals/expected-levels.ts";
import { WordVectors } from "#lib/text/word-vectors.ts";
import { describeDataset, preparedShard, type SeriesByHand } from "./prepared.ts";

const horizon = 7;
const firstPeriod = 20_000;
const periods = 200;
const words = ["mug", "vase", "candle", "lantern", "wreath", "apron"];
const colours = ["red", "blue", "green", "ivory", "black"];
/** What each word adds to the log of an item's level; a colour adds nothing. */
const worth = [-1.2, -0.6, 0, 0.6, 1.2, 1.8];
/** Deviation of the log of a level from what its word says. */
const own = 0.3;

const random = seededRandom(11, "worded shop");
const weekday = (period: number): number => (period % 7 < 2 ? 1.5 : 0.8);
const demandAt = (level: number, period: number): number => level * weekday(period);

interface WordedItem {
  readonly title: string;
  readonly level: number;
}

function inventItems(count: number): WordedItem[] {
  return Array.from({ length: count }, (_, i) => {
    const word = i % words.length;
    const colour = colours[random.below(colours.length)] as string;
    const level = 4 * Math.exp((worth[word] as number) + own * random.normal());
    return { title: `${colour} ${words[word]}`, level };
  });
}

function sold({ level }: WordedItem, item: number, first: number, count: number): SeriesByHand {
  const values = Array.from({ length: count }, (_, t) => {
    const mean = demandAt(level, first + t);
    return Math.max(0, Math.round(mean + Math.sqrt(mean) * random.normal()));
  });
  return { item: `item-${item}`, firstPeriod: first, values };
}

/** Items that a model learns from, half of them launched in between. */
const known = inventItems(90);
/** Items launched after what it learned, all on one day; their levels are known to the test alone. */
const launched = inventItems(36);
export const launchPeriod = firstPeriod + periods;
export const longestHistory = 28;

const history = known.map((item, i) => {
  const start = i % 2 === 0 ? 0 : random.below(periods - 30);
  return sold(item, i, firstPeriod + start, periods - start);
});
export const shards: readonly PreparedShard[] = [preparedShard(history)];
export const dataset = describeDataset(shards, { frequency: "day", season: 7, horizon });

/** [launched] with their sales of the first days, and rows after those of the items learned from. */
export const launches: PreparedShard = {
  ...preparedShard(
    launched.map((item, i) => sold(item, known.length + i, launchPeriod, longestHistory)),
    1,
  ),
  itemRow: Int32Array.from(launched, (_, i) => known.length + i),
};

/** Demand of a launched item over the horizon that begins `days` after its launch, without chance. */
export const truthAfter = (days: number): number[] =>
  launched.map(({ level }) =>
    Array.from({ length: horizon }, (_, h) => demandAt(level, launchPeriod + days + h)).reduce(
      (sum, units) => sum + units,
      0,
    ),
  );

/** What words say of every item, as the step `signals` tells it. */
export function expectedLevels(): ExpectedLevels {
  const all = [...known, ...launched];
  const meanOf = ({ values }: SeriesByHand) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const logLevel = Float64Array.from(all, (_, row) =>
    row < known.length ? Math.log(meanOf(history[row] as SeriesByHand)) : Number.NaN,
  );
  const launch = Float64Array.from(all, (_, row) => {
    const first = history[row]?.firstPeriod ?? launchPeriod;
    return first > firstPeriod ? first : Number.NaN;
  });
  const likeness = {
    words: new WordVectors(all.map(({ title }) => title)),
    attributes: [],
    launch,
  };
  const guessed = guessLevels({ logLevel, span: 2 * horizon }, likeness, 3);
  if (guessed === undefined) throw new Error("words tell nothing of this shop");
  return {
    ofItem: guessed.logLevel,
    ofLocation: new Float32Array(),
    error: guessed.error,
    analogues: guessed.analogues,
    launches: noLaunches,
  };
}
