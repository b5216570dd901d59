import type { BinnedFeatures } from "./binned-features.ts";

/**
 * A binary tree, node by node; node 0 is the root. A row goes left where its feature ≤ threshold.
 * `feature` is −1 at a leaf, which is then number `left` of the leaves.
 */
export interface RegressionTree {
  readonly feature: Int16Array;
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly leaves: number;
}

export interface TreeRules {
  readonly maxLeaves: number;
  readonly minLeafRows: number;
  /** λ, rows of a zero gradient that each side is thought to hold besides its own. */
  readonly shrinkage: number;
  /** [features] 1 where a split must put the larger predictions left; none unless told. */
  readonly falling?: Uint8Array;
}

/** The rows of each leaf: leaf `l` has `rows[ends[l − 1]] … rows[ends[l]]`. */
export interface GrownTree {
  readonly tree: RegressionTree;
  readonly rows: Int32Array;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

interface Node {
  readonly id: number;
  readonly start: number;
  readonly end: number;
  readonly histogram: Float64Array;
  readonly split: Split | undefined;
}

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

/** Widest bin count, times gradient sum and row count. */
const binWidth = 64 * 2;

/**
 * Grows one tree, best leaf first, on the gradients of a loss (Friedman 2001; Ke et al. 2017). A split
 * is worth  G_L²/(n_L+λ) + G_R²/(n_R+λ) − G²/(n+λ).
 *
 * @param rows indices of the rows to learn from; reordered in place so that each leaf is one stretch
 * @param gradient [binned.rows] minus the direction in which each prediction should move
 * @param usable [features] whether a feature may split this tree
 */
export function growTree(
  binned: BinnedFeatures,
  rows: Int32Array,
  gradient: Float32Array,
  usable: Uint8Array,
  rules: TreeRules,
): GrownTree {
  const grower = new Grower(binned, rows, gradient, usable, rules);
  return grower.grow();
}

class Grower {
  readonly #binned: BinnedFeatures;
  readonly #rows: Int32Array;
  readonly #gradient: Float32Array;
  readonly #usable: Uint8Array;
  readonly #rules: TreeRules;
  readonly #spare: Int32Array;
  readonly #feature: Int16Array;
  readonly #threshold: Float32Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  #nodes = 0;

  constructor(
    binned: BinnedFeatures,
    rows: Int32Array,
    gradient: Float32Array,
    usable: Uint8Array,
    rules: TreeRules,
  ) {
    this.#binned = binned;
    this.#rows = rows;
    this.#gradient = gradient;
    this.#usable = usable;
    this.#rules = rules;
    this.#spare = new Int32Array(rows.length);
    const most = 2 * rules.maxLeaves - 1;
    this.#feature = new Int16Array(most).fill(-1);
    this.#threshold = new Float32Array(most);
    this.#left = new Int32Array(most);
    this.#right = new Int32Array(most);
  }

  grow(): GrownTree {
    const open = [this.#node(0, this.#rows.length, this.#histogramOf(0, this.#rows.length))];
    while (open.length < this.#rules.maxLeaves) {
      const best = open.reduce((a, b) => ((b.split?.gain ?? 0) > (a.split?.gain ?? 0) ? b : a));
      if (best.split === undefined) break;
      open.splice(open.indexOf(best), 1, ...this.#divide(best, best.split));
    }
    return this.#finish(open);
  }

  #node(start: number, end: number, histogram: Float64Array): Node {
    return {
      id: this.#nodes++,
      start,
      end,
      histogram,
      split: this.#bestSplit(histogram, end - start),
    };
  }

  #divide(node: Node, split: Split): readonly [Node, Node] {
    const middle = this.#partition(node, split);
    // The smaller child is counted; the larger is what the parent has beyond it.
    const leftIsSmaller = middle - node.start < node.end - middle;
    const counted = leftIsSmaller
      ? this.#histogramOf(node.start, middle)
      : this.#histogramOf(middle, node.end);
    const rest = node.histogram;
    for (let i = 0; i < rest.length; i++) rest[i] = (rest[i] as number) - (counted[i] as number);
    const left = this.#node(node.start, middle, leftIsSmaller ? counted : rest);
    const right = this.#node(middle, node.end, leftIsSmaller ? rest : counted);
    this.#feature[node.id] = split.feature;
    this.#threshold[node.id] = this.#binned.cuts[split.feature]?.[split.bin] as number;
    this.#left[node.id] = left.id;
    this.#right[node.id] = right.id;
    return [left, right];
  }

