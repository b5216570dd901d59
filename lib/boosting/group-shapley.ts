import type { QuantileForest, QuantileTree } from "./quantile-boosting.ts";

/** Two rows and what each of their features belongs to. */
export interface RowPair {
  /** [features] */
  readonly row: Float32Array;
  readonly reference: Float32Array;
  /** [features] number of a group; −1 where both rows agree whatever happens. */
  readonly groupOf: Int32Array;
}

/**
 * Exact Shapley values of groups of features for one output of boosted trees, between two rows: a group
 * in the coalition takes its features from `row`, any other from `reference`. A leaf of value v that is
 * reached when groups A come from `row` and B from `reference` gives
 *
 *     each of A  + v · (|A| − 1)! |B|! / (|A| + |B|)!
 *     each of B  − v · |A|! (|B| − 1)! / (|A| + |B|)!
 *
 * so that all add up to f(row) − f(reference) (Lundberg et al. 2020, interventional TreeSHAP).
 *
 * @param output as in `predictQuantiles`
 * @param out [groups], added to
 */
export function addGroupShapley(
  forest: QuantileForest,
  output: number,
  pair: RowPair,
  out: Float64Array,
): void {
  const walk = new CoalitionWalk(forest, output, pair, out);
  for (const tree of forest.trees) walk.walk(tree);
}

const factorials = Array.from({ length: 171 }, () => 1);
for (let n = 1; n < factorials.length; n++) factorials[n] = n * (factorials[n - 1] as number);
const factorial = (n: number): number => factorials[n] as number;

/** No tree is so deep that more groups part on one way down. */
const most = 64;
/** [most · most] what a leaf gives each of A, and takes from each of B, by |A| and |B|. */
const [givenToA, takenFromB] = [new Float64Array(most ** 2), new Float64Array(most ** 2)];
for (let a = 0; a < most; a++) {
  for (let b = 0; b < most; b++) {
    const all = factorial(a + b);
    if (a > 0) givenToA[a * most + b] = (factorial(a - 1) * factorial(b)) / all;
    if (b > 0) takenFromB[a * most + b] = (factorial(a) * factorial(b - 1)) / all;
  }
}

const fromRow = 1;
const fromReference = -1;

/**
 * Goes down a tree, both ways where the rows part and the group has not been dealt yet. A group that is
 * dealt at a split shares in every leaf below it, and in no other.
 */
class CoalitionWalk {
  readonly #output: number;
  readonly #outputs: number;
  readonly #pair: RowPair;
  readonly #out: Float64Array;
  /** [groups] where each comes from on the way down; 0 where that does not matter yet. */
  readonly #origin: Int8Array;
  #tree: QuantileTree;
  /** |A| and |B| on the way down. */
  #ofRow = 0;
  #ofReference = 0;
  /** What each of A was given, and each of B lost, by the leaves so far. */
  #given = 0;
  #taken = 0;

  constructor(forest: QuantileForest, output: number, pair: RowPair, out: Float64Array) {
    this.#tree = forest.trees[0] as QuantileTree;
    this.#outputs = forest.start.length;
    this.#output = output;
    this.#pair = pair;
    this.#out = out;
    this.#origin = new Int8Array(out.length);
  }

  walk(tree: QuantileTree): void {
    this.#tree = tree;
    this.#given = 0;
    this.#taken = 0;
    this.#visit(0);
  }

  #visit(from: number): void {
    const { feature, threshold, left, right } = this.#tree.tree;
    const { row, reference, groupOf } = this.#pair;
    for (let node = from; ; ) {
      const split = feature[node] as number;
      if (split < 0) {
        this.#reach(left[node] as number);
        return;
      }
      const edge = threshold[node] as number;
      // As in prediction, what is not known goes left.
      const isRight = (row[split] as number) > edge;
      const isOtherRight = (reference[split] as number) > edge;
      const own = (isRight ? right[node] : left[node]) as number;
      if (isRight !== isOtherRight) {
        const other = (isOtherRight ? right[node] : left[node]) as number;
        this.#part(groupOf[split] as number, own, other);
        return;
      }
      node = own;
    }
  }

  #part(group: number, own: number, other: number): void {
    const origin = this.#origin[group];
    if (origin !== 0) {
      this.#visit(origin === fromRow ? own : other);
      return;
    }
    const given = this.#given;
    this.#origin[group] = fromRow;
    this.#ofRow++;
    this.#visit(own);
    this.#ofRow--;
    const taken = this.#taken;
    const gain = this.#given - given;
    this.#origin[group] = fromReference;
    this.#ofReference++;
    this.#visit(other);
    this.#ofReference--;
    this.#origin[group] = 0;
    this.#out[group] = (this.#out[group] as number) + gain - (this.#taken - taken);
  }

  #reach(leaf: number): void {
    const value = this.#tree.steps[leaf * this.#outputs + this.#output] as number;
    const sizes = this.#ofRow * most + this.#ofReference;
    this.#given += value * (givenToA[sizes] as number);
    this.#taken += value * (takenFromB[sizes] as number);
  }
}
