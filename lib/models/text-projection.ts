import { seededRandom } from "#lib/domain/random.ts";
import type { ItemText } from "./item-text.ts";
import { principalAxes } from "./principal-axes.ts";

/** How vectors of one encoder become the few numbers that a forecasting network reads. */
export interface TextProjection {
  readonly encoder: string;
  /** [inputs] */
  readonly mean: readonly number[];
  /** [width · inputs] axes along which items differ most, each divided by the spread along it. */
  readonly axes: readonly number[];
}

/** Vectors of items, as an encoder gave them. */
interface EncodedItems {
  readonly encoder: string;
  readonly width: number;
  /** [items, width]; all zeros where an item has no text. */
  readonly vectors: Float32Array;
}

/** Numbers of an item that the network reads: what tells kinds of goods apart, not each item. */
const projectedWidth = 16;
/** Items that the axes are found from at most. */
const mostItems = 4096;

/** Finds the axes along which the items' texts differ most; undefined where too few have a text. */
export function fitTextProjection(encoded: EncodedItems, seed: number): TextProjection | undefined {
  const rows = someRows(encoded, seed);
  const width = Math.min(projectedWidth, encoded.width, rows.length - 1);
  if (width < 1) return undefined;
  const { mean, axes, deviations } = principalAxes(rows, width, seededRandom(seed, "text axes"));
  const scaled = axes.flatMap((axis, at) => {
    const deviation = deviations[at] as number;
    return [...axis].map((value) => (deviation > 1e-6 ? value / deviation : 0));
  });
  return { encoder: encoded.encoder, mean: [...mean], axes: scaled };
}

/** Vectors of items that have a text, drawn where there are many. */
function someRows({ width, vectors }: EncodedItems, seed: number): Float32Array[] {
  const rows: Float32Array[] = [];
  for (let at = 0; at < vectors.length; at += width) {
    const row = vectors.subarray(at, at + width);
    if (row.some((value) => value !== 0)) rows.push(row);
  }
  const random = seededRandom(seed, "text rows");
  for (let at = 0; at < Math.min(mostItems, rows.length); at++) {
    const other = at + random.below(rows.length - at);
    [rows[at], rows[other]] = [rows[other] as Float32Array, rows[at] as Float32Array];
  }
  return rows.slice(0, mostItems);
}

/** axes · (vector − mean) of each item; an item without text stands at the mean. */
export function projectText({ mean, axes }: TextProjection, encoded: EncodedItems): ItemText {
  const inputs = mean.length;
  const width = axes.length / inputs;
  const items = encoded.vectors.length / inputs;
  const vectors = new Float32Array(items * width);
  for (let item = 0; item < items; item++) {
    const row = encoded.vectors.subarray(item * inputs, (item + 1) * inputs);
    if (row.every((value) => value === 0)) continue;
    for (let axis = 0; axis < width; axis++) {
      let sum = 0;
      for (let at = 0; at < inputs; at++) {
        sum += (axes[axis * inputs + at] as number) * ((row[at] as number) - (mean[at] as number));
      }
      vectors[item * width + axis] = sum;
    }
  }
  return { width, vectors };
}
