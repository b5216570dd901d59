import { exportModel } from "#lib/engine/export-model.ts";
import { gradients } from "#lib/engine/gradients.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { InputNodes, InputSpecs } from "#lib/engine/graph-inputs.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { reduceSum } from "#lib/engine/shape-operations.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";

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
  by,
  ...exported
}: ExportedGradients<Specs>): Uint8Array<ArrayBuffer> {
  return exportModel({
    ...exported,
    network(scope, nodes) {
      const value = output(scope, nodes);
      const leaves = by.map((name) => nodes[name]);
      const derived = gradients(reduceSum(value), leaves);
      const named = by.map((name, at) => [gradientName(name), derived[at] as Node] as const);
      return { value, ...Object.fromEntries(named) };
    },
  });
}
