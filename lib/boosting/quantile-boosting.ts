import { seededRandom } from "#lib/domain/random.ts";
import { type BinnedFeatures, binFeatures } from "./binned-features.ts";
import { type GrownTree, growTree, leafOf, type RegressionTree } from "./regression-tree.ts";

/** Trees whose leaves move every quantile at once. */
export interface QuantileForest {
  readonly levels: readonly number[];
  readonly features: number;
  /** [levels] where each prediction starts. */
  readonly start: Float32Array;
  readonly trees: readonly QuantileTree[];
}

interface QuantileTree {
  readonly tree: RegressionTree;
  /** [leaves · levels], already times the learning rate. */
  readonly steps: Float32Array;
}

export interface BoostingOptions {
  readonly levels: readonly number[];
  readonly trees: number;
  readonly learningRate: number;
  readonly maxLeaves: number;
  readonly minLeafRows: number;
  /** Shares of rows and of features that each tree sees. */
  readonly rowShare: number;
  readonly featureShare: number;
  readonly seed: number;
  /** Told after each tree; throwing from it stops the training. */
  readonly onTree?: (tree: number) => void;
}

/**
 * Gradient boosting of the pinball loss (Friedman 2001, algorithm 3, for quantiles). Each tree takes its
 * shape from the gradient of one level, drawn in turn, and then moves all levels by the quantiles of
 * the residuals in its leaves: one shape for nine quantiles costs one histogram instead of nine.
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
  /** [levels · rows] */
  readonly #predictions: Float32Array;
  readonly #gradient: Float32Array;
  readonly #random;

  constructor(binned: BinnedFeatures, target: Float32Array, options: BoostingOptions) {
    this.#binned = binned;
    this.#target = target;
    this.#options = options;
    this.#random = seededRandom(options.seed, "boosting");
    const sorted = Float32Array.from(target).sort();
    this.start = Float32Array.from(options.levels, (level) => quantileOfSorted(sorted, level));
    this.#predictions = new Float32Array(options.levels.length * target.length);
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
    const { levels, learningRate } = this.#options;
    const steps = new Float32Array(tree.leaves * levels.length);
    const residuals = new Float32Array(rows.length);
    for (let leaf = 0; leaf < tree.leaves; leaf++) {
      const start = starts[leaf] as number;
      const count = (ends[leaf] as number) - start;
      for (let q = 0; q < levels.length; q++) {
        const base = q * this.#target.length;
        for (let i = 0; i < count; i++) {
          const row = rows[start + i] as number;
          residuals[i] = (this.#target[row] as number) - (this.#predictions[base + row] as number);
        }
        const sorted = residuals.subarray(0, count).sort();
        const step = quantileOfSorted(sorted, levels[q] as number);
        steps[leaf * levels.length + q] = learningRate * step;
      }
    }
    return steps;
  }

  /** Moves all rows, those the tree did not see too. */
  #advance(tree: RegressionTree, steps: Float32Array): void {
    const rows = this.#target.length;
    const levels = this.#options.levels.length;
    for (let row = 0; row < rows; row++) {
      const leaf = this.#leafOfRow(tree, row);
      for (let q = 0; q < levels; q++) {
        const at = q * rows + row;
        const moved = (this.#predictions[at] as number) + (steps[leaf * levels + q] as number);
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

/** The value at `level` of a rising array, between neighbours in proportion (type 7 of R). */
function quantileOfSorted(sorted: Float32Array, level: number): number {
  if (sorted.length === 0) return 0;
  const place = level * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Predicts all quantiles of one row, which may cross: rearrange them where that matters.
 *
 * @param values row-major features; the row starts at `at`
 * @param out [levels] written at `to`
 */
export function predictQuantiles(
  forest: QuantileForest,
  values: Float32Array,
  at: number,
  out: Float32Array,
  to: number,
): void {
  const count = forest.levels.length;
  out.set(forest.start, to);
  for (const { tree, steps } of forest.trees) {
    const base = leafOf(tree, values, at) * count;
    for (let q = 0; q < count; q++) {
      out[to + q] = (out[to + q] as number) + (steps[base + q] as number);
    }
  }
}
