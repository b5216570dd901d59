import { seededRandom } from "#lib/domain/random.ts";
import type { Call } from "#lib/engine/graph.ts";
import type { Shape } from "#lib/tensors/tensor-type.ts";
import type { Dense } from "./strided.ts";
import { flatIndex, indicesOf, mapIndices, readAt } from "./strided.ts";

/** Values of every output of a call. */
export type Kernel = (call: Call, inputs: readonly Dense[]) => readonly (readonly number[])[];

export const shapeOf = (call: Call, output = 0): Shape => call.outputs[output]?.shape ?? [];
export const numbers = ({ attributes }: Call, name: string): readonly number[] =>
  [attributes[name] ?? []].flat();
export const number = (call: Call, name: string): number => numbers(call, name)[0] as number;
const isSet = (call: Call, name: string): boolean => number(call, name) === 1;

export const product: Kernel = (call, [a, b, bias]) => {
  const [left, right] = [a, b] as [Dense, Dense];
  const inner = left.shape.at(isSet(call, "transA") ? -2 : -1) as number;
  const pair = (outer: readonly number[], row: number, column: number, flip: boolean) => [
    ...outer,
    ...(flip ? [column, row] : [row, column]),
  ];
  const at = (index: readonly number[]) => {
    const [outer, row, column] = [index.slice(0, -2), index.at(-2) ?? 0, index.at(-1) ?? 0];
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      const x = readAt(left, pair(outer, row, k, isSet(call, "transA")));
      sum += x * readAt(right, pair(outer, k, column, isSet(call, "transB")));
    }
    const alpha = call.op === "FusedMatMul" ? number(call, "alpha") : 1;
    return alpha * sum + (bias === undefined ? 0 : readAt(bias, index));
  };
  return [mapIndices(shapeOf(call), at)];
};

export const layerNormalization: Kernel = (call, [x, scale, bias]) => {
  const [input, gamma, beta] = [x, scale, bias] as [Dense, Dense, Dense];
  const width = input.shape.at(-1) as number;
  const means: number[] = [];
  const inverses: number[] = [];
  for (const index of indicesOf(shapeOf(call, 1))) {
    const row = Array.from({ length: width }, (_, at) => readAt(input, index.with(-1, at)));
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    means.push(mean);
    inverses.push(1 / Math.sqrt(variance + number(call, "epsilon")));
  }
  const perRow = (values: number[]): Dense => ({ shape: shapeOf(call, 1), values });
  const normal = mapIndices(input.shape, (index) => {
    const centred = readAt(input, index) - readAt(perRow(means), index);
    return centred * readAt(perRow(inverses), index) * readAt(gamma, index) + readAt(beta, index);
  });
  return [normal, means, inverses];
};

export const dropout: Kernel = (call, [x]) => {
  const rate = number(call, "rate");
  const random = seededRandom(number(call, "seed"));
  const mask = mapIndices(shapeOf(call), () => Number(random.uniform() >= rate));
  return [mask.map((kept, at) => (kept * ((x as Dense).values[at] as number)) / (1 - rate)), mask];
};

/** z[b, o, t] = Σ w[o, i, k] · x[b, i, t·stride + k·dilation − before] */
export const conv: Kernel = (call, [x, weight]) => {
  const [input, taps] = [x, weight] as [Dense, Dense];
  const [, channels = 0, time = 0] = input.shape;
  const [stride, dilation, before] = ["strides", "dilations", "pads"].map((n) => number(call, n));
  const at = ([batch, out, step]: readonly number[]) => {
    let sum = 0;
    for (let i = 0; i < channels; i++) {
      for (let k = 0; k < (taps.shape[2] as number); k++) {
        const source =
          (step as number) * (stride as number) + k * (dilation as number) - (before as number);
        if (source < 0 || source >= time) continue;
        sum += readAt(taps, [out as number, i, k]) * readAt(input, [batch as number, i, source]);
      }
    }
    return sum;
  };
  return [mapIndices(shapeOf(call), at)];
};

/** The same sum, followed from each dz to the x it came from. */
export const convTranspose: Kernel = (call, [dz, weight]) => {
  const [output, taps] = [dz, weight] as [Dense, Dense];
  const shape = shapeOf(call);
  const [dilation, before] = ["dilations", "pads"].map((n) => number(call, n)) as [number, number];
  const sums = new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(0);
  for (const [batch = 0, out = 0, step = 0] of indicesOf(output.shape)) {
    for (const [, i = 0, k = 0] of indicesOf([1, ...taps.shape.slice(1)])) {
      const source = step + k * dilation - before;
      if (source < 0 || source >= (shape[2] as number)) continue;
      const into = flatIndex(shape, [batch, i, source]);
      sums[into] =
        (sums[into] as number) + readAt(taps, [out, i, k]) * readAt(output, [batch, out, step]);
    }
  }
  return [sums];
};

export const split: Kernel = (call, [x]) => {
  const axis = number(call, "axis");
  let start = 0;
  return call.outputs.map(({ shape }) => {
    const from = start;
    start += shape[axis] as number;
    return mapIndices(shape, (index) =>
      readAt(x as Dense, index.with(axis, (index[axis] as number) + from)),
    );
  });
};

export const concat: Kernel = (call, parts) => {
  const axis = number(call, "axis");
  const at = (index: readonly number[]) => {
    let position = index[axis] as number;
    for (const part of parts) {
      const side = part.shape[axis] as number;
      if (position < side) return readAt(part, index.with(axis, position));
      position -= side;
    }
    return Number.NaN;
  };
  return [mapIndices(shapeOf(call), at)];
};

export const scatterAdd: Kernel = (_call, [into, indices, rows]) => {
  const { shape, values } = into as Dense;
  const sums = Array.from(values);
  for (const index of indicesOf((rows as Dense).shape)) {
    const at = flatIndex(shape, index.with(0, readAt(indices as Dense, index)));
    sums[at] = (sums[at] as number) + readAt(rows as Dense, index);
  }
  return [sums];
};

export const gather: Kernel = (call, [table, indices]) => {
  const rank = (indices as Dense).shape.length;
  const at = (index: readonly number[]) =>
    readAt(table as Dense, [readAt(indices as Dense, index.slice(0, rank)), ...index.slice(rank)]);
  return [mapIndices(shapeOf(call), at)];
};

export const compress: Kernel = (call, [x, present]) => {
  const places = Array.from((present as Dense).values).flatMap((is, at) => (is ? [at] : []));
  const at = (index: readonly number[]) => index.with(0, places[index[0] as number] as number);
  return [mapIndices(shapeOf(call), (index) => readAt(x as Dense, at(index)))];
};

export const decompress: Kernel = (call, [rows, present]) => {
  const isPresent = Array.from((present as Dense).values);
  const before = (row: number) => isPresent.slice(0, row).filter(Boolean).length;
  const at = (index: readonly number[]) => {
    const [row = 0] = index;
    return isPresent[row] ? readAt(rows as Dense, index.with(0, before(row))) : 0;
  };
  return [mapIndices(shapeOf(call), at)];
};
