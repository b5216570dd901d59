/** Price elasticity of demand, and how well it is known. */
export interface PriceEffect {
  /** ε: demand goes with price to the power ε, so that a markdown needs ε < 0. */
  readonly elasticity: number;
  readonly variance: number;
}

/** Sums of one series from which its elasticity is estimated. */
export interface PriceEvidence {
  /** Σ (ln p − mean)², Σ (ln p − mean)(ln y − mean), Σ (ln y − mean)², periods. */
  readonly prices: number;
  readonly together: number;
  readonly demands: number;
  readonly periods: number;
}

/** Demand of 0 has no logarithm: half a unit is added to all. */
const added = 0.5;

/**
 * The evidence of one series: ln(y + ½) on ln p, each less its mean over the periods in which the shelf
 * was stocked and the price known.
 *
 * @param demand [periods]
 * @param price  [periods] NaN where not known
 * @param isKnown whether period `t` was observed
 */
export function priceEvidence(
  demand: Float32Array,
  price: Float32Array,
  isKnown: (t: number) => boolean,
): PriceEvidence {
  let [n, sumP, sumY, squareP, squareY, product] = [0, 0, 0, 0, 0, 0];
  for (let t = 0; t < demand.length; t++) {
    const paid = price[t] as number;
    if (!isKnown(t) || !(paid > 0)) continue;
    const [p, y] = [Math.log(paid), Math.log((demand[t] as number) + added)];
    n++;
    sumP += p;
    sumY += y;
    squareP += p * p;
    squareY += y * y;
    product += p * y;
  }
  if (n === 0) return { prices: 0, together: 0, demands: 0, periods: 0 };
  return {
    prices: Math.max(0, squareP - (sumP * sumP) / n),
    together: product - (sumP * sumY) / n,
    demands: Math.max(0, squareY - (sumY * sumY) / n),
    periods: n,
  };
}

/** Least periods, and least variance of ln p, from which a slope is told. */
const leastPeriods = 20;
const leastSpread = 1e-4;

/** Ordinary least squares of one series; `undefined` where its price hardly moved. */
function ownEffect({ prices, together, demands, periods }: PriceEvidence): PriceEffect | undefined {
  if (periods < leastPeriods || prices / periods < leastSpread) return undefined;
  const elasticity = together / prices;
  const residual = Math.max(0, demands - elasticity * together) / (periods - 2);
  return { elasticity, variance: residual / prices };
}

/**
 * Effects of many series, each drawn towards all of them as far as it is uncertain: a random-effects
 * meta-analysis (DerSimonian & Laird, "Meta-analysis in clinical trials", Controlled Clinical Trials 7,
 * 1986) with its empirical Bayes shrinkage.
 *
 *     μ = Σ wᵢ εᵢ / Σ wᵢ,  wᵢ = 1 / (vᵢ + τ²)
 *     εᵢ' = (εᵢ / vᵢ + μ / τ²) / (1 / vᵢ + 1 / τ²),   a series without evidence takes μ, with variance τ² + 1 / Σ wᵢ
 *
 * @returns [series]; `undefined` where no series tells anything
 */
export function shrunkenEffects(
  evidence: readonly PriceEvidence[],
): readonly PriceEffect[] | undefined {
  const own = evidence.map(ownEffect);
  const told = own.filter((effect) => effect !== undefined && effect.variance > 0);
  if (told.length < leastSeries) return undefined;
  const between = betweenVariance(told as PriceEffect[]);
  const weights = (told as PriceEffect[]).map(({ variance }) => 1 / (variance + between));
  const total = sum(weights);
  const mean =
    sum((told as PriceEffect[]).map((e, i) => e.elasticity * (weights[i] as number))) / total;
  const prior = { elasticity: mean, variance: between + 1 / total };
  return own.map((effect) => (effect && effect.variance > 0 ? drawnTo(prior, effect) : prior));
}

/** Fewer say nothing of the others. */
const leastSeries = 5;

/** τ², the method of moments from Cochran's Q. */
function betweenVariance(effects: readonly PriceEffect[]): number {
  const weights = effects.map(({ variance }) => 1 / variance);
  const total = sum(weights);
  const mean = sum(effects.map((e, i) => e.elasticity * (weights[i] as number))) / total;
  const q = sum(effects.map((e, i) => (weights[i] as number) * (e.elasticity - mean) ** 2));
  const spread = total - sum(weights.map((w) => w * w)) / total;
  return spread > 0 ? Math.max(0, (q - (effects.length - 1)) / spread) : 0;
}

function drawnTo(prior: PriceEffect, own: PriceEffect): PriceEffect {
  const precision = 1 / own.variance + 1 / prior.variance;
  return {
    elasticity: (own.elasticity / own.variance + prior.elasticity / prior.variance) / precision,
    variance: 1 / precision,
  };
}

const sum = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0);
