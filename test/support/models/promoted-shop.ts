import { seededRandom } from "#lib/domain/random.ts";
import { describeDataset, preparedShard, type SeriesByHand } from "./prepared.ts";

const horizon = 7;
const firstPeriod = 20_000;

/** What is planted: demand of item `i` in period `t` before noise. */
const demand = (level: number, t: number, isPromoted: boolean): number =>
  level * (t % 7 < 2 ? 2 : 0.6) * (isPromoted ? 2.5 : 1);

/**
 * Daily sales of `items` items over `periods` days: weekends sell more, promotions, known ahead, sell
 * much more, and the category of an item gives its level. Every fifth item is new, begins later.
 */
export function promotedShop({ items = 60, periods = 180, seed = 7 } = {}) {
  const random = seededRandom(seed, "promoted shop");
  const series = Array.from({ length: items }, (_, i): SeriesByHand => {
    const start = i % 5 === 0 ? random.below(periods - 40) : 0;
    const category = 1 + (i % 2);
    const level = (category === 1 ? 4 : 40) * (0.8 + 0.4 * random.uniform());
    const length = periods - start;
    const promotion = Array.from({ length: length + horizon }, () =>
      random.uniform() < 0.15 ? 1 : 0,
    );
    const values = Array.from({ length }, (_v, t) => {
      const mean = demand(level, start + t, promotion[t] === 1);
      return Math.max(0, Math.round(mean + 0.15 * mean * random.normal()));
    });
    const footfall = values.map((value) => value + random.normal());
    return {
      item: `item-${i}`,
      firstPeriod: firstPeriod + start,
      values,
      known: { promotion },
      past: { footfall },
      statics: { "item.category": category },
    };
  });
  const half = items >> 1;
  const shards = [preparedShard(series.slice(0, half)), preparedShard(series.slice(half), 1)];
  const statics = [{ name: "item.category", labels: ["", "small", "large"] }];
  const dataset = describeDataset(shards, { frequency: "day", season: 7, horizon, statics });
  return { dataset, shards };
}
