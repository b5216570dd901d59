import type { Weight } from "#lib/tensors/tensor-type.ts";
import { sizeOf } from "#lib/tensors/tensor-type.ts";

/** The chosen entries of the first axis. */
export function takeRows({ shape, data }: Weight, rows: readonly number[]): Weight {
  const width = sizeOf(shape.slice(1));
  const taken = new Float32Array(rows.length * width);
  for (const [at, row] of rows.entries()) {
    taken.set(data.subarray(row * width, (row + 1) * width), at * width);
  }
  return { shape: [rows.length, ...shape.slice(1)], data: taken };
}

/** The chosen columns of a matrix. */
export function takeColumns({ shape, data }: Weight, columns: readonly number[]): Weight {
  const [rows = 0, width = 0] = shape;
  const taken = Float32Array.from({ length: rows * columns.length }, (_, at) => {
    const column = columns[at % columns.length] as number;
    return data[Math.floor(at / columns.length) * width + column] as number;
  });
  return { shape: [rows, columns.length], data: taken };
}
