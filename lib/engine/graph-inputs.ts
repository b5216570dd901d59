import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { DType, Node, OutputType, TensorData } from "./graph.ts";
import { leaf, sizeOf } from "./graph.ts";
import type { Tensor } from "./runtime.ts";
import { tensor } from "./runtime.ts";

/** A side called "batch" is given its size when the graph is built. */
interface InputSpec {
  readonly dtype: DType;
  readonly shape: readonly (number | "batch")[];
}

export type InputSpecs = Readonly<Record<string, InputSpec>>;
export type InputNodes<Specs extends InputSpecs> = { readonly [Name in keyof Specs]: Node };

/** One array for each input, in row-major order. */
export type Batch = Readonly<Record<string, TensorData>>;

class BatchError extends ShelfcastError {
  readonly code = "ENGINE_BATCH";
  constructor(name: string, problem: string) {
    super(`Input ${name} ${problem}.`, "Fill every input of the network with its type and size.");
  }
}

export function inputNodes<Specs extends InputSpecs>(
  specs: Specs,
  batch: number,
): InputNodes<Specs> {
  const nodes = Object.entries(specs).map(([name, { dtype, shape }]) => {
    const sides = shape.map((side) => (side === "batch" ? batch : side));
    return [name, leaf("input", name, sides, dtype)];
  });
  return Object.fromEntries(nodes);
}

export const arrayOf = {
  float32: Float32Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  uint8: Uint8Array,
} as const satisfies Record<DType, unknown>;

/** Wraps a batch without a copy; refuses one that does not fill the inputs exactly. */
export function batchTensors(
  inputs: Readonly<Record<string, OutputType>>,
  batch: Batch,
): Readonly<Record<string, Tensor>> {
  const tensors = Object.entries(inputs).map(([name, { shape, dtype }]) => {
    const values = batch[name];
    if (values === undefined) throw new BatchError(name, "is missing");
    if (!(values instanceof arrayOf[dtype])) {
      throw new BatchError(name, `is a ${values.constructor.name}, not a ${arrayOf[dtype].name}`);
    }
    if (values.length !== sizeOf(shape)) {
      throw new BatchError(name, `has ${values.length} values, not ${sizeOf(shape)}`);
    }
    return [name, tensor(dtype, values, shape)];
  });
  return Object.fromEntries(tensors);
}
