import type { QuantileForest } from "./quantile-boosting.ts";

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
  for (let tree = 0; tree < forest.trees.length; tree++) walk.tree(tree);
}

const factorials = Array.from({ length: 171 }, () => 1);
for (let n = 1; n < factorials.length; n++) factorials[n] = n * (factorials[n - 1] as number);
const factorial = (n: number): number => factorials[n] as number;

const fromRow = 1;
const fromReference = -1;

/** Goes down a tree, both ways where the rows part and the group has not been dealt yet. */
class CoalitionWalk {
  readonly #forest: QuantileForest;
  readonly #output: number;
  readonly #pair: RowPair;
  readonly #out: Float64Array;
  /** [groups] where each comes from on the way down; 0 where that does not matter yet. */
  readonly #origin: Int8Array;
  #ofRow = 0;
  #ofReference = 0;

  constructor(forest: QuantileForest, output: number, pair: RowPair, out: Float64Array) {
    this.#forest = forest;
    this.#output = output;
    this.#pair = pair;
    this.#out = out;
    this.#origin = new Int8Array(out.length);
  }

  tree(index: number): void {
    this.#visit(index, 0);
  }

  #visit(index: number, node: number): void {
    const { tree } = this.#forest.trees[index] as Tree;
    const split = tree.feature[node] as number;
    if (split < 0) {
      this.#give(index, tree.left[node] as number);
      return;
    }
    const { row, reference, groupOf } = this.#pair;
    const edge = tree.threshold[node] as number;
    const [left, right] = [tree.left[node] as number, tree.right[node] as number];
    // As in prediction, what is not known goes left.
    const own = (row[split] as number) > edge ? right : left;
    const other = (reference[split] as number) > edge ? right : left;
    if (own === other) {
      this.#visit(index, own);
      return;
    }
    const group = groupOf[split] as number;
    const origin = this.#origin[group];
    if (origin !== fromReference) this.#branch(index, own, group, fromRow);
    if (origin !== fromRow) this.#branch(index, other, group, fromReference);
  }

  #branch(index: number, node: number, group: number, origin: 1 | -1): void {
    const before = this.#origin[group] as number;
    const isNew = before === 0 ? 1 : 0;
    this.#origin[group] = origin;
    if (origin === fromRow) this.#ofRow += isNew;
    else this.#ofReference += isNew;
    this.#visit(index, node);
    if (origin === fromRow) this.#ofRow -= isNew;
    else this.#ofReference -= isNew;
    this.#origin[group] = before;
  }

  #give(index: number, leaf: number): void {
    const [a, b] = [this.#ofRow, this.#ofReference];
    if (a + b === 0) return;
    const { steps } = this.#forest.trees[index] as Tree;
    const value = steps[leaf * this.#forest.start.length + this.#output] as number;
    const each = value / factorial(a + b);
    for (let group = 0; group < this.#origin.length; group++) {
      const origin = this.#origin[group];
      if (origin === 0) continue;
      const share =
        origin === fromRow ? factorial(a - 1) * factorial(b) : -factorial(a) * factorial(b - 1);
      this.#out[group] = (this.#out[group] as number) + each * share;
    }
  }
}

type Tree = QuantileForest["trees"][number];
