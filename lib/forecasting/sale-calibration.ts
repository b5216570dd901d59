/** logit(p′) = intercept + slope · logit(p) */
interface LogitLine {
  readonly intercept: number;
  readonly slope: number;
}

/** What validation taught of sale probabilities; plain JSON. */
export interface SaleCalibration {
  readonly overall: LogitLine;
  /** Segments with a line of their own; the others take the overall one. */
  readonly segments: Readonly<Record<string, LogitLine>>;
}

/** Sale probabilities of one series beside what came. */
export interface ValidatedSales {
  readonly segment: string;
  /** Which half of the series it belongs to, dealt by chance: one learns what the other tests. */
  readonly half: 0 | 1;
  /** [horizon] NaN where unknown. */
  readonly actual: Float32Array;
  /** [horizon] */
  readonly saleProbability: Float32Array;
}

/** Periods that a segment needs to have a line of its own. */
const leastPeriods = 300;
const unchanged: LogitLine = { intercept: 0, slope: 1 };

/**
 * Makes sale probabilities come true as often as they say (Platt 1999): a line through their logits,
 * fitted by maximum likelihood, kept only where the line of either half of the series raises the
 * likelihood of the other.
 */
export function learnSaleCalibration(forecasts: readonly ValidatedSales[]): SaleCalibration {
  const segments: Record<string, LogitLine> = {};
  for (const segment of new Set(forecasts.map((forecast) => forecast.segment))) {
    const own = forecasts.filter((forecast) => forecast.segment === segment);
    const [left, right] = halvesOf(own);
    if (left.count + right.count >= leastPeriods) segments[segment] = testedLine(left, right);
  }
  const [left, right] = halvesOf(forecasts);
  return { overall: testedLine(left, right), segments };
}

/** Moves the sale probabilities of one series in place. */
export function calibrateSales(
  { overall, segments }: SaleCalibration,
  segment: string,
  probability: Float32Array,
): void {
  const { intercept, slope } = segments[segment] ?? overall;
  if (intercept === 0 && slope === 1) return;
  for (let h = 0; h < probability.length; h++) {
    probability[h] = sigmoid(intercept + slope * logit(probability[h] as number));
  }
}

/** Probabilities counted in bins of their logit, −8 … 8. */
interface SaleCounts {
  count: number;
  /** [bins] */
  readonly periods: Float64Array;
  readonly sales: Float64Array;
}

const bins = 161;
const reach = 8;
const logitAt = (bin: number): number => (2 * reach * bin) / (bins - 1) - reach;
const binOf = (value: number): number =>
  Math.round(((Math.min(reach, Math.max(-reach, value)) + reach) * (bins - 1)) / (2 * reach));

function halvesOf(forecasts: readonly ValidatedSales[]): readonly [SaleCounts, SaleCounts] {
  const blank = (): SaleCounts => ({
    count: 0,
    periods: new Float64Array(bins),
    sales: new Float64Array(bins),
  });
  const halves = [blank(), blank()] as const;
  for (const { half, actual, saleProbability } of forecasts) {
    const { periods, sales } = halves[half];
    for (let h = 0; h < actual.length; h++) {
      const value = actual[h] as number;
      if (Number.isNaN(value)) continue;
      const bin = binOf(logit(saleProbability[h] as number));
      periods[bin] = (periods[bin] as number) + 1;
      if (value > 0) sales[bin] = (sales[bin] as number) + 1;
      halves[half].count += 1;
    }
  }
  return halves;
}

function testedLine(left: SaleCounts, right: SaleCounts): LogitLine {
  const before = surprise(left, unchanged) + surprise(right, unchanged);
  const after = surprise(left, fitLine([right])) + surprise(right, fitLine([left]));
  return after < before ? fitLine([left, right]) : unchanged;
}

/** −log likelihood */
function surprise({ periods, sales }: SaleCounts, { intercept, slope }: LogitLine): number {
  let total = 0;
  for (let bin = 0; bin < bins; bin++) {
    const count = periods[bin] as number;
    if (count === 0) continue;
    const p = sigmoid(intercept + slope * logitAt(bin));
    const sold = sales[bin] as number;
    total -= sold * Math.log(p) + (count - sold) * Math.log(1 - p);
  }
  return total;
}

const newtonSteps = 12;
/** Draws the line to `unchanged` as this many periods would. */
const prior = 10;

/** Maximum of the likelihood by Newton's method, drawn towards no change where there is little to see. */
function fitLine(counts: readonly SaleCounts[]): LogitLine {
  let [intercept, slope] = [0, 1];
  for (let step = 0; step < newtonSteps; step++) {
    let [gradient0, gradient1] = [-prior * intercept, -prior * (slope - 1)];
    let [h00, h01, h11] = [prior, 0, prior];
    for (const { periods, sales } of counts) {
      for (let bin = 0; bin < bins; bin++) {
        const count = periods[bin] as number;
        if (count === 0) continue;
        const x = logitAt(bin);
        const p = sigmoid(intercept + slope * x);
        const miss = (sales[bin] as number) - count * p;
        const weight = count * p * (1 - p);
        gradient0 += miss;
        gradient1 += miss * x;
        h00 += weight;
        h01 += weight * x;
        h11 += weight * x * x;
      }
    }
    const determinant = h00 * h11 - h01 * h01;
    intercept += (h11 * gradient0 - h01 * gradient1) / determinant;
    slope = Math.max(0, slope + (h00 * gradient1 - h01 * gradient0) / determinant);
  }
  return { intercept, slope };
}

const least = 1e-4;
const logit = (probability: number): number => {
  const p = Math.min(1 - least, Math.max(least, probability));
  return Math.log(p / (1 - p));
};
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
