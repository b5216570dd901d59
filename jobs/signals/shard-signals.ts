import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { SignalName } from "#lib/contracts/signals.ts";
import type { ShardSignals } from "#lib/lake/signal-shards.ts";
import {
  periodsOfHalfLife,
  type ReviewCounts,
  reviewOpinion,
} from "#lib/signals/review-opinion.ts";
import { interestWindows, searchInterest } from "#lib/signals/search-interest.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { type DataPeriods, periodCount, readGrid } from "./event-grid.ts";
import { eventTables } from "./event-tables.ts";

/** What the signals of all shards are made with. */
export interface SignalMaking {
  readonly names: readonly SignalName[];
  readonly periods: DataPeriods;
  /** Reviews of all items, by period. */
  readonly allReviews: ReviewCounts;
}

/** A signal of the items of a shard, by their row in items.arrow: [periods] from the data's first on. */
type ItemSignal = ReadonlyMap<number, Float32Array>;

const makers = {
  search_interest: makeInterest,
  review_opinion: makeOpinion,
} as const satisfies Record<
  SignalName,
  (duckdb: Duckdb, numbers: readonly number[], making: SignalMaking) => Promise<ItemSignal>
>;

/** Signals of one shard; an item that nobody searched or reviewed is unknown throughout. */
export async function shardSignals(
  duckdb: Duckdb,
  shard: PreparedShard,
  making: SignalMaking,
): Promise<ShardSignals> {
  const numbers = [...new Set(shard.itemRow)].filter((row) => row >= 0);
  const signals = new Map<string, Float32Array>();
  for (const name of making.names) {
    const ofItems = await makers[name](duckdb, numbers, making);
    signals.set(name, spread(shard, ofItems, making.periods));
  }
  return signals;
}

const eventsOf = (table: string, numbers: readonly number[]): string =>
  `SELECT * FROM ${table} WHERE number IN (SELECT unnest([${numbers.join(", ")}])) ORDER BY number, date`;

async function makeInterest(
  duckdb: Duckdb,
  numbers: readonly number[],
  { periods }: SignalMaking,
): Promise<ItemSignal> {
  const query = eventsOf(eventTables.searches, numbers);
  const grid = await readGrid(duckdb, query, ["count"], periods);
  const windows = interestWindows(periods.calendar.frequency);
  return new Map(
    [...grid].map(([number, [counts]]) => [
      number,
      searchInterest(counts as Float64Array, windows),
    ]),
  );
}

async function makeOpinion(
  duckdb: Duckdb,
  numbers: readonly number[],
  { periods, allReviews }: SignalMaking,
): Promise<ItemSignal> {
  const query = eventsOf(eventTables.reviews, numbers);
  const grid = await readGrid(duckdb, query, ["reviews", "stars"], periods);
  const halfLife = periodsOfHalfLife[periods.calendar.frequency];
  return new Map(
    [...grid].map(([number, [reviews, stars]]) => {
      const own = { reviews: reviews as Float64Array, stars: stars as Float64Array };
      return [number, reviewOpinion(own, allReviews, halfLife)];
    }),
  );
}

/** @returns a value for every cell of the shard's `past` columns */
function spread(
  { itemRow, firstPeriod, offsets, target }: PreparedShard,
  signal: ItemSignal,
  periods: DataPeriods,
): Float32Array {
  const values = new Float32Array(target.length).fill(Number.NaN);
  for (const [s, row] of itemRow.entries()) {
    const own = signal.get(row);
    if (!own) continue;
    const from = (firstPeriod[s] as number) - periods.firstPeriod;
    values.set(own.subarray(from, periodCount(periods)), offsets[s]);
  }
  return values;
}