  /** Stable, so that the order of rows, and with it every sum, repeats. */
  #partition({ start, end }: Node, { feature, bin }: Split): number {
    const rows = this.#rows;
    const column = feature * this.#binned.rows;
    let kept = start;
    let moved = 0;
    for (let i = start; i < end; i++) {
      const row = rows[i] as number;
      if ((this.#binned.bins[column + row] as number) <= bin) rows[kept++] = row;
      else this.#spare[moved++] = row;
    }
    rows.set(this.#spare.subarray(0, moved), kept);
    return kept;
  }

  #histogramOf(start: number, end: number): Float64Array {
    const { bins, features, rows: total } = this.#binned;
    const histogram = new Float64Array(features * binWidth);
    for (let feature = 0; feature < features; feature++) {
      if (this.#usable[feature] === 0) continue;
      const column = feature * total;
      const base = feature * binWidth;
      for (let i = start; i < end; i++) {
        const row = this.#rows[i] as number;
        const at = base + 2 * (bins[column + row] as number);
        histogram[at] = (histogram[at] as number) + (this.#gradient[row] as number);
        histogram[at + 1] = (histogram[at + 1] as number) + 1;
      }
    }
    return histogram;
  }

  #bestSplit(histogram: Float64Array, count: number): Split | undefined {
    let best: Split | undefined;
    if (count < 2 * this.#rules.minLeafRows) return best;
    for (let feature = 0; feature < this.#binned.features; feature++) {
      if (this.#usable[feature] === 0) continue;
      const split = this.#bestOfFeature(histogram, feature, count);
      if (split.gain > (best?.gain ?? 1e-9)) best = split;
    }
    return best;
  }

  #bestOfFeature(histogram: Float64Array, feature: number, count: number): Split {
    const { minLeafRows, shrinkage, falling } = this.#rules;
    const mustFall = falling?.[feature] === 1;
    const cuts = this.#binned.cuts[feature]?.length ?? 0;
    const base = feature * binWidth;
    let total = 0;
    for (let bin = 0; bin <= cuts; bin++) total += histogram[base + 2 * bin] as number;
    let bestBin = 0;
    let bestGain = 0;
    let sum = 0;
    let rows = 0;
    for (let bin = 0; bin < cuts; bin++) {
      sum += histogram[base + 2 * bin] as number;
      rows += histogram[base + 2 * bin + 1] as number;
      if (rows < minLeafRows || count - rows < minLeafRows) continue;
      const rest = total - sum;
      if (mustFall && sum / rows < rest / (count - rows)) continue;
      const gain =
        (sum * sum) / (rows + shrinkage) +
        (rest * rest) / (count - rows + shrinkage) -
        (total * total) / (count + shrinkage);
      if (gain > bestGain) {
        bestGain = gain;
        bestBin = bin;
      }
    }
    return { feature, bin: bestBin, gain: bestGain };
  }

  #finish(leaves: readonly Node[]): GrownTree {
    leaves.forEach((leaf, number) => {
      this.#left[leaf.id] = number;
    });
    const count = this.#nodes;
    const tree = {
      feature: this.#feature.slice(0, count),
      threshold: this.#threshold.slice(0, count),
      left: this.#left.slice(0, count),
      right: this.#right.slice(0, count),
      leaves: leaves.length,
    };
    const starts = Int32Array.from(leaves, (leaf) => leaf.start);
    const ends = Int32Array.from(leaves, (leaf) => leaf.end);
    return { tree, rows: this.#rows, starts, ends };
  }
}

/** The leaf that `values[at …]` falls into. */
export function leafOf(tree: RegressionTree, values: Float32Array, at: number): number {
  let node = 0;
  for (;;) {
    const feature = tree.feature[node] as number;
    if (feature < 0) return tree.left[node] as number;
    // `!(value > threshold)` sends NaN left, where binning put it.
    const goesRight = (values[at + feature] as number) > (tree.threshold[node] as number);
    node = (goesRight ? tree.right[node] : tree.left[node]) as number;
  }
}
