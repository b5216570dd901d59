import {
  type ConformalErrors,
  horizonGroup,
  horizonGroups,
  outerRange,
  type SegmentErrors,
} from "./conformal-errors.ts";
import {
  addHistogram,
  type ErrorHistogram,
  emptyHistogram,
  errorCount,
  errorQuantile,
  movedLoss,
} from "./error-histogram.ts";

/** How far quantiles of one segment are moved. */
interface SegmentCalibration {
  /** [horizon groups · levels] in the unit of a period's outer range; all 0 where nothing helps. */
  readonly offsets: readonly number[];
  /** Share by which the held-out loss fell, below 0 where it rose. */
  readonly gain: number;
  /** A sentence for the report. */
  readonly reason: string;
}

/** What validation taught of the quantiles; plain JSON. */
export interface Calibration {
  readonly overall: SegmentCalibration;
  /** Segments with offsets of their own; the others take the overall ones. */
  readonly segments: Readonly<Record<string, SegmentCalibration>>;
}

/** Periods that a segment needs, in each part of the horizon, to have offsets of its own. */
const leastPeriods = 300;
/** Forecasts that the belief in no offset at all counts as. */
const priorForecasts = 100;
/** Share of the held-out loss that moving quantiles must save: less is noise. */
const leastGain = 0.005;

/**
 * Learns offsets that would have made each quantile cover its share (split conformal prediction),
 * and keeps them only where offsets of either half lower the loss of the other, by half a percent.
 */
export function learnCalibration(errors: ConformalErrors): Calibration {
  const segments: Record<string, SegmentCalibration> = {};
  for (const [segment, own] of Object.entries(errors.totals())) {
    if (fewestPeriods(own, errors.levels.length) < leastPeriods) continue;
    segments[segment] = learnSegment(own, errors);
  }
  return { overall: learnSegment(errors.overall(), errors), segments };
}

function fewestPeriods(errors: SegmentErrors, levels: number): number {
  return Math.min(
    ...groupsOf(errors, levels).map(([left, right]) => errorCount(left) + errorCount(right)),
  );
}

/** The two halves of each part of the horizon and level. */
function groupsOf(errors: SegmentErrors, levels: number) {
  const size = horizonGroups * levels;
  return Array.from({ length: size }, (_, i) => [errors[i], errors[size + i]] as const);
}

function learnSegment(
  errors: SegmentErrors,
  { levels, horizon }: Pick<ConformalErrors, "levels" | "horizon">,
): SegmentCalibration {
  const offsetOf = (histogram: ErrorHistogram, level: number) =>
    shrunkOffset(histogram, level, horizon);
  let before = 0;
  let after = 0;
  const offsets = groupsOf(errors, levels.length).map(([left, right], i) => {
    const level = levels[i % levels.length];
    before += movedLoss(left, level, 0) + movedLoss(right, level, 0);
    after += movedLoss(left, level, offsetOf(right, level));
    after += movedLoss(right, level, offsetOf(left, level));
    const both = emptyHistogram();
    addHistogram(both, left);
    addHistogram(both, right);
    return offsetOf(both, level);
  });
  const gain = before > 0 ? 1 - after / before : 0;
  if (gain < leastGain) return { offsets: offsets.map(() => 0), gain, reason: keptSentence(gain) };
  return { offsets, gain, reason: movedSentence(gain) };
}

/** Drawn towards 0 by n / (n + 100) of n forecasts: few of them tell little of a single level. */
function shrunkOffset(histogram: ErrorHistogram, level: number, horizon: number): number {
  const forecasts = errorCount(histogram) / Math.max(1, horizon / horizonGroups);
  if (forecasts === 0) return 0;
  return (errorQuantile(histogram, level) * forecasts) / (forecasts + priorForecasts);
}

const movedSentence = (gain: number): string =>
  `Quantiles are moved to cover their share; on series held out this lowered the loss by ${(100 * gain).toFixed(1)} %.`;
const keptSentence = (gain: number): string =>
  `Quantiles stay as forecast: moving them changed the loss of series held out by ${(-100 * gain).toFixed(1)} %.`;

/**
 * Moves the quantiles of one series in place; they still do not cross, nor fall below 0 where the
 * target cannot.
 *
 * @param quantiles  [horizon · levels]
 */
export function calibrate(
  { overall, segments }: Calibration,
  segment: string,
  quantiles: Float32Array,
  { horizon, nonNegative }: { readonly horizon: number; readonly nonNegative: boolean },
): void {
  const { offsets } = segments[segment] ?? overall;
  if (offsets.every((offset) => offset === 0)) return;
  const count = quantiles.length / horizon;
  for (let h = 0; h < horizon; h++) {
    const range = outerRange(quantiles, h, count);
    const group = horizonGroup(h, horizon) * count;
    let floor = nonNegative ? 0 : Number.NEGATIVE_INFINITY;
    for (let q = 0; q < count; q++) {
      const moved = quantiles[h * count + q] + range * offsets[group + q];
      floor = Math.max(floor, moved);
      quantiles[h * count + q] = floor;
    }
  }
}
