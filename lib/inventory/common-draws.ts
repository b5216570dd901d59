import { normalProbability } from "#lib/domain/normal-distribution.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { latticePaths, PathLattice } from "./path-lattice.ts";

/** Where in a row of forecast quantiles the draws of one period fall, paths by rising draw; [paths] each. */
export interface PeriodDraws {
  readonly order: Uint16Array;
  /** u, the probability drawn. */
  readonly probability: Float32Array;
  /** The draw is q[k] + weight · (q[k + 1] − q[k]) between the levels k and k + 1, and beyond the outermost. */
  readonly weight: Float32Array;
  /** [levels + 1] the first draw above each level, but all for the lowest; the last is the end. */
  readonly starts: Uint16Array;
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
  const order = Uint16Array.from(scores.keys()).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number),
  );
  const probability = Float32Array.from(order, (n) => normalProbability(scores[n] as number));
  const starts = new Uint16Array(levels.length + 1).fill(order.length);
  for (const [k, level] of levels.entries()) {
    const above = probability.findIndex((u) => u > level);
    if (above >= 0) starts[k] = above;
  }
  starts[0] = 0;
  const weight = new Float32Array(order.length);
  const last = levels.length - 2;
  for (let k = 0; k <= last; k++) {
    const end = k === last ? order.length : (starts[k + 1] as number);
    for (let i = starts[k] as number; i < end; i++) {
      weight[i] = weightOf(probability[i] as number, k, levels);
    }
  }
  return { order, probability, weight, starts };
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
