import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Tensor } from "#lib/tensors/runtime.ts";
import { tensor } from "#lib/tensors/runtime.ts";
import type { DType, TensorData } from "#lib/tensors/tensor-type.ts";
import { arrayOf, sizeOf } from "#lib/tensors/tensor-type.ts";
import type { Node, OutputType } from "./graph.ts";
import { leaf, ShapeError } from "./graph.ts";

/** A side called "batch" is given its size when the graph is built. */
interface InputSpec {
  readonly dtype: DType;
  readonly shape: readonly (number | "batch")[];
}

export type InputSpecs = Readonly<Record<string, InputSpec>>;
export type InputNodes<Specs extends InputSpecs> = { readonly [Name in keyof Specs]: Node };

/** One array for each input, in row-major order. */
export type Batch = Readonly<Record<string, TensorData>>;

export type Tensors = Readonly<Record<string, Tensor>>;

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

/** What a batch is worked off in. */
export interface BatchPlan<Specs extends InputSpecs = InputSpecs> {
  readonly inputs: Specs;
  readonly batchSize: number;
  /** It is worked off in so many equal parts, their gradients averaged: that saves memory. */
  readonly parts?: number;
}

export function partSize({ batchSize, parts = 1 }: BatchPlan): number {
  if (batchSize % parts === 0) return batchSize / parts;
  throw new ShapeError(`A batch of ${batchSize}`, [], `It must divide into ${parts} equal parts`);
}

/** The equal parts of a batch along its first axis, views of it; the batch must fill its inputs. */
export function batchParts(plan: BatchPlan, batch: Batch): readonly Tensors[] {
  const { inputs, batchSize, parts = 1 } = plan;
  const whole = batchTensors(inputNodes(inputs, batchSize), batch);
  if (parts === 1) return [whole];
  const nodes = inputNodes(inputs, partSize(plan));
  return Array.from({ length: parts }, (_, part) => {
    const views = Object.entries(batch).map(([name, values]) => {
      const size = values.length / parts;
      const isSplit = inputs[name]?.shape[0] === "batch";
      return [name, isSplit ? values.subarray(part * size, (part + 1) * size) : values];
    });
    return batchTensors(nodes, Object.fromEntries(views));
  });
}

/** Wraps a batch without a copy; refuses one that does not fill the inputs exactly. */
export function batchTensors(inputs: Readonly<Record<string, OutputType>>, batch: Batch): Tensors {
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
