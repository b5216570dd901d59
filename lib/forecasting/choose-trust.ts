import { mintMultipliers, movedSums, type SharedVariance } from "./mint.ts";

/** One validation window: what sums of forecasts and forecasts of sums missed by. */
export interface ReconciledWindow extends SharedVariance {
  /** [aggregates · horizon] of forecasts made of the sums themselves, less what came; units. */
  readonly own: Float64Array;
  /** [aggregates · horizon] of the sums of the series' forecasts, less what came; units. */
  readonly summed: Float64Array;
  /** Σ e² / d over the series and periods, d a series' variance. */
  readonly seriesLoss: number;
}

/** Whether, and how far, the aggregates' own forecasts move those of the series. */
export interface TrustChoice {
  /** τ of `mintMultipliers`; undefined: bottom-up, the series stay as they are. */
  readonly trust: number | undefined;
  /** Share by which the error is lower than bottom-up, on windows held out; mean over levels. */
  readonly gain: number;
  /** Error by level relative to bottom-up, `series` included, on windows held out. */
  readonly levels: Readonly<Record<string, number>>;
  /** A sentence for the report. */
  readonly reason: string;
}

/** Values of τ that are tried. */
const trusts = [1, 0.3, 0.1, 0.03, 0.01, 0.003];
/** A gain below is chance. */
const leastGain = 0.005;
const seriesLevel = "series";

/**
 * Chooses between bottom-up and MinT by validation. Squared errors of a level count by the variance of
 * its aggregates; those of the series follow from the aggregates alone, as
 *
 *     Σ (e + d Aᵀλ)² / d = Σ e² / d + 2 λᵀ A e + λᵀ A D Aᵀ λ
 *
 * τ has to lower the mean over all levels of √(Σ after / Σ before), and must not raise it of the series.
 * One window is judged by the τ that the others chose; where that is no better by half a percent,
 * bottom-up stays. One window alone cannot do both.
 *
 * @param levelOf  [aggregates] names of levels
 */
export function chooseTrust(
  windows: readonly ReconciledWindow[],
  levelOf: readonly string[],
): TrustChoice {
  const bottomUp = { trust: undefined, gain: 0, levels: {} };
  if (windows.length < 2) {
    const reason =
      "bottom-up: the history is too short for two validation windows, one to choose by and one to judge by.";
    return { ...bottomUp, reason };
  }
  const names = [...new Set(levelOf), seriesLevel];
  const before = windows.map((window) => levelLosses(window, levelOf, names, window.summed, 0));
  const after = windows.map((window) =>
    trusts.map((trust) => tried(window, levelOf, names, trust)),
  );
  const judged = windows.map((_, held) => {
    const others = windows.flatMap((__, w) => (w === held ? [] : [w]));
    const best = bestTrust(before, after, others);
    return best === undefined ? before[held] : after[held][best];
  });
  const ratios = ratiosOf(before, judged);
  const gain = 1 - meanOf(ratios);
  const levels = Object.fromEntries(names.map((name, l) => [name, ratios[l]]));
  const best = bestTrust(before, after, [...windows.keys()]);
  const isBetter = best !== undefined && gain >= leastGain && (ratios.at(-1) ?? 1) <= 1;
  const judgedBy = `on ${windows.length} validation windows, each judged by what the others chose`;
  return isBetter
    ? {
        ...{ trust: trusts[best], gain, levels },
        reason: `MinT: its error is ${percent(gain)} lower than that of bottom-up, mean over ${names.length} levels, ${judgedBy}.`,
      }
    : {
        ...{ ...bottomUp, gain: 0, levels },
        reason: `bottom-up: against it MinT's error is ${signedPercent(-gain)}, mean over ${names.length} levels, and ${signedPercent((ratios.at(-1) ?? 1) - 1)} of the series, ${judgedBy}.`,
      };
}

/** Index of the τ of least mean ratio among those that leave the series no worse; undefined: bottom-up. */
function bestTrust(
  before: readonly LevelLosses[],
  after: readonly (readonly LevelLosses[])[],
  windows: readonly number[],
): number | undefined {
  let best: number | undefined;
  let least = 1;
  for (let t = 0; t < trusts.length; t++) {
    const ratios = ratiosOf(
      windows.map((w) => before[w]),
      windows.map((w) => after[w][t]),
    );
    if ((ratios.at(-1) ?? 1) > 1 || meanOf(ratios) >= least) continue;
    best = t;
    least = meanOf(ratios);
  }
  return best;
}

/** [levels], the series last. */
type LevelLosses = readonly number[];

function tried(
  window: ReconciledWindow,
  levelOf: readonly string[],
  names: readonly string[],
  trust: number,
): LevelLosses {
  const { own, summed, shared } = window;
  const incoherence = own.map((error, i) => error - summed[i]);
  const multipliers = mintMultipliers(window, trust, incoherence);
  const moved = movedSums(shared, multipliers, levelOf.length);
  let change = 0;
  for (let i = 0; i < moved.length; i++) change += multipliers[i] * (2 * summed[i] + moved[i]);
  const errors = summed.map((error, i) => error + moved[i]);
  return levelLosses(window, levelOf, names, errors, change);
}

/** @param change of the series' loss */
function levelLosses(
  { variance, seriesLoss }: ReconciledWindow,
  levelOf: readonly string[],
  names: readonly string[],
  errors: Float64Array,
  change: number,
): LevelLosses {
  const losses = names.map(() => 0);
  const horizon = errors.length / levelOf.length;
  for (const [a, level] of levelOf.entries()) {
    if (variance[a] <= 0) continue;
    const own = errors.subarray(a * horizon, (a + 1) * horizon);
    losses[names.indexOf(level)] += own.reduce((sum, e) => sum + e * e, 0) / variance[a];
  }
  losses[names.length - 1] = Math.max(0, seriesLoss + change);
  return losses;
}

/** √(Σ after / Σ before) by level; 1 where there was no error to lower. */
function ratiosOf(before: readonly LevelLosses[], after: readonly LevelLosses[]): number[] {
  const total = (losses: readonly LevelLosses[], level: number) =>
    losses.reduce((sum, own) => sum + own[level], 0);
  return (before[0] ?? []).map((_, level) => {
    const was = total(before, level);
    return was > 0 ? Math.sqrt(total(after, level) / was) : 1;
  });
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const signedPercent = (share: number): string =>
  `${share < 0 ? "−" : "+"}${percent(Math.abs(share))}`;
