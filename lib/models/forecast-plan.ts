import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { Frequency } from "#lib/domain/period.ts";
import type { Country } from "#lib/domain/public-holidays.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { CovariateScaling, InputStatistics, TargetScaling } from "./input-statistics.ts";

/**
 * All that is decided before training and must hold the same when the model is used: window
 * lengths, features and their scaling. Kept as JSON beside the weights.
 */
export interface ForecastPlan {
  readonly frequency: Frequency;
  readonly weekStart: number;
  readonly season: number;
  readonly horizon: number;
  readonly levels: QuantileLevels;
  readonly nonNegative: boolean;
  readonly wholeNumbers: boolean;
  readonly windows: WindowLengths;
  /** Whether training saw every phase of a year, so that the time of year can be a feature. */
  readonly yearSeen: boolean;
  /** Whose public holidays the network is told; none where absent. */
  readonly country?: Country | undefined;
  readonly target: TargetScaling;
  readonly known: readonly CovariateScaling[];
  readonly past: readonly CovariateScaling[];
  /** Static attributes the network embeds, with the number of their codes. */
  readonly statics: readonly { readonly name: string; readonly codes: number }[];
  /** Width of an item's text vector; 0 where there is none. */
  readonly textWidth: number;
  /** Whether it knows what items of like words let expect of a series. */
  readonly expectsLevels: boolean;
  /** Known covariates with which no forecast rises; none where absent. */
  readonly fallsWith?: readonly string[];
}

/** Whether forecasts depend on what words say of items. */
export const readsWords = ({ textWidth, expectsLevels }: ForecastPlan): boolean =>
  textWidth > 0 || expectsLevels;

/** Lengths in periods. */
export interface WindowLengths {
  /** Past periods the network reads one by one. */
  readonly context: number;
  /** Before and during the context it reads means over `blockCount` blocks of `block` periods. */
  readonly block: number;
  readonly blockCount: number;
  /** Periods whose mean is the recent level. */
  readonly recent: number;
  readonly year: number;
  /** Periods either side that smooth the value of a year ago. */
  readonly yearHalfWidth: number;
  /** Past periods that a window reads at all. */
  readonly reach: number;
}

/** A year in whole weeks, so that Mondays fall on Mondays. */
const windowsOf = {
  day: { context: 56, block: 28, blockCount: 13, recent: 28, year: 364, yearHalfWidth: 3 },
  week: { context: 52, block: 13, blockCount: 8, recent: 8, year: 52, yearHalfWidth: 1 },
  month: { context: 24, block: 6, blockCount: 6, recent: 4, year: 12, yearHalfWidth: 0 },
} as const satisfies Record<Frequency, Omit<WindowLengths, "reach">>;

const longestContext = 128;

/** @param context past periods the network reads; 0 chooses from frequency, season and horizon */
export function windowLengths(
  { calendar, season, horizon }: Pick<DatasetDescription, "calendar" | "season" | "horizon">,
  context: number,
): WindowLengths {
  const usual = windowsOf[calendar.frequency];
  const chosen = Math.min(Math.max(usual.context, 2 * season, 2 * horizon), longestContext);
  const lengths = { ...usual, context: context > 0 ? context : chosen };
  const reach = Math.max(
    lengths.context + season,
    lengths.block * lengths.blockCount,
    2 * lengths.year + lengths.yearHalfWidth + lengths.recent,
  );
  return { ...lengths, reach };
}

export interface PlanSettings {
  readonly levels: QuantileLevels;
  /** Past periods the network reads; 0 chooses. */
  readonly context: number;
  readonly textWidth: number;
  readonly expectsLevels: boolean;
  readonly fallsWith?: readonly string[];
  /** Last period that training reads. */
  readonly lastPeriod: number;
}

export function planForecast(
  dataset: DatasetDescription,
  { target, known, past }: InputStatistics,
  { levels, context, textWidth, expectsLevels, fallsWith = [], lastPeriod }: PlanSettings,
): ForecastPlan {
  const { calendar, season, horizon, nonNegative, wholeNumbers, statics, country } = dataset;
  const windows = windowLengths(dataset, context);
  const varies = ({ sd }: CovariateScaling) => sd > 0;
  return {
    ...calendar,
    ...(country && { country }),
    season,
    horizon,
    levels,
    nonNegative,
    wholeNumbers,
    windows,
    yearSeen: lastPeriod - dataset.firstPeriod >= windows.year + horizon,
    target,
    known: known.filter(varies),
    past: past.filter(varies),
    statics: statics.map(({ name, labels }) => ({ name, codes: labels.length })),
    textWidth,
    expectsLevels,
    ...(fallsWith.length > 0 && { fallsWith }),
  };
}
