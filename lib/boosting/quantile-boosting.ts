import { seededRandom } from "#lib/domain/random.ts";
import { type BinnedFeatures, binFeatures } from "./binned-features.ts";
import { fallAlong } from "./falling-steps.ts";
import { type GrownTree, growTree, leafOf, type RegressionTree } from "./regression-tree.ts";

/** Trees whose leaves move all that is predicted of a row at once. */
export interface QuantileForest {
  readonly levels: readonly number[];
  readonly features: number;
  /** [outputs] where each prediction starts. */
  readonly start: Float32Array;
  readonly trees: readonly QuantileTree[];
}

export interface QuantileTree {
  readonly tree: RegressionTree;
  /** [leaves · outputs], already times the learning rate. */
  readonly steps: Float32Array;
}

/** What is predicted of a row: each quantile, then the mean, then the share of targets above 0. */
export const outputCount = (levels: number): number => levels + 2;

export interface BoostingOptions {
  readonly levels: readonly number[];
  readonly trees: number;
  readonly learningRate: number;
  readonly maxLeaves: number;
  readonly minLeafRows: number;
  /** Shares of rows and of features that each tree sees. */
  readonly rowShare: number;
  readonly featureShare: number;
  /** [features] 1 where no prediction may rise with the feature; none unless told. */
  readonly falling?: Uint8Array;
  readonly seed: number;
  /** Told after each tree; throwing from it stops the training. */
  readonly onTree?: (tree: number) => void;
}

/**
 * Gradient boosting of the pinball loss (Friedman 2001, algorithm 3, for quantiles). Each tree takes its
 * shape from the gradient of one level, in turn, and then moves all levels by the quantiles of the
 * residuals in its leaves: one shape for nine quantiles costs one histogram instead of nine. The mean
 * and the share above 0 move by the means of theirs.
 *
 * @param values [rows · features] row-major
 * @param target [rows]
 */
export function boostQuantiles(
  values: Float32Array,
  target: Float32Array,
  options: BoostingOptions,
): QuantileForest {
  const rows = target.length;
  const features = values.length / rows;
  const binned = binFeatures(values, rows, features);
  const booster = new Booster(binned, target, options);
  const trees: QuantileTree[] = [];
  for (let t = 0; t < options.trees; t++) {
    trees.push(booster.nextTree(t));
    options.onTree?.(t + 1);
  }
  return { levels: options.levels, features, start: booster.start, trees };
}

class Booster {
  readonly start: Float32Array;
  readonly #binned: BinnedFeatures;
  readonly #target: Float32Array;
  readonly #options: BoostingOptions;
  /** [outputs · rows] */
  readonly #predictions: Float32Array;
  readonly #gradient: Float32Array;
  readonly #random;

  constructor(binned: BinnedFeatures, target: Float32Array, options: BoostingOptions) {
    this.#binned = binned;
    this.#target = target;
    this.#options = options;
    this.#random = seededRandom(options.seed, "boosting");
    const sorted = Float32Array.from(target).sort();
    this.start = Float32Array.of(
      ...options.levels.map((level) => quantileOfSorted(sorted, level)),
      meanOf(target),
      meanOf(target.map(isAbove0)),
    );
    this.#predictions = new Float32Array(this.start.length * target.length);
    this.start.forEach((value, q) => {
      this.#predictions.fill(value, q * target.length, (q + 1) * target.length);
    });
    this.#gradient = new Float32Array(target.length);
  }

