import type { Shape } from "#lib/tensors/tensor-type.ts";

/** Values in row-major order. */
export interface Dense {
  readonly shape: Shape;
  readonly values: ArrayLike<number>;
}

/** Every index of a shape, last axis fastest. */
export function* indicesOf(shape: Shape): Generator<readonly number[]> {
  const size = shape.reduce((count, side) => count * side, 1);
  for (let flat = 0; flat < size; flat++) {
    let rest = flat;
    const index: number[] = [];
    for (const side of shape.toReversed()) {
      index.unshift(rest % side);
      rest = Math.floor(rest / side);
    }
    yield index;
  }
}

export const flatIndex = (shape: Shape, index: readonly number[]): number =>
  shape.reduce((flat, side, axis) => flat * side + (index[axis] as number), 0);

/** Reads by the rules of broadcasting: missing axes in front, and axes of size 1, repeat. */
export function readAt({ shape, values }: Dense, index: readonly number[]): number {
  const own = index.slice(index.length - shape.length);
  const wrapped = own.map((position, axis) => (shape[axis] === 1 ? 0 : position));
  return values[flatIndex(shape, wrapped)] as number;
}

export const mapIndices = (shape: Shape, value: (index: readonly number[]) => number): number[] =>
  [...indicesOf(shape)].map(value);
