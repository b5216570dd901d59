import type { ForecastPlan } from "./forecast-plan.ts";
import type { CovariateScaling } from "./input-statistics.ts";
import type { Window } from "./window.ts";

/** Scaled values lie within ± this. */
const limit = 5;

/** One covariate of one window: where its values lie, and how far from 0 they count. */
export interface Channel {
  readonly values: Float32Array;
  /** Index of the origin's value. */
  readonly origin: number;
  /** Periods of the series up to the origin. */
  readonly depth: number;
  readonly centre: number;
  readonly spread: number;
}

/** Numbers a period has for its covariates: one each, two where a series' own mean matters. */
export const channelCount = (covariates: readonly CovariateScaling[]): number =>
  covariates.reduce((total, { relative }) => total + (relative ? 2 : 1), 0);

/** The covariates that the network reads at every past period, and ahead. */
export function windowChannels(
  { shard, series, origin, seen = Number.POSITIVE_INFINITY }: Window,
  plan: ForecastPlan,
): { readonly known: readonly Channel[]; readonly past: readonly Channel[] } {
  const periods = origin - (shard.firstPeriod[series] as number) + 1;
  const depth = Math.min(periods, seen);
  const at = (shard.offsets[series] as number) + periods - 1;
  const { context } = plan.windows;
  return {
    known: channels(plan.known, shard.known, at + series * plan.horizon, depth, context),
    past: channels(plan.past, shard.past, at, depth, context),
  };
}

function channels(
  scalings: readonly CovariateScaling[],
  columns: ReadonlyMap<string, Float32Array>,
  origin: number,
  depth: number,
  context: number,
): readonly Channel[] {
  return scalings.flatMap(({ name, mean, sd, withinSd, relative }) => {
    const values = columns.get(name) ?? new Float32Array();
    const overall = { values, origin, depth, centre: mean, spread: sd };
    if (!relative) return [overall];
    const own = ownMean(values, origin, Math.min(depth, context));
    if (own === undefined) return [overall, { ...overall, spread: 0 }];
    return [overall, { ...overall, centre: own, spread: withinSd }];
  });
}

function ownMean(values: Float32Array, origin: number, depth: number): number | undefined {
  let total = 0;
  let count = 0;
  for (let at = origin - depth + 1; at <= origin; at++) {
    const value = values[at] as number;
    if (!Number.isFinite(value)) continue;
    total += value;
    count++;
  }
  return count > 0 ? total / count : undefined;
}

/** Scaled value `ahead` periods after the origin, before it if negative; 0 where unknown. */
export function channelValue(channel: Channel, ahead: number): number {
  const { values, origin, depth, centre, spread } = channel;
  if (-ahead >= depth || spread === 0) return 0;
  const value = values[origin + ahead] as number;
  if (!Number.isFinite(value)) return 0;
  return Math.min(limit, Math.max(-limit, (value - centre) / spread));
}
