import { onnxFile } from "#lib/tensors/onnx-file.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { gradients } from "./gradients.ts";
import type { Node } from "./graph.ts";
import type { InputNodes, InputSpecs } from "./graph-inputs.ts";
import { inputNodes } from "./graph-inputs.ts";
import type { Scope } from "./scope.ts";
import { openScope, requireWeights } from "./scope.ts";
import { reduceSum } from "./shape-operations.ts";
import { toOnnx } from "./to-onnx.ts";

export interface ExportedGradients<Specs extends InputSpecs> {
  /** One output of the network, of any shape; what is derived is the sum of its elements. */
  readonly output: (scope: Scope, inputs: InputNodes<Specs>) => Node;
  readonly inputs: Specs;
  readonly weights: Weights;
  /** Inputs by which to derive; floats. */
  readonly by: readonly (keyof Specs & string)[];
  /** Rows of every call: a graph with gradients has no free batch. */
  readonly rows: number;
}

/** What the file calls the gradient by an input. */
export const gradientName = (input: string): string => `by ${input}`;

/** An ONNX file that gives `value`, the output, and its gradient by each of `by`, without dropout. */
export function exportGradients<Specs extends InputSpecs>({
  output,
  inputs,
  weights,
  by,
  rows,
}: ExportedGradients<Specs>): Uint8Array<ArrayBuffer> {
  const { scope, parameters } = openScope({ training: false, seed: 0 });
  const nodes = inputNodes(inputs, rows);
  const value = output(scope, nodes);
  requireWeights(parameters.values(), weights);
  const derived = gradients(
    reduceSum(value),
    by.map((name) => nodes[name]),
  );
  const named = by.map((name, i) => [gradientName(name), derived[i] as Node] as const);
  return onnxFile(toOnnx({ value, ...Object.fromEntries(named) }, nodes, weights));
}
