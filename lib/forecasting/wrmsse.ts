/** One series, and what every model forecast of it. */
export interface LeveledSeries {
  /** Which aggregate it is part of, by level; the level `series` is every series by itself. */
  readonly keys: ReadonlyMap<string, string>;
  /** [periods] up to the cutoff, 0 where missing, closed or not yet sold. */
  readonly history: Float32Array;
  /** [horizon] NaN where unknown: neither it nor its forecast counts then. */
  readonly actual: Float32Array;
  /** Sales value of the last 28 periods, in money or else units. */
  readonly worth: number;
  /** [horizon] of the mean, by model. */
  readonly means: ReadonlyMap<string, Float32Array>;
}

/** `null` where no aggregate of a level could be scored. */
export interface Wrmsse {
  /** Mean over the levels. */
  readonly overall: number | null;
  readonly levels: Readonly<Record<string, number | null>>;
}

interface Aggregate {
  worth: number;
  /** [longest history], the cutoff last. */
  readonly history: Float64Array;
  /** [horizon] */
  readonly known: Uint8Array;
  /** Σ (forecast − actual) over its series, [horizon] by model. */
  readonly errors: ReadonlyMap<string, Float64Array>;
}

interface LevelSums {
  worth: number;
  readonly weighted: Map<string, number>;
}

/** A level of more aggregates is left out, so that memory is bounded. */
const mostAggregates = 2_000;

/**
 * Weighted root mean squared scaled error of M5 (Makridakis, Spiliotis & Assimakopoulos 2022):
 *
 *     RMSSE  = √( mean over the horizon of (Y − Ŷ)² / mean over t of (Y(t) − Y(t − 1))² )
 *     WRMSSE = mean over levels of Σ w · RMSSE,   w: share of sales value within the level
 *
 * of sums Y over the series of an aggregate; the scale begins with its first sale. Aggregates whose
 * history never changed are left out and their weight with them. Series are added in any order.
 */
export class WrmsseBoard {
  readonly #periods: number;
  readonly #horizon: number;
  readonly #aggregates = new Map<string, Map<string, Aggregate> | "too-many">();
  readonly #series: LevelSums = { worth: 0, weighted: new Map() };

  /** @param periods  of the longest history */
  constructor(periods: number, horizon: number) {
    this.#periods = periods;
    this.#horizon = horizon;
  }

  add(series: LeveledSeries): void {
    const alone = this.#emptyAggregate(series);
    addSeries(alone, series);
    addScored(this.#series, alone);
    for (const [level, key] of series.keys) {
      const aggregate = this.#aggregateOf(level, key, series);
      if (aggregate) addSeries(aggregate, series);
    }
  }

  #aggregateOf(level: string, key: string, series: LeveledSeries): Aggregate | undefined {
    const known = this.#aggregates.get(level) ?? new Map<string, Aggregate>();
    this.#aggregates.set(level, known);
    if (known === "too-many") return undefined;
    const aggregate = known.get(key) ?? this.#emptyAggregate(series);
    known.set(key, aggregate);
    if (known.size > mostAggregates) this.#aggregates.set(level, "too-many");
    return aggregate;
  }

  #emptyAggregate({ means }: LeveledSeries): Aggregate {
    return {
      worth: 0,
      history: new Float64Array(this.#periods),
      known: new Uint8Array(this.#horizon),
      errors: new Map([...means.keys()].map((name) => [name, new Float64Array(this.#horizon)])),
    };
  }

  summary(model: string): Wrmsse {
    const levels: Record<string, number | null> = {};
    for (const [level, aggregates] of this.#aggregates) {
      if (aggregates === "too-many") continue;
      const sums: LevelSums = { worth: 0, weighted: new Map() };
      for (const aggregate of aggregates.values()) addScored(sums, aggregate);
      levels[level] = levelScore(sums, model);
    }
    levels.series = levelScore(this.#series, model);
    return { overall: mean(Object.values(levels)), levels };
  }
}

function addSeries(aggregate: Aggregate, { history, actual, worth, means }: LeveledSeries): void {
  aggregate.worth += worth;
  const offset = aggregate.history.length - history.length;
  for (const [t, value] of history.entries()) aggregate.history[offset + t] += value;
  for (const [h, value] of actual.entries()) {
    if (Number.isNaN(value)) continue;
    aggregate.known[h] = 1;
    for (const [name, errors] of aggregate.errors) {
      errors[h] += (means.get(name)?.[h] ?? 0) - value;
    }
  }
}

function addScored(sums: LevelSums, { worth, history, known, errors }: Aggregate): void {
  const scale = meanSquaredChange(history);
  const periods = known.reduce((count, isKnown) => count + isKnown, 0);
  if (!(scale > 0) || periods === 0) return;
  sums.worth += worth;
  for (const [name, own] of errors) {
    const squares = own.reduce((sum, error) => sum + error * error, 0);
    const rmsse = Math.sqrt(squares / periods / scale);
    sums.weighted.set(name, (sums.weighted.get(name) ?? 0) + worth * rmsse);
  }
}

/** Mean of (Y(t) − Y(t − 1))² from the first sale on; NaN where that leaves no change to measure. */
function meanSquaredChange(history: Float64Array): number {
  const first = history.findIndex((value) => value !== 0);
  if (first < 0) return Number.NaN;
  let sum = 0;
  for (let t = first + 1; t < history.length; t++) sum += (history[t] - history[t - 1]) ** 2;
  return sum / (history.length - 1 - first);
}

const levelScore = ({ worth, weighted }: LevelSums, model: string): number | null =>
  worth > 0 ? (weighted.get(model) ?? 0) / worth : null;

/** Mean over cutoffs, of those where it could be scored. */
export function meanWrmsse(cutoffs: readonly Wrmsse[]): Wrmsse {
  const levels = new Set(cutoffs.flatMap((one) => Object.keys(one.levels)));
  const ofLevel = (level: string) => mean(cutoffs.map((one) => one.levels[level] ?? null));
  return {
    overall: mean(cutoffs.map(({ overall }) => overall)),
    levels: Object.fromEntries([...levels].map((level) => [level, ofLevel(level)])),
  };
}

function mean(scores: readonly (number | null)[]): number | null {
  const known = scores.filter((score) => score !== null);
  return known.length === 0 ? null : known.reduce((sum, score) => sum + score, 0) / known.length;
}
