/** How probabilities that were said compare with what came. */
export interface Reliability {
  /** Expected calibration error: mean distance between said and seen, weighted by pairs. */
  readonly error: number;
  /** Mean binary cross-entropy, nats; and of always saying the share bought. */
  readonly crossEntropy: number;
  readonly plainCrossEntropy: number;
  readonly bins: readonly ReliabilityBin[];
}

interface ReliabilityBin {
  readonly pairs: number;
  readonly said: number;
  readonly seen: number;
}

const binCount = 15;

/**
 * Bins of equally many pairs, in the order of what was said (Nguyen & O'Connor 2015):
 *
 *     ECE = Σ_b n_b / n · |mean p − share bought|
 *
 * @param said [pairs] probabilities; bought [pairs] 0 or 1
 */
export function reliability(said: Float32Array, bought: Float32Array): Reliability {
  const order = Int32Array.from(said.keys()).sort((a, b) => at(said, a) - at(said, b) || a - b);
  const bins: ReliabilityBin[] = [];
  for (let b = 0; b < binCount; b++) {
    const from = Math.floor((b * order.length) / binCount);
    const some = order.subarray(from, Math.floor(((b + 1) * order.length) / binCount));
    if (some.length > 0) bins.push(binOf(some, said, bought));
  }
  const pairs = Math.max(1, said.length);
  const error = bins.reduce((sum, bin) => sum + bin.pairs * Math.abs(bin.said - bin.seen), 0);
  const share = bought.reduce((sum, y) => sum + y, 0) / pairs;
  return {
    error: error / pairs,
    crossEntropy: crossEntropy(said, bought),
    plainCrossEntropy: crossEntropy(new Float32Array(said.length).fill(share), bought),
    bins,
  };
}

const at = (values: Float32Array, place: number): number => values[place] as number;

function binOf(places: Int32Array, said: Float32Array, bought: Float32Array): ReliabilityBin {
  let [p, y] = [0, 0];
  for (const place of places) {
    p += at(said, place);
    y += at(bought, place);
  }
  return { pairs: places.length, said: p / places.length, seen: y / places.length };
}

function crossEntropy(said: Float32Array, bought: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < said.length; k++) {
    const p = Math.min(1 - 1e-7, Math.max(1e-7, at(said, k)));
    sum -= at(bought, k) === 1 ? Math.log(p) : Math.log(1 - p);
  }
  return sum / Math.max(1, said.length);
}
