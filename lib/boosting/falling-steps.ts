import type { GrownTree, RegressionTree } from "./regression-tree.ts";

/**
 * Bounds the steps of a tree so that none rises with certain features: where a node splits on one, every
 * step on its left is at least m and every step on its right at most m, for the two ways of a row and of
 * the same row at a higher price part at such a node,
 *
 *     m = mean of all steps below the node, by rows, within the bounds that nodes above it set
 *
 * This is the constraint of LightGBM's `basic` method (Auguste, Malory & Smirnov 2020, "A Better Method to
 * Enforce Monotonic Constraints in Regression and Classification Trees", section 3), for every output of a
 * leaf at once.
 *
 * @param steps [leaves · outputs] changed in place
 * @param falling [features] 1 where steps must not rise
 */
export function fallAlong(
  { tree, starts, ends }: GrownTree,
  steps: Float32Array,
  falling: Uint8Array,
): void {
  const rows = starts.map((start, leaf) => (ends[leaf] as number) - start);
  const outputs = steps.length / tree.leaves;
  for (let output = 0; output < outputs; output++) {
    const of = (leaf: number) => leaf * outputs + output;
    const bound = (node: number, low: number, high: number): void => {
      const feature = tree.feature[node] as number;
      const [left, right] = [tree.left[node] as number, tree.right[node] as number];
      if (feature < 0) {
        steps[of(left)] = Math.min(high, Math.max(low, steps[of(left)] as number));
        return;
      }
      if (falling[feature] !== 1) {
        bound(left, low, high);
        bound(right, low, high);
        return;
      }
      const mean = meanBelow(tree, node, (leaf) => steps[of(leaf)] as number, rows);
      const middle = Math.fround(Math.min(high, Math.max(low, mean)));
      bound(left, middle, high);
      bound(right, low, middle);
    };
    bound(0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }
}

function meanBelow(
  tree: RegressionTree,
  node: number,
  stepOf: (leaf: number) => number,
  rows: Int32Array,
): number {
  let total = 0;
  let count = 0;
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const left = tree.left[at] as number;
    if ((tree.feature[at] as number) >= 0) open.push(left, tree.right[at] as number);
    else {
      total += (rows[left] as number) * stepOf(left);
      count += rows[left] as number;
    }
  }
  return count > 0 ? total / count : 0;
}
