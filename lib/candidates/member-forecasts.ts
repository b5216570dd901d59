import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type BaselineName, baselineNames } from "#lib/forecasting/baselines.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { type Forecaster, type LearnedName, learnedNames } from "#lib/models/forecaster.ts";
import { baselineCandidates } from "./baseline-candidates.ts";
import { boundedShard } from "./bounded-shard.ts";
import { forecastUnsold } from "./like-launches.ts";
import type { ShardForecast } from "./shard-forecast.ts";

/** A way to forecast that blends are made of. */
export type MemberName = LearnedName | BaselineName;
export const memberNames: readonly MemberName[] = [...learnedNames, ...baselineNames];

const baselines: ReadonlySet<string> = new Set(baselineNames);
/** Whether a member knows one series' history alone: what anything more elaborate must beat. */
export const isBaseline = (name: string): boolean => baselines.has(name);

/**
 * Half for what learns from all series, the network most; half for baselines alike: of fixed weights
 * tried, these did well on every kind of data, and small data keep close to them.
 */
export const priorWeight = (name: string): number =>
  isBaseline(name) ? 4 / baselineNames.length : name === "network" ? 3 : 1;

interface ForecastingWith {
  readonly settings: ForecastSettings;
  /** Undefined where nothing was trained: then no learned member may be asked for. */
  readonly forecaster: Forecaster | undefined;
  /** Which series want which member; every series each where undefined. */
  readonly isWanted?: (name: string, series: number) => boolean;
  /** Series of the shard for which words count for nothing. */
  readonly isWordless?: ((series: number) => boolean) | undefined;
  /** What series that never sold may be expected to. */
  readonly expected?: ExpectedLevels | undefined;
}

/**
 * Series of a shard by each member asked for, from what lies up to `cutoffPeriod`; 0 where not wanted. A
 * series that never sold has no values to draw again: launches like it have.
 */
export async function memberForecasts(
  shard: PreparedShard,
  cutoffPeriod: number,
  names: ReadonlySet<string>,
  { settings, forecaster, isWanted = () => true, isWordless, expected }: ForecastingWith,
): Promise<Map<MemberName, ShardForecast>> {
  const simple = baselineNames.filter((name) => names.has(name));
  const learned = learnedNames.filter((name) => names.has(name));
  const members = new Map<MemberName, ShardForecast>(
    baselineCandidates(shard, cutoffPeriod, simple, settings, isWanted),
  );
  const recent = members.get("recent-values");
  if (recent && expected) forecastUnsold(shard, cutoffPeriod, expected, settings, recent);
  const series = [...shard.item.keys()].filter((s) => learned.some((name) => isWanted(name, s)));
  if (learned.length === 0) return members;
  const bounded = boundedShard(shard, cutoffPeriod);
  const which = { series, isWordless };
  const forecasts = await forecaster?.forecast(bounded, cutoffPeriod, learned, which);
  for (const [name, forecast] of forecasts ?? []) members.set(name, forecast);
  return members;
}
