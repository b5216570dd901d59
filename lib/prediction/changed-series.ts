import { periodState } from "#lib/contracts/prepared-shard.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { type LoneSeries, mapped } from "./lone-series.ts";

/** Target of some periods on end; `null` where it is not known. */
export interface GivenHistory {
  readonly firstPeriod: number;
  readonly values: readonly (number | null)[];
}

/** What a known covariate will be: one value for all periods ahead, or one a period. */
export type GivenCovariate = number | readonly number[];

class UnknownCovariateError extends ShelfcastError {
  readonly code = "PREDICTION_COVARIATE_UNKNOWN";
  override readonly kind = "usage";

  constructor(name: string, known: readonly string[]) {
    const remedy =
      known.length > 0
        ? `It may be asked about ${known.join(", ")}.`
        : "The config names no covariate whose future is known: list some under `known:`.";
    super(`The model knows nothing of ${name} ahead of time.`, remedy);
  }
}

class CovariateLengthError extends ShelfcastError {
  readonly code = "PREDICTION_COVARIATE_LENGTH";
  override readonly kind = "usage";

  constructor(name: string, given: number, horizon: number) {
    super(
      `${name} has ${given} values; ${horizon} periods are forecast.`,
      "Give one value for all periods, or one for each.",
    );
  }
}

class HistoryGivenError extends ShelfcastError {
  readonly code = "PREDICTION_HISTORY";
  override readonly kind = "usage";
}

/** Periods that a history may begin before the series or end after it. */
const farthest = 10_000;

/**
 * The series with `given` in place of what was known of those periods; where it goes on after the
 * cutoff, so does the series. `past` covariates go on with their last value, known ones not given are
 * unknown, periods between that nobody tells are missing.
 */
export function withHistory(
  series: LoneSeries,
  given: GivenHistory,
  { horizon, nonNegative }: { readonly horizon: number; readonly nonNegative: boolean },
): LoneSeries {
  requireHistory(series, given, nonNegative);
  const begin = series.shard.firstPeriod[0] as number;
  const first = Math.min(begin, given.firstPeriod);
  const last = Math.max(series.cutoffPeriod, given.firstPeriod + given.values.length - 1);
  const length = last - first + 1;
  const at = begin - first;
  const { shard } = series;
  const laid = <Values extends Float32Array | Uint8Array>(into: Values, values: Values) => {
    into.set(values, at);
    return into;
  };
  const target = laid(new Float32Array(length), shard.target);
  const state = laid(new Uint8Array(length).fill(periodState.missing), shard.state);
  for (const [i, value] of given.values.entries()) {
    target[given.firstPeriod - first + i] = value ?? 0;
    state[given.firstPeriod - first + i] = value === null ? periodState.missing : 0;
  }
  const unknown = (size: number) => new Float32Array(size).fill(Number.NaN);
  return {
    shard: {
      ...shard,
      firstPeriod: Int32Array.of(first),
      offsets: Int32Array.of(0, length),
      ...{ target, state },
      past: mapped(shard.past, (values) =>
        laid(unknown(length), values).fill(values.at(-1) as number, at + values.length),
      ),
      known: mapped(shard.known, (values) => laid(unknown(length + horizon), values)),
    },
    cutoffPeriod: last,
  };
}

function requireHistory(series: LoneSeries, given: GivenHistory, nonNegative: boolean): void {
  const { firstPeriod, values } = given;
  if (values.length === 0) {
    throw new HistoryGivenError("The history given is empty.", "Give at least one period.");
  }
  const bad = values.find((v) => v !== null && (!Number.isFinite(v) || (nonNegative && v < 0)));
  if (bad !== undefined) {
    const least = nonNegative ? " of at least 0" : "";
    throw new HistoryGivenError(
      `The history given holds ${bad}.`,
      `Give finite numbers${least}, and null where unknown.`,
    );
  }
  const gap = Math.max(
    (series.shard.firstPeriod[0] as number) - firstPeriod,
    firstPeriod + values.length - series.cutoffPeriod,
  );
  if (gap > farthest) {
    const problem = `The history given lies ${gap} periods from what is known.`;
    throw new HistoryGivenError(problem, `Give periods within ${farthest} of it.`);
  }
}

/** The series as if each covariate of `given` were so after its cutoff. */
export function withCovariates(
  series: LoneSeries,
  given: Readonly<Record<string, GivenCovariate>>,
  horizon: number,
): LoneSeries {
  const known = new Map(series.shard.known);
  for (const [name, value] of Object.entries(given)) {
    const values = known.get(name);
    if (values === undefined) throw new UnknownCovariateError(name, [...known.keys()]);
    known.set(name, changed(name, values, value, horizon));
  }
  return { ...series, shard: { ...series.shard, known } };
}

function changed(name: string, values: Float32Array, given: GivenCovariate, horizon: number) {
  const ahead = typeof given === "number" ? new Array<number>(horizon).fill(given) : given;
  if (ahead.length !== horizon) throw new CovariateLengthError(name, ahead.length, horizon);
  const copy = values.slice();
  copy.set(ahead, copy.length - horizon);
  return copy;
}
