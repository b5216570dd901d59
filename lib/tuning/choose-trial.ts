import type { SeriesLosses } from "#lib/contracts/tuning.ts";

/** A trial, as far as comparing goes. */
interface ComparedTrial {
  readonly trial: number;
  readonly losses: SeriesLosses;
}

export interface Choice {
  /** 0 where the default stays. */
  readonly trial: number;
  /** A sentence for the report. */
  readonly reason: string;
}

/** The half of the series that chooses, and the one that confirms. */
const choosing = 0;
const confirming = 1;
/** Series of the confirming half below which a standard error says little. */
const leastSeries = 8;

/**
 * The trials that do best on the half of the series that chooses, the default left out.
 * @returns numbers of `count` trials, best first
 */
export function bestTrials(trials: readonly ComparedTrial[], count: number): number[] {
  const standard = requireDefault(trials);
  return trials
    .filter(({ trial }) => trial !== 0)
    .map(({ trial, losses }) => ({ trial, ratio: compare(losses, standard, choosing).ratio }))
    .sort((a, b) => a.ratio - b.ratio || a.trial - b.trial)
    .slice(0, count)
    .map(({ trial }) => trial);
}

/**
 * The best trial of the choosing half is held against the default on the other half, which had no say in
 * the choice. It is used only where it loses less there by more than one standard error of the paired
 * difference (Breiman et al. 1984, the one-standard-error rule).
 */
export function chooseTrial(trials: readonly ComparedTrial[]): Choice {
  const [best] = bestTrials(trials, 1);
  const winner = trials.find(({ trial }) => trial === best);
  if (winner === undefined) return stays("Nothing was tried beside the default settings.");
  const standard = requireDefault(trials);
  const { ratio, error, series } = compare(winner.losses, standard, confirming);
  const by = `trial ${winner.trial}, the best of the series that choose, loses ${change(ratio)} the default on the others (standard error ${percent(error)})`;
  if (compare(winner.losses, standard, choosing).ratio >= 1) {
    return stays("No trial loses less than the default settings, which stay.");
  }
  if (series < leastSeries) return stays(`Too few series to tell: ${by}. The default stays.`);
  if (1 - ratio <= error) return stays(`The default settings stay: ${by}.`);
  return { trial: winner.trial, reason: `Its settings are used: ${by}.` };
}

const stays = (reason: string): Choice => ({ trial: 0, reason });

/**
 * Loss relative to the default's, SQL and WQL alike, over the series of one half:
 *
 *     ratio = Σₛ aₛ / Σₛ bₛ      aₛ = ½ loss(s) / Σ default loss + ½ scaled(s) / Σ default scaled
 *     error = √(n · var(aₛ − bₛ))  of their sum, b being the default's
 */
function compare(one: SeriesLosses, standard: SeriesLosses, half: 0 | 1) {
  const rows = standard.half.flatMap((own, s) => (own === half ? [s] : []));
  const total = (values: readonly number[]) => rows.reduce((sum, s) => sum + (values[s] ?? 0), 0);
  const [loss, scaled] = [total(standard.loss), total(standard.scaled)];
  const share = (value = 0, all = 0) => (all > 0 ? value / all / 2 : 0);
  const weighed = ({ loss: own, scaled: ownScaled }: SeriesLosses, s: number) =>
    share(own[s], loss) + share(ownScaled[s], scaled);
  const differences = rows.map((s) => weighed(one, s) - weighed(standard, s));
  const whole = (loss > 0 ? 0.5 : 0) + (scaled > 0 ? 0.5 : 0);
  const mean = differences.reduce((sum, d) => sum + d, 0) / Math.max(1, rows.length);
  const squares = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0);
  const variance = squares / Math.max(1, rows.length - 1);
  const relative = (value: number) => (whole > 0 ? value / whole : 0);
  return {
    ratio: 1 + relative(mean * rows.length),
    error: relative(Math.sqrt(rows.length * variance)),
    series: rows.length,
  };
}

function requireDefault(trials: readonly ComparedTrial[]): SeriesLosses {
  const found = trials.find(({ trial }) => trial === 0);
  if (found === undefined) throw new RangeError("the default settings were not tried");
  return found.losses;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
const change = (ratio: number): string =>
  ratio < 1 ? `${percent(1 - ratio)} less than` : `${percent(ratio - 1)} more than`;
