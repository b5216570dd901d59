import { normalProbability } from "#lib/domain/normal-distribution.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { latticePaths, PathLattice } from "./path-lattice.ts";

/** Where in a row of forecast quantiles the draws of one period fall, [paths] each. */
export interface PeriodDraws {
  /** u, the probability drawn. */
  readonly probability: Float32Array;
  /** The draw is q[lower] + weight · (q[lower + 1] − q[lower]); the weight leaves 0 … 1 in the tails. */
  readonly lower: Uint8Array;
  readonly weight: Float32Array;
}

export interface DrawPlan {
  readonly levels: QuantileLevels;
  /** ρ, lag-one correlation between the normal scores of neighbouring periods. */
  readonly correlation: number;
  readonly seed: number;
}

/**
 * Random numbers shared by all series (common random numbers: two series, or two stock levels of one,
 * differ by what they are and never by luck). Demand of neighbouring periods moves together, as
 * forecast errors do: a Gaussian copula over the periods with AR(1) scores.
 *
 *     z₁ = ε₁,  z_t = ρ z_{t−1} + √(1 − ρ²) ε_t,  u_t = Φ(z_t)
 *
 * ε lies on a lattice over paths and periods, so that two thousand paths give what tens of thousands of
 * independent ones would.
 */
export class CommonDraws {
  readonly paths = latticePaths;
  readonly #plan: DrawPlan;
  readonly #lattice: PathLattice;
  readonly #periods: PeriodDraws[] = [];
  #scores: Float64Array | undefined;
  /** [paths] standard normal each, for lead times and for parts of a period. */
  readonly leadTimeScores: Float64Array;
  readonly partPeriodScores: Float64Array;

  constructor(plan: DrawPlan) {
    this.#plan = plan;
    this.#lattice = new PathLattice(plan.seed);
    this.leadTimeScores = this.#lattice.next();
    this.partPeriodScores = this.#lattice.next();
  }

  /** @param period 0 for the first after the cutoff; drawn once, whoever asks first */
  period(period: number): PeriodDraws {
    while (this.#periods.length <= period) this.#periods.push(this.#draw());
    return this.#periods[period] as PeriodDraws;
  }

  #draw(): PeriodDraws {
    const { correlation, levels } = this.#plan;
    const fresh = this.#lattice.next();
    const before = this.#scores;
    if (before !== undefined) {
      const own = Math.sqrt(1 - correlation * correlation);
      for (let n = 0; n < fresh.length; n++) {
        fresh[n] = correlation * (before[n] as number) + own * (fresh[n] as number);
      }
    }
    this.#scores = fresh;
    return placeInLevels(fresh, levels);
  }
}

function placeInLevels(scores: Float64Array, levels: QuantileLevels): PeriodDraws {
  const count = scores.length;
  const draws = {
    probability: new Float32Array(count),
    lower: new Uint8Array(count),
    weight: new Float32Array(count),
  };
  for (let n = 0; n < count; n++) {
    const u = normalProbability(scores[n] as number);
    const lower = bracket(u, levels);
    draws.probability[n] = u;
    draws.lower[n] = lower;
    draws.weight[n] = levels.length < 2 ? 0 : weightOf(u, lower, levels);
  }
  return draws;
}

/** The level under `u`; the outermost pair of levels serves the tail beyond it. */
function bracket(u: number, levels: QuantileLevels): number {
  let lower = 0;
  while (lower < levels.length - 2 && u > (levels[lower + 1] as number)) lower++;
  return lower;
}

/**
 * Linear between two levels. Beyond the outermost an exponential tail through its two levels, which
 * is linear in their values too:
 *
 *     q(u) = q_K + (q_K − q_{K−1}) · ln((1 − p_K) / (1 − u)) / ln((1 − p_{K−1}) / (1 − p_K))
 */
function weightOf(u: number, lower: number, levels: QuantileLevels): number {
  const below = levels[lower] as number;
  const above = levels[lower + 1] as number;
  if (u > above) return 1 + Math.log((1 - above) / (1 - u)) / Math.log((1 - below) / (1 - above));
  if (u < below) return -Math.log(below / u) / Math.log(above / below);
  return (u - below) / (above - below);
}
