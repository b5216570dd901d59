/** Series and what they sell, column by column, [series] each. */
export interface SeriesLevels {
  readonly item: Int32Array;
  /** -1 where the shop lists no locations. */
  readonly location: Int32Array;
  /** Log of what a series sells a period; NaN where it cannot be told. */
  readonly logLevel: Float64Array;
  /** The series' first period where that level is of its first ones; NaN of one of long standing. */
  readonly launch: Float64Array;
}

/** Levels of series, taken apart: one number an item, one a location. */
export interface LevelParts {
  /** [items] NaN where the item has no series that sold. */
  readonly ofItem: Float64Array;
  /** [items] first launch of its series; NaN where one is of long standing, or there is none. */
  readonly launch: Float64Array;
  /** [locations] what a location adds to the log of its items' levels. */
  readonly ofLocation: Float64Array;
}

/** Passes after which item and location means no longer move for what matters here. */
const passes = 3;

/**
 * log level(i, l) ≈ item(i) + location(l), fitted by alternating means.
 *
 * @param items rows of items.arrow, locations rows of locations.arrow
 */
export function levelParts(series: SeriesLevels, items: number, locations: number): LevelParts {
  const { item, location, logLevel } = series;
  const ofItem = new Float64Array(items).fill(Number.NaN);
  const ofLocation = new Float64Array(locations);
  for (let pass = 0; pass < passes; pass++) {
    const atItem = new GroupMeans(items);
    for (let s = 0; s < item.length; s++) {
      atItem.add(item[s] as number, (logLevel[s] as number) - (ofLocation[location[s] ?? -1] ?? 0));
    }
    for (const row of ofItem.keys()) ofItem[row] = atItem.mean(row);
    const atLocation = new GroupMeans(locations);
    for (let s = 0; s < item.length; s++) {
      atLocation.add(
        location[s] as number,
        (logLevel[s] as number) - (ofItem[item[s] ?? -1] as number),
      );
    }
    for (const place of ofLocation.keys()) ofLocation[place] = atLocation.mean(place) || 0;
  }
  return { ofItem, launch: launches(series, items), ofLocation };
}

function launches({ item, launch }: SeriesLevels, items: number): Float64Array {
  const first = new Float64Array(items).fill(Number.POSITIVE_INFINITY);
  for (const [s, row] of item.entries())
    first[row] = Math.min(first[row] ?? 0, launch[s] as number);
  return first.map((period) => (Number.isFinite(period) ? period : Number.NaN));
}

class GroupMeans {
  readonly #sums: Float64Array;
  readonly #counts: Int32Array;

  constructor(groups: number) {
    this.#sums = new Float64Array(groups);
    this.#counts = new Int32Array(groups);
  }

  /** A group below 0, or a value that is unknown, is passed over. */
  add(group: number, value: number): void {
    if (group < 0 || Number.isNaN(value)) return;
    this.#sums[group] = (this.#sums[group] as number) + value;
    this.#counts[group] = (this.#counts[group] as number) + 1;
  }

  /** NaN of none. */
  mean(group: number): number {
    return (this.#sums[group] as number) / (this.#counts[group] as number);
  }
}