  nextTree(number: number): QuantileTree {
    const { levels, featureShare } = this.#options;
    const shaping = (number * 5 + 3) % levels.length;
    this.#setGradient(shaping);
    const usable = new Uint8Array(this.#binned.features);
    for (let f = 0; f < usable.length; f++)
      usable[f] = this.#random.uniform() < featureShare ? 1 : 0;
    const rules = { ...this.#options, shrinkage: 1 };
    const grown = growTree(this.#binned, this.#drawRows(), this.#gradient, usable, rules);
    const steps = this.#leafSteps(grown);
    if (rules.falling) fallAlong(grown, steps, rules.falling);
    this.#advance(grown.tree, steps);
    return { tree: grown.tree, steps };
  }

  #setGradient(shaping: number): void {
    const level = this.#options.levels[shaping] as number;
    const base = shaping * this.#target.length;
    for (let row = 0; row < this.#target.length; row++) {
      const isAbove = (this.#target[row] as number) > (this.#predictions[base + row] as number);
      this.#gradient[row] = isAbove ? level : level - 1;
    }
  }

  #drawRows(): Int32Array {
    const rows = new Int32Array(this.#target.length);
    let count = 0;
    for (let row = 0; row < rows.length; row++) {
      if (this.#random.uniform() < this.#options.rowShare) rows[count++] = row;
    }
    return rows.slice(0, count);
  }

  #leafSteps({ rows, starts, ends, tree }: GrownTree): Float32Array {
    const { learningRate } = this.#options;
    const outputs = this.start.length;
    const steps = new Float32Array(tree.leaves * outputs);
    const residuals = new Float32Array(rows.length);
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const members = rows.subarray(starts[leaf], ends[leaf]);
      for (let output = 0; output < outputs; output++) {
        const own = residuals.subarray(0, members.length);
        this.#writeResiduals(members, output, own);
        steps[leaf * outputs + output] = learningRate * this.#centreOf(own, output);
      }
    }
    return steps;
  }

  #writeResiduals(rows: Int32Array, output: number, out: Float32Array): void {
    const target = this.#target;
    const base = output * target.length;
    const isShare = output === this.start.length - 1;
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as number;
      const actual = target[row] as number;
      const wanted = isShare ? isAbove0(actual) : actual;
      out[i] = wanted - (this.#predictions[base + row] as number);
    }
  }

  /** How far residuals say that an output should move; reorders them. */
  #centreOf(residuals: Float32Array, output: number): number {
    const level = this.#options.levels[output];
    return level === undefined ? meanOf(residuals) : quantileOfSorted(residuals.sort(), level);
  }

  /** Moves all rows, those the tree did not see too. */
  #advance(tree: RegressionTree, steps: Float32Array): void {
    const rows = this.#target.length;
    const outputs = this.start.length;
    for (let row = 0; row < rows; row++) {
      const leaf = this.#leafOfRow(tree, row);
      for (let output = 0; output < outputs; output++) {
        const at = output * rows + row;
        const moved =
          (this.#predictions[at] as number) + (steps[leaf * outputs + output] as number);
        this.#predictions[at] = moved;
      }
    }
  }

  #leafOfRow(tree: RegressionTree, row: number): number {
    const { bins, cuts, rows } = this.#binned;
    let node = 0;
    for (;;) {
      const feature = tree.feature[node] as number;
      if (feature < 0) return tree.left[node] as number;
      const edge = (cuts[feature] as Float32Array)[bins[feature * rows + row] as number];
      const goesRight = edge === undefined || edge > (tree.threshold[node] as number);
      node = (goesRight ? tree.right[node] : tree.left[node]) as number;
    }
  }
}

const isAbove0 = (value: number): number => (value > 0 ? 1 : 0);

function meanOf(values: Float32Array): number {
  let total = 0;
  for (const value of values) total += value;
  return values.length > 0 ? total / values.length : 0;
}

/** The value at `level` of a rising array, between neighbours in proportion (type 7 of R). */
function quantileOfSorted(sorted: Float32Array, level: number): number {
  if (sorted.length === 0) return 0;
  const place = level * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Predicts some rows, tree after tree, so that each tree stays near the processor. Quantiles may cross:
 * rearrange them where that matters.
 *
 * @param values [rows · features]
 * @param out [rows · outputs] overwritten with quantiles, mean, share above 0
 */
export function predictQuantiles(
  { start, trees, features }: QuantileForest,
  values: Float32Array,
  out: Float32Array,
): void {
  const count = start.length;
  for (let to = 0; to < out.length; to += count) out.set(start, to);
  for (const { tree, steps } of trees) {
    for (let to = 0, at = 0; to < out.length; to += count, at += features) {
      const base = leafOf(tree, values, at) * count;
      for (let output = 0; output < count; output++) {
        out[to + output] = (out[to + output] as number) + (steps[base + output] as number);
      }
    }
  }
}

/**
 * One output of `predictQuantiles` for some rows.
 *
 * @param out [rows] overwritten
 */
export function predictOutput(
  { start, trees, features }: QuantileForest,
  output: number,
  values: Float32Array,
  out: Float32Array,
): void {
  out.fill(start[output] as number);
  for (const { tree, steps } of trees) {
    for (let row = 0; row < out.length; row++) {
      const step = leafOf(tree, values, row * features) * start.length + output;
      out[row] = (out[row] as number) + (steps[step] as number);
    }
  }
}
