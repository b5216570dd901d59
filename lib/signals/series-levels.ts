/** Series and what they sell, column by column, [series] each. */
export interface SeriesLevels {
  readonly item: Int32Array;
  /** -1 where the shop lists no locations. */
  readonly location: Int32Array;
  /** Log of what a series sells a period; NaN where it cannot be told. */
  readonly logLevel: Float64Array;
  /** 1 where that is of its first periods. */
  readonly isLaunch: Uint8Array;
}

/** Levels of series, taken apart: one number an item, one a location. */
export interface LevelParts {
  /** [items] NaN where the item has no series that sold. */
  readonly ofItem: Float64Array;
  /** [items] 1 where every series of the item was launched. */
  readonly isLaunch: Uint8Array;
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
  return { ofItem, isLaunch: launchedItems(series, items), ofLocation };
}

function launchedItems({ item, isLaunch }: SeriesLevels, items: number): Uint8Array {
  const launched = new Uint8Array(items).fill(1);
  for (let s = 0; s < item.length; s++) if (isLaunch[s] === 0) launched[item[s] as number] = 0;
  return launched;
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
