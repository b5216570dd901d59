/** What is known of a model since it was trained; `undefined` where nothing can be said yet. */
export interface ModelHealth {
  /** Periods since its cutoff. */
  readonly age: number;
  /** Share of actuals within its outer quantiles, and the share that should be. */
  readonly coverage: number | undefined;
  readonly nominal: number;
  /** Σ |y − median| / Σ |y| of what it published, and of its validation. */
  readonly wape: number | undefined;
  readonly expectedWape: number | undefined;
  /** Population stability index of the series' levels. */
  readonly stabilityIndex: number | undefined;
}

export interface DriftLimits {
  /** Periods after which a model is trained again whatever it does. */
  readonly mostPeriods: number;
  /** How far coverage may lie from nominal, either way below and above. */
  readonly coverageBand: number;
}

/** Error that is this many times what validation promised has grown. */
const errorGrowth = 1.25;
/** Above it a population is commonly read as another one (Siddiqi 2006). */
const shiftedAbove = 0.25;

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Sentences that say why a model should be trained again; none where it may go on. */
export function driftSigns(health: ModelHealth, limits: DriftLimits): string[] {
  const { age, coverage, nominal, wape, expectedWape, stabilityIndex } = health;
  const signs: string[] = [];
  if (age > limits.mostPeriods) {
    signs.push(`It is ${age} periods old; ${limits.mostPeriods} are the most.`);
  }
  if (stabilityIndex !== undefined && stabilityIndex > shiftedAbove) {
    const index = stabilityIndex.toFixed(2);
    signs.push(`The series' levels have shifted: stability index ${index}, above ${shiftedAbove}.`);
  }
  if (wape !== undefined && expectedWape !== undefined && wape > errorGrowth * expectedWape) {
    const promised = percent(expectedWape);
    signs.push(`Its error has grown: WAPE ${percent(wape)}, where validation gave ${promised}.`);
  }
  if (coverage !== undefined && coverage < nominal - limits.coverageBand) {
    const should = percent(nominal);
    signs.push(`Its bands cover ${percent(coverage)} of what sold, where they should ${should}.`);
  }
  return signs;
}
