import type { QuantileForest, QuantileTree } from "./quantile-boosting.ts";

/** A forest as plain JSON; arrays of all trees, one after the other, in base 64, little-endian. */
export interface ForestText {
  readonly levels: readonly number[];
  readonly features: number;
  readonly start: string;
  /** Nodes and leaves of each tree. */
  readonly nodes: readonly number[];
  readonly leaves: readonly number[];
  readonly feature: string;
  readonly threshold: string;
  readonly left: string;
  readonly right: string;
  readonly steps: string;
}

type Numbers = Float32Array | Int32Array | Int16Array;

const base64 = (parts: readonly Numbers[]): string =>
  Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  ).toString("base64");

export function forestText({ levels, features, start, trees }: QuantileForest): ForestText {
  return {
    levels,
    features,
    start: base64([start]),
    nodes: trees.map(({ tree }) => tree.feature.length),
    leaves: trees.map(({ tree }) => tree.leaves),
    feature: base64(trees.map(({ tree }) => tree.feature)),
    threshold: base64(trees.map(({ tree }) => tree.threshold)),
    left: base64(trees.map(({ tree }) => tree.left)),
    right: base64(trees.map(({ tree }) => tree.right)),
    steps: base64(trees.map(({ steps }) => steps)),
  };
}

/** A copy, so that it is aligned whatever pool the bytes came from. */
const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;

export function parseForest(text: ForestText): QuantileForest {
  const start = new Float32Array(bytesOf(text.start));
  const feature = new Int16Array(bytesOf(text.feature));
  const threshold = new Float32Array(bytesOf(text.threshold));
  const left = new Int32Array(bytesOf(text.left));
  const right = new Int32Array(bytesOf(text.right));
  const steps = new Float32Array(bytesOf(text.steps));
  let node = 0;
  let step = 0;
  const trees = text.nodes.map((nodes, t): QuantileTree => {
    const leaves = text.leaves[t] as number;
    const [from, to] = [node, node + nodes];
    const first = step;
    node = to;
    step += leaves * start.length;
    return {
      tree: {
        feature: feature.subarray(from, to),
        threshold: threshold.subarray(from, to),
        left: left.subarray(from, to),
        right: right.subarray(from, to),
        leaves,
      },
      steps: steps.subarray(first, step),
    };
  });
  return { levels: text.levels, features: text.features, start, trees };
}
