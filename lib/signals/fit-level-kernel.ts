import { compassSearch } from "#lib/domain/compass-search.ts";
import { type LevelKernel, type Neighbourhood, tellLevel } from "./level-kernel.ts";

/** What there is to be alike in. */
export interface KernelScope {
  readonly hasWords: boolean;
  readonly hasAttributes: boolean;
  readonly hasLaunches: boolean;
  /** Periods that a level is the mean of. */
  readonly span: number;
}

/**
 * The kernel under which the levels are most likely, each item told by its neighbours:
 *
 *     −ln p = Σᵢ ½ ln vᵢ + ½ (yᵢ − mᵢ)² / vᵢ
 *
 * Where neighbours of an item are those before it that is the likelihood itself, all but exactly (Vecchia
 * 1988); where they are all others, the leave-one-out one (Rasmussen & Williams 2006, eq. 5.11).
 *
 * @param deviation [items] of the log level from its kind's mean
 */
export function fitLevelKernel(
  told: readonly Neighbourhood[],
  deviation: Float64Array,
  scope: KernelScope,
): LevelKernel {
  const ownDeviation = ({ rows }: Neighbourhood) => deviation[rows.at(-1) as number] as number;
  const variance = told.reduce((sum, one) => sum + ownDeviation(one) ** 2, 0) / told.length;
  const ranges = Object.entries(rangesOf(scope, variance));
  const kernelAt = (at: Float64Array) =>
    ({
      ...withoutAny,
      ...Object.fromEntries(
        ranges.map(([name, [low, high]], i) => [name, low * (high / low) ** (at[i] as number)]),
      ),
    }) satisfies LevelKernel;
  const loss = (at: Float64Array) => {
    const kernel = kernelAt(at);
    return told.reduce((sum, one) => {
      const { mean, variance: v } = tellLevel(one, kernel, deviation);
      return sum + Math.log(v) / 2 + (ownDeviation(one) - mean) ** 2 / (2 * v);
    }, 0);
  };
  const start = ranges.map(() => 0.5);
  return kernelAt(compassSearch(loss, start, { lastStep: 0.1, evaluations: 120 }).at);
}

const withoutAny: LevelKernel = {
  ...{ words: 0, attributes: 0, both: 0, time: 0, noise: 0, standing: 0 },
  ...{ reach: 1, memory: 1 },
};

type Range = readonly [low: number, high: number];

/** Wide bounds of what is sought, by the variance that is to be accounted for. */
function rangesOf(
  { hasWords, hasAttributes, hasLaunches, span }: KernelScope,
  variance: number,
): Partial<Record<keyof LevelKernel, Range>> {
  const share: Range = [variance / 100, 2 * variance];
  return {
    noise: [variance / 30, 2 * variance],
    ...(hasWords && { words: share }),
    ...(hasAttributes && { attributes: share, reach: [0.1, 10] }),
    ...(hasWords && hasAttributes && { both: share }),
    ...(hasLaunches && { time: share, memory: [span / 8, 8 * span], standing: share }),
  };
}
