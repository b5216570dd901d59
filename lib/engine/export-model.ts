import { onnxFile } from "#lib/tensors/onnx-file.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { freeBatch } from "#lib/tensors/tensor-type.ts";
import type { NamedNodes } from "./graph.ts";
import type { InputNodes, InputSpecs } from "./graph-inputs.ts";
import { inputNodes } from "./graph-inputs.ts";
import type { Adapter, Scope } from "./scope.ts";
import { openScope, requireWeights } from "./scope.ts";
import type { Int8Choice } from "./to-onnx.ts";
import { toOnnx } from "./to-onnx.ts";

export interface ExportedNetwork<Specs extends InputSpecs> {
  readonly network: (scope: Scope, inputs: InputNodes<Specs>) => NamedNodes;
  readonly inputs: Specs;
  readonly weights: Weights;
  /** Of every call; unless given, each says by itself how many it has. */
  readonly rows?: number;
  readonly adapters?: readonly Adapter[] | undefined;
  /** Whose linear layers compute in int8: a quarter of the size, faster on CPUs; CUDA cannot. */
  readonly int8?: Int8Choice;
  /** Kept in the file, for readers of it. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The network as an ONNX file without dropout. */
export function exportModel<Specs extends InputSpecs>(
  exported: ExportedNetwork<Specs>,
): Uint8Array<ArrayBuffer> {
  const { network, inputs, weights, rows = freeBatch, adapters, int8, metadata } = exported;
  const { scope, parameters } = openScope({ training: false, seed: 0, adapters });
  const nodes = inputNodes(inputs, rows);
  const outputs = network(scope, nodes);
  requireWeights(parameters.values(), weights);
  return onnxFile(toOnnx(outputs, nodes, weights, { int8 }), metadata);
}
