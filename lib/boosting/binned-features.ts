/** Bins a feature is cut into; one byte each. */
const mostBins = 64;
/** Rows looked at to place the cuts. */
const rowsForCuts = 20_000;

/** Feature values as small whole numbers, column by column: what histograms are made of. */
export interface BinnedFeatures {
  readonly rows: number;
  readonly features: number;
  /** [features · rows], feature-major. */
  readonly bins: Uint8Array;
  /** Upper edge of each bin but the last, rising, per feature: a value ≤ cuts[b] is in bin b or before. */
  readonly cuts: readonly Float32Array[];
}

/**
 * Cuts each feature at its quantiles (Ke et al. 2017, LightGBM, section 2.1).
 *
 * @param values [rows · features], row-major; NaN counts as the smallest value
 */
export function binFeatures(values: Float32Array, rows: number, features: number): BinnedFeatures {
  const bins = new Uint8Array(rows * features);
  const cuts: Float32Array[] = [];
  for (let feature = 0; feature < features; feature++) {
    const edges = quantileCuts(values, rows, features, feature);
    for (let row = 0; row < rows; row++) {
      bins[feature * rows + row] = binOf(edges, values[row * features + feature] as number);
    }
    cuts.push(edges);
  }
  return { rows, features, bins, cuts };
}

function quantileCuts(
  values: Float32Array,
  rows: number,
  features: number,
  feature: number,
): Float32Array {
  const step = Math.max(1, Math.floor(rows / rowsForCuts));
  const sample = new Float32Array(Math.ceil(rows / step));
  for (let i = 0; i < sample.length; i++) {
    const value = values[i * step * features + feature] as number;
    sample[i] = Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  }
  sample.sort();
  const edges: number[] = [];
  for (let bin = 1; bin < mostBins; bin++) {
    const edge = sample[Math.floor((bin * sample.length) / mostBins)] as number;
    if (edge < (sample.at(-1) as number) && edge !== edges.at(-1)) edges.push(edge);
  }
  return Float32Array.from(edges);
}

/** The first bin whose upper edge is not below `value`. */
function binOf(edges: Float32Array, value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (edges[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}
